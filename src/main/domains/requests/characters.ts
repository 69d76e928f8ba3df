import { isAscii } from 'node:buffer';

/** How the characters of a charset stand in bytes, so that a body can be cut into rows and searched without decoding it. */
export interface CharacterWidths {
  /** For a TextDecoder. */
  readonly charset: string;
  /** What measures a body from the beginning of a character on. */
  readonly measure: () => WidthAt;
  /** The bytes of a text; null where the charset has no such character. */
  readonly encode: (text: string) => Uint8Array | null;
  /** Bytes that a character begins at a multiple of. */
  readonly unit: 1 | 2;
  /** A printable ASCII byte is always a character of its own, which need not be measured. */
  readonly plain: boolean;
}

/** Columns of the character that begins at `bytes[index]`; null within one, -1 for a line's end. `offset` is that of the byte in the body. */
type WidthAt = (bytes: Uint8Array, index: number, offset: number) => number | null;

export const newline = 10;
const tab = 9;
const carriageReturn = 13;

/** Whether each byte is a character of one column or the end of a line, where a printable ASCII byte is always one. */
export const isEven = (block: Uint8Array): boolean =>
  isAscii(block) && !block.includes(tab) && !block.includes(carriageReturn);

/** What is known of a body's charset from its first bytes and its declaration; an unknown one is read as UTF-8. */
export function widthsOf(start: Uint8Array, declared: string | null): CharacterWidths {
  const charset = decoderOf(markOf(start) ?? declared ?? 'utf-8', true).encoding;
  if (charset === 'utf-8')
    return { charset, measure: measureUtf8, encode: (text) => Buffer.from(text), unit: 1, plain: true };
  if (charset === 'utf-16le' || charset === 'utf-16be') return utf16(charset);
  return /^(shift_jis|euc-|gb|big5)/.test(charset) ? twoByte(charset) : oneByte(charset);
}

/** Columns of a character of one byte. The return before a line's end is not shown, and so takes no room. */
function single(byte: number, next: number | undefined): number {
  if (byte === newline) return -1;
  if (byte === carriageReturn) return next === newline || next === undefined ? 0 : 1;
  return byte === tab ? 2 : 1;
}

/** Most characters from U+3000 on are drawn in two columns; so are those beyond U+FFFF. What is no UTF-8 takes a column a byte. */
function measureUtf8(): WidthAt {
  let following = 0;
  return (bytes, index) => {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x80 && byte < 0xc0 && following > 0) {
      following -= 1;
      return null;
    }
    following = byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : 0;
    if (byte < 0x80) return single(byte, bytes[index + 1]);
    return byte >= 0xe3 && following > 0 ? 2 : 1;
  };
}

function utf16(charset: string): CharacterWidths {
  const [low, high] = charset === 'utf-16le' ? [0, 1] : [1, 0];
  return {
    charset,
    unit: 2,
    plain: false,
    measure: () => {
      let isPair = false;
      return (bytes, index, offset) => {
        if (offset % 2 === 1) return null;
        const top = bytes[index + high] ?? 0;
        const isSecond = isPair && top >= 0xdc && top <= 0xdf;
        isPair = top >= 0xd8 && top <= 0xdb;
        if (isSecond) return null;
        return top === 0 ? single(bytes[index + low] ?? 0, bytes[index + 2 + low]) : top >= 0x30 ? 2 : 1;
      };
    },
    encode: (text) => {
      const bytes = Buffer.from(text, 'utf16le');
      return charset === 'utf-16le' ? bytes : bytes.swap16();
    },
  };
}

function oneByte(charset: string): CharacterWidths {
  const measure = (): WidthAt => (bytes, index) => single(bytes[index] ?? 0, bytes[index + 1]);
  return { charset, unit: 1, plain: true, measure, encode: encoderOf(charset, false) };
}

/** The second byte of a character is never a line's end in these. */
function twoByte(charset: string): CharacterWidths {
  const leads = (byte: number) => byte >= 0x81 && !(charset === 'shift_jis' && byte >= 0xa0 && byte <= 0xdf);
  const measure = (): WidthAt => {
    let isSecond = false;
    return (bytes, index) => {
      const byte = bytes[index] ?? 0;
      const isWithin = isSecond && byte >= 0x30;
      isSecond = false;
      if (isWithin) return null;
      isSecond = leads(byte);
      return isSecond ? 2 : single(byte, bytes[index + 1]);
    };
  };
  return { charset, unit: 1, plain: false, measure, encode: encoderOf(charset, true) };
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
  /** Where it stands in the bytes, whatever its case; `at` and `to` count from the beginning of the body. */
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
