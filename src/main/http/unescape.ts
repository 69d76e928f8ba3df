/**
 * What a text says once its escapes are undone, as bytes, with the place of each in the original. `starts[i]` to `ends[i]` is what
 * byte `i` was written as; several bytes share a place where an escape stands for a character beyond ASCII.
 */
export interface Unescaped {
  codes: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
  length: number;
}

/** Escapes of escapes are undone this often; each pass costs the length of the text. */
const mostPasses = 4;

const percent = 0x25;
const backslash = 0x5c;
const ampersand = 0x26;

/**
 * Undoes `%41`, `%u0041`, `\u0041`, `\u{41}`, `\x41`, `\101`, `\n`, `&#65;`, `&#x41;` and the named entities of ASCII signs, also where
 * what they stand for is an escape again. Linear in the length of the text.
 */
export function unescapeBytes(data: Uint8Array): Unescaped {
  let text = asWritten(data);
  if (!mayEscape(data)) return text;
  for (let pass = 0; pass < mostPasses && hasEscape(text); pass += 1) {
    const next = undoOnce(text);
    if (next.length === text.length) return next;
    text = next;
  }
  return text;
}

/** Each byte as it stands. */
export function asWritten(data: Uint8Array): Unescaped {
  const { length } = data;
  if (places.length <= length) places = Uint32Array.from({ length: length * 2 + 1 }, (_, index) => index);
  return { codes: data, starts: places.subarray(0, length), ends: places.subarray(1, length + 1), length };
}

/** 0, 1, 2 and so on: where each byte stands; shared, as it is only read. */
let places = Uint32Array.from({ length: 65_537 }, (_, index) => index);

/** Whether an escape may begin with this byte. */
export const isEscapeSign = (code: number): boolean => code === percent || code === backslash || code === ampersand;

/** Whether an escape may begin in these bytes. */
export function mayEscape(data: Uint8Array): boolean {
  return data.includes(percent) || data.includes(backslash) || data.includes(ampersand);
}

const hasEscape = ({ codes, length }: Unescaped): boolean => mayEscape(codes.subarray(0, length));

function undoOnce(text: Unescaped): Unescaped {
  const { codes, starts, ends, length } = text;
  // No escape is shorter than the bytes of UTF-8 that it stands for.
  const out = {
    codes: new Uint8Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    length: 0,
  };
  const put = (code: number, from: number, to: number) => {
    out.codes[out.length] = code;
    out.starts[out.length] = starts[from] ?? 0;
    out.ends[out.length] = ends[to - 1] ?? 0;
    out.length += 1;
  };
  let at = 0;
  while (at < length) {
    const code = codes[at] ?? 0;
    const found = isEscapeSign(code) ? readEscape(codes, at, length) : null;
    const to = found === null ? at + 1 : found.to;
    if (found === null) put(code, at, to);
    else for (const each of bytesOf(found)) put(each, at, to);
    at = to;
  }
  return out;
}

interface Escape {
  /** A byte where `isByte`, else a character. */
  readonly code: number;
  readonly isByte: boolean;
  readonly to: number;
}

function bytesOf({ code, isByte }: Escape): Iterable<number> {
  return isByte || code < 0x80 ? [code] : Buffer.from(String.fromCodePoint(code));
}

function readEscape(codes: Uint8Array, at: number, length: number): Escape | null {
  const sign = codes[at];
  if (sign === percent) return percentEscape(codes, at, length);
  return sign === backslash ? slashEscape(codes, at, length) : entity(codes, at, length);
}

const letterU = 0x75;

function percentEscape(codes: Uint8Array, at: number, length: number): Escape | null {
  if (codes[at + 1] === letterU || codes[at + 1] === 0x55) return character(codes, at + 2, length);
  const code = number(codes, at + 1, at + 3, length, 16);
  return code === null ? null : { code, isByte: true, to: at + 3 };
}

/** Of a row of backslashes, as JSON in JSON has them, the last ones count. */
const mostBackslashes = 32;

