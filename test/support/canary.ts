import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that is looked for afterwards. */
export interface Canary {
  /** What is used as the secret. It has to be escaped in URLs, JSON and HTML. */
  readonly secret: string;
  /** The part of it that no such encoding changes; nobody may show it. Its end, the hint, is not part of it. */
  readonly core: string;
}

export function makeCanary(label: string): Canary {
  const core = `${label}${randomBytes(12).toString('hex')}`;
  return { secret: `k"/${core}+&%<zZ9z`, core };
}

/** How the core can be in bytes: as it is, as UTF-16, in hexadecimal, and in base64 at each of three alignments. */
export function canaryForms({ core }: Canary): Buffer[] {
  const pieces = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(core)]).toString('base64');
    // The first and last characters also depend on what is beside it.
    const piece = whole.slice(offset === 0 ? 0 : 4, -4);
    return [piece, piece.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(piece)];
  });
  const hex = Buffer.from(core).toString('hex');
  const texts = [core, encodeURIComponent(core), hex, hex.toUpperCase(), ...pieces];
  return [...new Set(texts)].map((text) => Buffer.from(text)).concat(Buffer.from(core, 'utf16le'));
}

/** The files below a folder in which a canary stands, with what it stands as. */
export function filesWithCanary(folder: string, canaries: readonly Canary[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => canariesIn(readFileSync(path), canaries).map((found) => `${path}: ${found}`));
}

/** A form of a canary, and a place in it. */
interface Piece {
  readonly core: string;
  readonly form: Buffer;
  readonly offset: number;
}

/** Bytes of a piece, and how far apart places are looked at: a form has a piece that begins at one of them. */
const [pieceBytes, step] = [4, 8];
const marks = 1 << 20;
const markOf = (bytes: Buffer, at: number): number => (Math.imul(bytes.readUInt32LE(at), 0x9e3779b1) >>> 12) % marks;

interface Pieces {
  readonly marked: Uint8Array;
  readonly pieces: Map<number, Piece[]>;
}

const known = new WeakMap<readonly Canary[], Pieces>();

/** All forms of all canaries by their pieces, so that one pass finds every one of them. */
function piecesOf(canaries: readonly Canary[]): Pieces {
  const marked = new Uint8Array(marks);
  const pieces = new Map<number, Piece[]>();
  for (const canary of canaries)
    for (const form of canaryForms(canary)) {
      if (form.length < step + pieceBytes - 1) throw new Error('This form is too short to be looked for');
      for (let offset = 0; offset < step; offset += 1) {
        const mark = markOf(form, offset);
        marked[mark] = 1;
        pieces.set(mark, [...(pieces.get(mark) ?? []), { core: canary.core, form, offset }]);
      }
    }
  return { marked, pieces };
}

/** What stands of the canaries in bytes or a text, each form once, with what is around it. */
export function canariesIn(content: Buffer | string, canaries: readonly Canary[]): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { marked, pieces } = known.get(canaries) ?? piecesOf(canaries);
  known.set(canaries, { marked, pieces });
  const found = new Map<Buffer, string>();
  for (let place = 0; place + pieceBytes <= bytes.length; place += step) {
    const mark = markOf(bytes, place);
    if (marked[mark] === 0) continue;
    for (const { core, form, offset } of pieces.get(mark) ?? []) {
      const at = place - offset;
      if (at < 0 || found.has(form) || form.compare(bytes, at, Math.min(at + form.length, bytes.length)) !== 0)
        continue;
      found.set(form, `${core} in …${bytes.subarray(Math.max(0, at - 80), at + 80).toString('latin1')}…`);
    }
  }
  return [...found.values()];
}
