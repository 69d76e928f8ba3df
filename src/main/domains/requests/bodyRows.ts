import type { ExchangeId } from '#contract/common.ts';
import type { BodyRow } from '#contract/transfer.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type ByteFinder, byteFinder, type CharacterWidths, decoderOf, widthsOf } from './characters.ts';
import type { KeptBody } from './responseBody.ts';

interface RowsInput {
  readonly id: ExchangeId;
  /** Characters of a row at most; a wide one counts as two. */
  readonly columns: number;
  readonly row: number;
  readonly count: number;
  readonly find?: string | undefined;
}

interface FindInput {
  readonly id: ExchangeId;
  readonly columns: number;
  readonly text: string;
}

/** Reads kept bodies as rows of text from any place. No body is ever held whole, whatever its size and however long its lines. */
export interface BodyReader {
  /** Throws NOT_FOUND, BODY_GONE. */
  rows(actor: Actor, input: RowsInput): Promise<{ rows: BodyRow[]; totalRows: number; totalLines: number }>;
  /** Throws NOT_FOUND, BODY_GONE. */
  find(actor: Actor, input: FindInput): Promise<{ matches: { at: number; row: number }[]; more: boolean }>;
}

const pieceBytes = 256 * 1024;
const mostMatches = 1_000;
/** Bodies whose rows were counted stay known; they never change. */
const mostIndexes = 8;

export function createBodyReader(open: (actor: Actor, id: ExchangeId) => Promise<KeptBody>): BodyReader {
  const known = new Map<string, Promise<RowIndex>>();
  const indexOf = (actor: Actor, id: ExchangeId, columns: number, body: KeptBody) => {
    const key = JSON.stringify([actor.tenantId, id, columns]);
    const found = known.get(key) ?? indexRows(body, columns);
    known.delete(key);
    known.set(key, found);
    found.catch(() => known.delete(key));
    for (const oldest of known.keys()) if (known.size > mostIndexes) known.delete(oldest);
    return found;
  };
  return {
    rows: (actor, { id, columns, row, count, find }) =>
      withBody(open(actor, id), async (body) => {
        const index = await indexOf(actor, id, columns, body);
        const { totalRows, totalLines } = index;
        return { rows: await readRows(body, index, { row, count, find }), totalRows, totalLines };
      }),
    find: (actor, { id, columns, text }) => withBody(open(actor, id), async (body) => findRows(body, columns, text)),
  };
}

async function withBody<T>(opening: Promise<KeptBody>, work: (body: KeptBody) => Promise<T>): Promise<T> {
  const body = await opening;
  try {
    return await work(body);
  } finally {
    await body.close();
  }
}

/** Where a row begins: its first byte, the number of its line from 1, and whether it goes on with the line of the row above. */
interface RowStart {
  readonly offset: number;
  readonly line: number;
  readonly goesOn: boolean;
}

/** Every so many rows one start is remembered; those between are found again by reading on from there. */
const rowsPerMark = 128;

interface RowIndex {
  readonly columns: number;
  readonly widths: CharacterWidths;
  readonly marks: readonly RowStart[];
  readonly totalRows: number;
  readonly totalLines: number;
}

async function widthsOfBody(body: KeptBody): Promise<CharacterWidths> {
  return widthsOf(await body.read(0, 4), body.charset);
}

async function indexRows(body: KeptBody, columns: number): Promise<RowIndex> {
  const widths = await widthsOfBody(body);
  const marks: RowStart[] = [];
  let totalRows = 0;
  let totalLines = 0;
  const cutter = new RowCutter(columns, widths, (offset, line, goesOn) => {
    if (totalRows % rowsPerMark === 0) marks.push({ offset, line, goesOn });
    totalRows += 1;
    totalLines = line;
  });
  for await (const { piece, offset } of pieces(body, 0)) cutter.push(piece, offset);
  return { columns, widths, marks, totalRows, totalLines };
}

async function* pieces(body: KeptBody, from: number): AsyncGenerator<{ piece: Uint8Array; offset: number }> {
  for (let offset = from; offset < body.total; ) {
    const piece = await body.read(offset, pieceBytes);
    if (piece.length === 0) return;
    yield { piece, offset };
    offset += piece.length;
  }
}

/** Finds where rows begin while the bytes of a body go past: after a line's end, and where the next character has no room left. */
class RowCutter {
  private column = 0;
  private line = 1;
  /** The next character begins a row; `goesOn`: of the same line. Null within a row. */
  private begins: { readonly goesOn: boolean } | null;
  private readonly columns: number;
  private readonly measure: ReturnType<CharacterWidths['measure']>;
  private readonly onRow: (offset: number, line: number, goesOn: boolean) => void;

  constructor(columns: number, widths: CharacterWidths, onRow: RowCutter['onRow'], at?: RowStart) {
    this.columns = columns;
    this.measure = widths.measure();
    this.onRow = onRow;
    this.line = at?.line ?? 1;
    this.begins = at?.goesOn ? sameLine : nextLine;
  }