function slashEscape(codes: Uint8Array, at: number, length: number): Escape | null {
  let next = at + 1;
  while (next < length && next < at + mostBackslashes && codes[next] === backslash) next += 1;
  const letter = codes[next];
  if (letter === letterU)
    return codes[next + 1] === 0x7b ? braced(codes, next + 2, length) : character(codes, next + 1, length);
  if (letter === 0x78) {
    const code = number(codes, next + 1, next + 3, length, 16);
    return code === null ? null : { code, isByte: true, to: next + 3 };
  }
  const octal = number(codes, next, next + 3, length, 8);
  if (octal !== null && octal < 256) return { code: octal, isByte: true, to: next + 3 };
  return next < length && whiteLetters.has(letter ?? 0) ? { code: 0x20, isByte: false, to: next + 1 } : null;
}

/** The letters of `\n`, `\r`, `\t`, `\b`, `\f` and `\v`. */
const whiteLetters = new Set(Buffer.from('nrtbfv'));

/** The four digits of a UTF-16 unit, and the second half where it is one of two. */
function character(codes: Uint8Array, at: number, length: number): Escape | null {
  const unit = number(codes, at, at + 4, length, 16);
  if (unit === null) return null;
  if (unit < 0xd800 || unit > 0xdbff) return { code: unit, isByte: false, to: at + 4 };
  let next = at + 4;
  while (next < Math.min(length, at + mostBackslashes) && (codes[next] === backslash || codes[next] === percent))
    next += 1;
  const low = next > at + 4 && codes[next] === letterU ? number(codes, next + 1, next + 5, length, 16) : null;
  if (low === null || low < 0xdc00 || low > 0xdfff) return { code: 0xfffd, isByte: false, to: at + 4 };
  return { code: 0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00), isByte: false, to: next + 5 };
}

function braced(codes: Uint8Array, at: number, length: number): Escape | null {
  const end = codes.subarray(at, at + 7).indexOf(0x7d);
  const code = end < 1 ? null : number(codes, at, at + end, length, 16);
  return code === null || code > 0x10ffff ? null : { code, isByte: false, to: at + end + 1 };
}

const signs: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', excl: '!', num: '#', dollar: '$', percnt: '%' },
  ...{
    lpar: '(',
    rpar: ')',
    ast: '*',
    plus: '+',
    comma: ',',
    hyphen: '-',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
  },
  ...{ equals: '=', quest: '?', commat: '@', lsqb: '[', lbrack: '[', bsol: '\\', rsqb: ']', rbrack: ']', Hat: '^' },
  ...{
    lowbar: '_',
    grave: '`',
    lcub: '{',
    lbrace: '{',
    verbar: '|',
    vert: '|',
    rcub: '}',
    rbrace: '}',
    Tab: ' ',
    NewLine: ' ',
  },
};

/** The longest entity that is read, with as many zeros in front as encoders write. */
const longestEntity = 12;

function entity(codes: Uint8Array, at: number, length: number): Escape | null {
  const end = codes.subarray(at, Math.min(length, at + longestEntity)).indexOf(0x3b);
  if (end < 2) return null;
  const to = at + end + 1;
  if (codes[at + 1] !== 0x23) {
    const sign = signs[Buffer.from(codes.subarray(at + 1, at + end)).toString('latin1')];
    return sign === undefined ? null : { code: sign.charCodeAt(0), isByte: false, to };
  }
  const isHex = codes[at + 2] === 0x78 || codes[at + 2] === 0x58;
  const code = number(codes, at + (isHex ? 3 : 2), at + end, length, isHex ? 16 : 10);
  return code === null || code > 0x10ffff ? null : { code, isByte: false, to };
}

/** The number that these digits write; null where they are none. */
function number(codes: Uint8Array, from: number, to: number, length: number, base: 8 | 10 | 16): number | null {
  if (to > length || to <= from) return null;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = digits[codes[at] ?? 0] ?? -1;
    if (digit < 0 || digit >= base) return null;
    value = value * base + digit;
  }
  return value;
}

/** What each byte is worth as a hexadecimal digit; -1 where it is none. */
const digits = Int8Array.from({ length: 256 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});
