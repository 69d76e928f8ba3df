/** How the characters of a charset are in bytes, so that a body can be cut into rows and searched without decoding it. */
export interface CharacterWidths {
  /** For a TextDecoder. */
  readonly charset: string;
  /** What measures a body from the beginning of a character on, piece by piece. */
  readonly measure: () => Measure;
  /** The bytes of a text; null where the charset has no such character. */
  readonly encode: (text: string) => Uint8Array | null;
  /** Bytes that a character begins at a multiple of. */
  readonly unit: 1 | 2;
}

/** Counts the columns of characters. A character that is cut by a piece's end is counted with its first byte. */
interface Measure {
  /**
   * Passes over the characters of `bytes[from]` to `bytes[to - 1]` that are before the line's end and for which `room` columns are
   * enough; where the next one begins. `offset` is that of `bytes[0]` in the body.
   */
  readonly pass: (bytes: Uint8Array, from: number, to: number, room: number, offset: number) => number;
  /** Columns that were passed over last. */
  used: number;
  /** The next character is a line's end. */
  isAtEnd: boolean;
}

export const newline = 10;
const tab = 9;
const carriageReturn = 13;

/** What is known of a body's charset from its first bytes and its declaration; an unknown one is read as UTF-8. */
export function widthsOf(start: Uint8Array, declared: string | null): CharacterWidths {
  const charset = decoderOf(markOf(start) ?? declared ?? 'utf-8', true).encoding;
  if (charset === 'utf-8')
    return { charset, measure: () => measureBytes(utf8), encode: (text) => Buffer.from(text), unit: 1 };
  if (charset === 'utf-16le' || charset === 'utf-16be') return utf16(charset);
  return /^(shift_jis|euc-|gb|big5)/.test(charset) ? twoByte(charset) : oneByte(charset);
}

/** Columns of a character of one byte. The return before a line's end is not shown, and so takes no room. */
function single(byte: number, next: number | undefined): number {
  if (byte === newline) return -1;
  if (byte === carriageReturn) return next === newline || next === undefined ? 0 : 1;
  return byte === tab ? 2 : 1;
}

/** How a charset of single bytes, or of bytes that lead others, says where its characters end. */
interface ByteTables {
  /** How many bytes follow each first byte. */
  readonly followers: Uint8Array;
  /** The columns of a character by its first byte, from 32 on. */
  readonly widths: Uint8Array;
  /** Which bytes may follow. */
  readonly following: readonly [from: number, to: number];
}

const byteTable = (value: (byte: number) => number) => Uint8Array.from({ length: 256 }, (_, byte) => value(byte));

/** Most characters from U+3000 on are drawn in two columns; so are those beyond U+FFFF. What is no UTF-8 takes a column a byte. */
const utf8: ByteTables = {
  followers: byteTable((byte) => (byte < 0xc2 || byte > 0xf4 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3)),
  widths: byteTable((byte) => (byte >= 0xe3 && byte <= 0xf4 ? 2 : 1)),
  following: [0x80, 0xbf],
};

function measureBytes({ followers, widths, following: [first, last] }: ByteTables): Measure {
  /** 1 for a byte that is a character of one column by itself. */
  const plain = byteTable((byte) => (byte >= 32 && widths[byte] === 1 && followers[byte] === 0 ? 1 : 0));
  let expected = 0;
  const measure: Measure = {
    used: 0,
    isAtEnd: false,
    pass: (bytes, from, to, room) => {
      let follow = expected;
      let used = 0;
      let at = from;
      measure.isAtEnd = false;
      for (;;) {
        for (let byte = bytes[at] ?? 0; follow > 0 && at < to; byte = bytes[at] ?? 0) {
          if (byte < first || byte > last) follow = 0;
          else {
            follow -= 1;
            at += 1;
          }
        }
        const stop = Math.min(to, at + room - used);
        const begin = at;
        while (at < stop && plain[bytes[at] ?? 0] === 1) at += 1;
        used += at - begin;
        if (at >= to) break;
        const byte = bytes[at] ?? 0;
        const width = byte < 32 ? single(byte, bytes[at + 1]) : (widths[byte] ?? 1);
        measure.isAtEnd = width < 0;
        if (width < 0 || used + width > room) break;
        used += width;
        follow = followers[byte] ?? 0;
        at += 1;
      }
      expected = follow;
      measure.used = used;
      return at;
    },
  };
  return measure;
}