  /** `offset` is that of the piece's first byte in the body. */
  push(piece: Uint8Array, offset: number): void {
    for (let at = 0; at < piece.length; ) {
      const room = this.begins === null ? this.columns - this.column : noRoom;
      at = this.measure.pass(piece, at, piece.length, room, offset);
      if (this.begins === null) this.column += this.measure.used;
      if (at === piece.length) return;
      if (this.begins === null && !this.measure.isAtEnd) this.begins = sameLine;
      if (this.begins !== null) this.begin(offset + at);
      if (!this.measure.isAtEnd) continue;
      this.line += 1;
      this.begins = nextLine;
      at += 1;
    }
  }

  private begin(offset: number): void {
    this.onRow(offset, this.line, this.begins === sameLine);
    this.begins = null;
    this.column = 0;
  }
}

const sameLine = { goesOn: true };
const nextLine = { goesOn: false };
/** Passes over what is left of a character, and stops before the next, however narrow. */
const noRoom = -1;

interface Window {
  readonly row: number;
  readonly count: number;
  readonly find?: string | undefined;
}

async function readRows(body: KeptBody, index: RowIndex, { row, count, find }: Window): Promise<BodyRow[]> {
  const number = Math.floor(row / rowsPerMark);
  const mark = index.marks[number];
  if (mark === undefined) return [];
  const skipped = row - number * rowsPerMark;
  const starts: RowStart[] = [];
  const held: Uint8Array[] = [];
  const cutter = new RowCutter(
    index.columns,
    index.widths,
    (offset, line, goesOn) => starts.push({ offset, line, goesOn }),
    mark,
  );
  for await (const { piece, offset } of pieces(body, mark.offset)) {
    held.push(piece);
    cutter.push(piece, offset);
    if (starts.length > skipped + count) break;
  }
  const bytes = Buffer.concat(held);
  const wanted = starts.slice(skipped, skipped + count);
  const end = (place: number) => starts[skipped + place + 1]?.offset ?? mark.offset + bytes.length;
  const finder = find === undefined ? null : byteFinder(find, index.widths);
  const found =
    finder === null ? [] : await matchesAround(body, finder, wanted[0]?.offset ?? 0, end(wanted.length - 1));
  const text = textOf(index.widths);
  return wanted.map((start, place) => {
    const own = bytes.subarray(start.offset - mark.offset, end(place) - mark.offset);
    const line = start.goesOn ? null : start.line;
    const shown = text(own, start.offset).replace(/\r?\n$/, '');
    const until = start.offset + own.length;
    const marks = found
      .filter(({ at, to }) => at < until && to > start.offset)
      .map(({ at, to }) => {
        const characters = (byte: number) =>
          text(own.subarray(0, Math.max(0, byte - start.offset)), start.offset).length;
        return { from: Math.min(characters(at), shown.length), to: Math.min(characters(to), shown.length), at };
      })
      .filter(({ from, to }) => to > from);
    return { text: shown, line, marks };
  });
}

/** A match may begin in the row before the first, and end in the one after the last. */
async function matchesAround(body: KeptBody, finder: ByteFinder, from: number, to: number) {
  const start = Math.max(0, from - finder.longest);
  const bytes = await body.read(start, to - start + finder.longest);
  return finder.find(bytes, start);
}

function textOf({ charset }: CharacterWidths): (bytes: Uint8Array, offset: number) => string {
  return (bytes, offset) => decoderOf(charset, offset === 0).decode(bytes);
}

async function findRows(body: KeptBody, columns: number, text: string) {
  const widths = await widthsOfBody(body);
  const finder = byteFinder(text, widths);
  const matches: { at: number; row: number }[] = [];
  if (finder === null) return { matches, more: false };
  const starts: number[] = [];
  let rows = 0;
  const cutter = new RowCutter(columns, widths, (offset) => starts.push(offset));
  let before: Uint8Array = new Uint8Array();
  let searched = 0;
  for await (const { piece, offset } of pieces(body, 0)) {
    cutter.push(piece, offset);
    const begin = offset - before.length;
    for (const { at, to } of finder.find(Buffer.concat([before, piece]), begin)) {
      if (at < searched) continue;
      searched = to;
      while ((starts[1] ?? Number.POSITIVE_INFINITY) <= at) {
        starts.shift();
        rows += 1;
      }
      if (matches.length === mostMatches) return { matches, more: true };
      matches.push({ at, row: rows });
    }
    before = piece.subarray(Math.max(0, piece.length - finder.longest + 1));
    ({ rows } = forget(starts, offset + piece.length - before.length, rows));
  }
  return { matches, more: false };
}

/** Drops starts of rows that end before `until`, where no further match can begin. */
function forget(starts: number[], until: number, rows: number): { rows: number } {
  let gone = starts.findIndex((start) => start > until);
  gone = Math.max(0, (gone < 0 ? starts.length : gone) - 1);
  starts.splice(0, gone);
  return { rows: rows + gone };
}
