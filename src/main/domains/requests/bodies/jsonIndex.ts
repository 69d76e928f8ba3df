import type { JsonTreeRow } from '#contract/bodies.ts';
import { BodyBytes, type BodySource } from './bodyBytes.ts';
import {
  backslash,
  comma,
  isSpace,
  JsonScanner,
  type LongContainer,
  list,
  listEnd,
  membersPerMark,
  type NotJson,
  object,
  objectEnd,
  quote,
} from './jsonScanner.ts';

/** Bytes of a value that are shown in its row. */
const shownBytes = 2_000;

interface Member {
  readonly name: string | number;
  readonly at: number;
  /** After its last byte. */
  readonly end: number;
}

type Span = Pick<LongContainer, 'start' | 'end' | 'isList' | 'size' | 'marks'>;

/** JSON in UTF-8 of any size as it was sent, of which any part is read where it lies. */
export class JsonIndex {
  readonly fault: NotJson | null;
  readonly root: number;
  readonly bytes: BodyBytes;
  private readonly long: ReadonlyMap<number, LongContainer>;
  private readonly longTexts: ReadonlyMap<number, number>;

  constructor(source: BodySource) {
    this.bytes = new BodyBytes(source);
    const scanner = new JsonScanner();
    scanner.scan(this.bytes);
    this.fault = scanner.fault;
    this.root = scanner.root;
    this.long = scanner.long;
    this.longTexts = scanner.longTexts;
  }

  close(): void {
    this.bytes.close();
  }

  /** The value that begins here as a row of the tree. */
  row(at: number, name: string | number | null, end = this.endOf(at)): JsonTreeRow {
    const byte = this.bytes.at(at);
    const span = byte === list || byte === object ? this.span(at) : null;
    const kind = span === null ? (byte === quote ? 'text' : 'scalar') : span.isList ? 'list' : 'object';
    const isCut = end - at > shownBytes;
    const text = span === null ? this.bytes.text(at, isCut ? at + shownBytes : end) : '';
    return {
      name,
      at,
      bytes: end - at,
      kind,
      size: span?.size ?? 0,
      text: isCut ? text.replace(/�+$/, '') : text,
      isCut,
    };
  }

  /** Members of a container as rows, from a place on. */
  members(at: number, from: number, count: number): JsonTreeRow[] {
    const rows: JsonTreeRow[] = [];
    for (const { name, at: place, end } of this.walk(this.span(at), from)) {
      if (rows.length === count) break;
      rows.push(this.row(place, name, end));
    }
    return rows;
  }

  /** The members of a container in their order, from a place on. */
  *walk(span: Span, from = 0): Generator<Member> {
    const mark = Math.floor(from / membersPerMark);
    let index = mark * membersPerMark;
    let at = span.marks[mark];
    if (at === undefined) return;
    for (; index < span.size; index += 1) {
      at = this.skipSpace(at);
      let name: string | number = index;
      if (!span.isList) {
        const end = this.stringEnd(at);
        if (index >= from) name = String(JSON.parse(this.bytes.text(at, end)));
        at = this.skipSpace(this.skipSpace(end) + 1);
      }
      const end = this.endOf(at);
      if (index >= from) yield { name, at, end };
      at = this.skipSpace(end) + 1;
    }
  }

  /** The container that begins here; one that is not remembered is read through. */
  span(at: number): Span {
    const known = this.long.get(at);
    if (known !== undefined) return known;
    const isList = this.bytes.at(at) === list;
    const span = { start: at, end: this.endOf(at), isList, size: 0, marks: [at + 1] };
    let place = this.skipSpace(at + 1);
    if (this.bytes.at(place) === (isList ? listEnd : objectEnd)) return span;
    for (;;) {
      if (!isList) place = this.skipSpace(this.skipSpace(this.stringEnd(place)) + 1);
      span.size += 1;
      place = this.skipSpace(this.endOf(place));
      if (this.bytes.at(place) !== comma) return span;
      place += 1;
      if (span.size % membersPerMark === 0) span.marks.push(place);
      place = this.skipSpace(place);
    }
  }

  /** The place after the value that begins here. */
  endOf(at: number): number {
    const known = this.long.get(at);
    if (known !== undefined) return known.end;
    const byte = this.bytes.at(at);
    if (byte === quote) return this.stringEnd(at);
    if (byte !== list && byte !== object) return this.scalarEnd(at);
    let depth = 0;
    for (let place = at; ; place += 1) {
      const sign = this.bytes.at(place);
      if (sign === -1) return place;
      if (sign === quote) place = this.stringEnd(place) - 1;
      else if (sign === list || sign === object) depth += 1;
      else if (sign === listEnd || sign === objectEnd) depth -= 1;
      if (depth === 0) return place + 1;
    }
  }

  private scalarEnd(at: number): number {
    for (let place = at; ; place += 1) {
      const byte = this.bytes.at(place);
      if (byte === -1 || byte === comma || byte === listEnd || byte === objectEnd || isSpace(byte)) return place;
    }
  }

  private stringEnd(at: number): number {
    const known = this.longTexts.get(at);
    if (known !== undefined) return known;
    for (let place = at + 1; ; place += 1) {
      const byte = this.bytes.at(place);
      if (byte === backslash) place += 1;
      else if (byte === quote || byte === -1) return place + 1;
    }
  }

  private skipSpace(at: number): number {
    let place = at;
    while (isSpace(this.bytes.at(place))) place += 1;
    return place;
  }
}