function measureUtf16(charset: string): Measure {
  const [low, high] = charset === 'utf-16le' ? [0, 1] : [1, 0];
  let isPair = false;
  const measure: Measure = {
    used: 0,
    isAtEnd: false,
    pass: (bytes, from, to, room, offset) => {
      let used = 0;
      let at = from;
      measure.isAtEnd = false;
      for (; at < to; at += 1) {
        if ((offset + at) % 2 === 1) continue;
        const top = bytes[at + high] ?? 0;
        if (isPair && top >= 0xdc && top <= 0xdf) {
          isPair = false;
          continue;
        }
        const width = top === 0 ? single(bytes[at + low] ?? 0, bytes[at + 2 + low]) : top >= 0x30 ? 2 : 1;
        if (width < 0 || used + width > room) {
          measure.isAtEnd = width < 0;
          isPair = false;
          break;
        }
        used += width;
        isPair = top >= 0xd8 && top <= 0xdb;
      }
      measure.used = used;
      return at;
    },
  };
  return measure;
}

function utf16(charset: string): CharacterWidths {
  return {
    charset,
    unit: 2,
    measure: () => measureUtf16(charset),
    encode: (text) => {
      const bytes = Buffer.from(text, 'utf16le');
      return charset === 'utf-16le' ? bytes : bytes.swap16();
    },
  };
}

function oneByte(charset: string): CharacterWidths {
  const tables: ByteTables = { followers: byteTable(() => 0), widths: byteTable(() => 1), following: [0, 0] };
  return { charset, unit: 1, measure: () => measureBytes(tables), encode: encoderOf(charset, false) };
}

/** The second byte of a character is never a line's end in these. */
function twoByte(charset: string): CharacterWidths {
  const leads = (byte: number) => byte >= 0x81 && !(charset === 'shift_jis' && byte >= 0xa0 && byte <= 0xdf);
  const tables: ByteTables = {
    followers: byteTable((byte) => (leads(byte) ? 1 : 0)),
    widths: byteTable((byte) => (leads(byte) ? 2 : 1)),
    following: [0x30, 0xff],
  };
  return { charset, unit: 1, measure: () => measureBytes(tables), encode: encoderOf(charset, true) };
}

/** Web platforms encode UTF-8 alone: what the decoder makes of each byte, or pair of bytes, is read backwards. */
function encoderOf(charset: string, pairs: boolean): CharacterWidths['encode'] {
  let table: Map<string, readonly number[]> | null = null;
  const make = () => {
    const decoder = new TextDecoder(charset);
    const known = new Map<string, readonly number[]>();
    const add = (...bytes: number[]) => {
      const text = decoder.decode(Uint8Array.from(bytes));
      if (!text.includes('\ufffd') && !known.has(text)) known.set(text, bytes);
    };
    for (let first = 0; first < 256; first += 1) add(first);
    if (pairs)
      for (let first = 0x81; first < 255; first += 1) for (let next = 0x40; next < 255; next += 1) add(first, next);
    return known;
  };
  return (text) => {
    table ??= make();
    const bytes = [...text].map((character) => table?.get(character));
    return bytes.some((each) => each === undefined) ? null : Uint8Array.from(bytes.flatMap((each) => each ?? []));
  };
}

export interface ByteFinder {
  /** Bytes of the longest match. */
  readonly longest: number;
  /** Where it is in the bytes, whatever its case; `at` and `to` count from the beginning of the body. */
  readonly find: (bytes: Uint8Array, offset: number) => { at: number; to: number }[];
}

/** Finds a text in bytes: each character in its lower and upper case, as the charset writes it. Null where it cannot be written in it. */
export function byteFinder(text: string, { encode, unit }: CharacterWidths): ByteFinder | null {
  let longest = 0;
  const parts: string[] = [];
  for (const character of text) {
    const forms = new Set(
      [character, character.toLowerCase(), character.toUpperCase()]
        .map(encode)
        .filter((form) => form !== null)
        .map(hexOf),
    );
    if (forms.size === 0) return null;
    longest += Math.max(...[...forms].map((form) => form.length / 4));
    parts.push(`(?:${[...forms].join('|')})`);
  }
  const pattern = new RegExp(parts.join(''), 'g');
  return {
    longest,
    find: (bytes, offset) => {
      const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      return [...latin.matchAll(pattern)]
        .map(({ index, 0: found }) => ({ at: offset + index, to: offset + index + found.length }))
        .filter(({ at }) => at % unit === 0);
    },
  };
}

const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/** A decoder for the charset; an unknown one is read as UTF-8. */
export function decoderOf(label: string, isStart: boolean) {
  // A mark inside a body is a character of it; only at the start it is none.
  const options = { ignoreBOM: !isStart };
  try {
    return new TextDecoder(label, options);
  } catch {
    return new TextDecoder('utf-8', options);
  }
}

/** The charset that a byte order mark names, or null. */
export function markOf([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}
