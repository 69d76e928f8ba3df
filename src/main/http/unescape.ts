/**
 * What a text says once its escapes are undone, as bytes. From byte `known` on the place of each in the original is known: byte `i` was
 * written from `starts[i - known]` to `ends[i - known]`; several bytes share a place where an escape stands for a character beyond
 * ASCII. What lies here is overwritten by the next text.
 */
export interface Unescaped {
  readonly codes: Uint8Array;
  readonly length: number;
  readonly known: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Escapes of escapes are undone this often; each pass costs the length of the text. */
const mostPasses = 4;

const percent = 0x25;
const backslash = 0x5c;
const ampersand = 0x26;

/**
 * Undoes `%41`, `%u0041`, `\u0041`, `\u{41}`, `\U00000041`, `\x41`, `\101`, `\n`, `&#65;`, `&#x41;` and the named entities of ASCII signs, also where
 * what they stand for is an escape again. Linear in the length of the text.
 */
export function unescapeBytes(data: Uint8Array, placesFrom: number): Unescaped {
  let text = asWritten(data, placesFrom);
  if (!mayEscape(data)) return text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const first = firstEscape(text);
    if (first < 0) break;
    text = undoOnce(text, first);
  }
  return text;
}

/** Each byte as it is. */
export function asWritten(data: Uint8Array, known: number): Unescaped {
  const { length } = data;
  if (places.length <= length) places = Uint32Array.from({ length: length * 2 + 1 }, (_, index) => index);
  return {
    codes: data,
    length,
    known,
    starts: places.subarray(known, length),
    ends: places.subarray(known + 1, length + 1),
  };
}

/** 0, 1, 2 and so on: where each byte stands; shared, as it is only read. */
let places = Uint32Array.from({ length: 65_537 }, (_, index) => index);

/** Whether an escape may begin with this byte. */
export const isEscapeSign = (code: number): boolean => code === percent || code === backslash || code === ampersand;

/** Whether an escape may begin in these bytes. */
export function mayEscape(data: Uint8Array): boolean {
  return data.includes(percent) || data.includes(backslash) || data.includes(ampersand);
}

/** 1 for these bytes. */
const escapeSigns = Uint8Array.from({ length: 256 }, (_, code) => (isEscapeSign(code) ? 1 : 0));

/** Where the first escape stands; -1 where there is none. */
function firstEscape({ codes, length }: Unescaped): number {
  for (let at = 0; at < length; ) {
    if (escapeSigns[codes[at] ?? 0] === 0) at += 1;
    else if (readEscape(codes, at, length) !== 0) return at;
    else at = afterNone(codes, at, length);
  }
  return -1;
}

/** Where the next escape may begin after a sign that begins none: of a row of backslashes, none or the last ones do. */
function afterNone(codes: Uint8Array, at: number, length: number): number {
  let end = at + 1;
  if (codes[at] !== backslash) return end;
  while (end < length && codes[end] === backslash) end += 1;
  return Math.max(at + 1, end - at <= mostBackslashes ? end : end - mostBackslashes);
}

/** Arrays that are written again for each text. */
export const room = () => ({ codes: new Uint8Array(), starts: new Uint32Array(), ends: new Uint32Array() });
const undoneRoom = room();

/** Makes an array of so many codes and places fit. */
export function makeRoom(target: ReturnType<typeof room>, codes: number, placed: number): void {
  if (target.codes.length < codes) target.codes = new Uint8Array(codes + 1_024);
  if (target.starts.length >= placed) return;
  target.starts = new Uint32Array(placed + 1_024);
  target.ends = new Uint32Array(placed + 1_024);
}

/** No escape is shorter than the bytes of UTF-8 that it stands for, so that what the pass before wrote is written over. */
function undoOnce(text: Unescaped, first: number): Unescaped {
  const { codes, length, known } = text;
  makeRoom(undoneRoom, length, length - known);
  const { codes: out, starts, ends } = undoneRoom;
  out.set(codes.subarray(0, first));
  const kept = Math.max(0, first - known);
  starts.set(text.starts.subarray(0, kept));
  ends.set(text.ends.subarray(0, kept));
  let count = first;
  let placed = kept;
  for (let at = first; at < length; ) {
    for (let code = codes[at] ?? 0; at < known && escapeSigns[code] === 0; code = codes[at] ?? 0) {
      out[count++] = code;
      at += 1;
    }
    if (at >= length) break;
    const isSign = escapeSigns[codes[at] ?? 0] === 1;
    const found = isSign ? readEscape(codes, at, length) : 0;
    if (found === 0) {
      for (const to = isSign ? afterNone(codes, at, length) : at + 1; at < to; at += 1) {
        out[count++] = codes[at] ?? 0;
        if (at < known) continue;
        starts[placed] = text.starts[at - known] ?? 0;
        ends[placed++] = text.ends[at - known] ?? 0;
      }
      continue;
    }
    const from = count;
    const to = at + (found >>> consumedBits);
    count = putCode(out, count, found);
    for (let each = at < known ? count : from; each < count; each += 1) {
      starts[placed] = text.starts[at - known] ?? 0;
      ends[placed++] = text.ends[to - 1 - known] ?? 0;
    }
    at = to;
  }
  return { codes: out, length: count, known: count - placed, starts, ends };
}

/**
 * An escape is a number: the code that it stands for in the lowest 21 bits, then whether that is a byte and not a character, then how
 * many bytes it takes; 0 where there is none.
 */
type Escape = number;

const byteBit = 1 << 21;
const consumedBits = 22;
const byteEscape = (code: number, consumed: number): Escape => (consumed << consumedBits) | byteBit | code;
const characterEscape = (code: number, consumed: number): Escape => (consumed << consumedBits) | code;

/** Writes what an escape stands for, a character in UTF-8; where the next byte goes. */
function putCode(out: Uint8Array, at: number, found: Escape): number {
  const code = found & (byteBit - 1);
  if ((found & byteBit) !== 0 || code < 0x80) {
    out[at] = code;
    return at + 1;
  }
  const own = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
  const more = own < 0x800 ? 1 : own < 0x10000 ? 2 : 3;
  out[at] = (leads[more] ?? 0) | (own >> (6 * more));
  for (let each = 1; each <= more; each += 1) out[at + each] = 0x80 | ((own >> (6 * (more - each))) & 63);
  return at + 1 + more;
}

/** What the first of so many further bytes of a character begins with. */
const leads = [0, 0xc0, 0xe0, 0xf0];

function readEscape(codes: Uint8Array, at: number, length: number): Escape {
  const sign = codes[at];
  if (sign === percent) return percentEscape(codes, at, length);
  return sign === backslash ? slashEscape(codes, at, length) : entity(codes, at, length);
}

const letterU = 0x75;

function percentEscape(codes: Uint8Array, at: number, length: number): Escape {
  if (codes[at + 1] === letterU || codes[at + 1] === 0x55) return character(codes, at, at + 2, length);
  const code = twoDigits(codes, at + 1, length);
  return code < 0 ? 0 : byteEscape(code, 3);
}

/** Of a row of backslashes, as JSON in JSON has them, the last ones count. */
const mostBackslashes = 32;

function slashEscape(codes: Uint8Array, at: number, length: number): Escape {
  let next = at + 1;
  while (next < at + mostBackslashes && codes[next] === backslash) next += 1;
  const letter = codes[next] ?? 0;
  if (letter === letterU)
    return codes[next + 1] === 0x7b ? braced(codes, at, next + 2, length) : character(codes, at, next + 1, length);
  if (letter === 0x55) {
    const code = number(codes, next + 1, next + 9, length, 16);
    return code < 0 || code > 0x10ffff ? 0 : characterEscape(code, next + 9 - at);
  }
  if (letter === 0x78) {
    const code = twoDigits(codes, next + 1, length);
    return code < 0 ? 0 : byteEscape(code, next + 3 - at);
  }
  const octal = number(codes, next, next + 3, length, 8);
  if (octal >= 0 && octal < 256) return byteEscape(octal, next + 3 - at);
  return next < length && whiteLetters[letter] === 1 ? characterEscape(0x20, next + 1 - at) : 0;
}

/** 1 for the letters of `\n`, `\r`, `\t`, `\b`, `\f` and `\v`. */
const whiteLetters = Uint8Array.from({ length: 256 }, (_, code) => (Buffer.from('nrtbfv').includes(code) ? 1 : 0));

/** The four digits of a UTF-16 unit, and the second half where it is one of two. */
function character(codes: Uint8Array, begin: number, at: number, length: number): Escape {
  const unit = fourDigits(codes, at, length);
  if (unit < 0) return 0;
  if (unit < 0xd800 || unit > 0xdbff) return characterEscape(unit, at + 4 - begin);
  let next = at + 4;
  while (next < at + mostBackslashes && (codes[next] === backslash || codes[next] === percent)) next += 1;
  const low = next > at + 4 && codes[next] === letterU ? fourDigits(codes, next + 1, length) : -1;
  if (low < 0xdc00 || low > 0xdfff) return characterEscape(0xfffd, at + 4 - begin);
  return characterEscape(0x10000 + (unit - 0xd800) * 0x400 + (low - 0xdc00), next + 5 - begin);
}

function braced(codes: Uint8Array, begin: number, at: number, length: number): Escape {
  const most = Math.min(length, at + 7);
  let end = at;
  while (end < most && codes[end] !== 0x7d) end += 1;
  if (end === most) return 0;
  const code = number(codes, at, end, length, 16);
  return code < 0 || code > 0x10ffff ? 0 : characterEscape(code, end + 1 - begin);
}

/** The entities of ASCII signs, each with its name before it; those of white space stand for a space. */
const namedSigns =
  'amp& lt< gt> quot" apos\' excl! num# dollar$ percnt% lpar( rpar) ast* plus+ comma, hyphen- period. sol/ colon: semi; ' +
  'equals= quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ lowbar_ grave` lcub{ lbrace{ verbar| vert| rcub} rbrace}';
const keyOf = (name: string) => Buffer.from(name).reduce((key, code) => key * 128 + code, 0);
/** The signs by their names, read as a number to the base of 128. */
const signs = new Map([
  ...namedSigns.split(' ').map((each) => [keyOf(each.slice(0, -1)), each.charCodeAt(each.length - 1)] as const),
  ...['nbsp', 'Tab', 'NewLine'].map((name) => [keyOf(name), 0x20] as const),
]);
/** The longest name of a sign. */
const longestName = 7;

/** The longest entity that is read, with as many zeros in front as encoders write. */
const longestEntity = 12;

function entity(codes: Uint8Array, at: number, length: number): Escape {
  const most = Math.min(length, at + longestEntity);
  let end = at + 1;
  while (end < most && codes[end] !== 0x3b) end += 1;
  if (end >= most || end < at + 2) return 0;
  const consumed = end + 1 - at;
  if (codes[at + 1] !== 0x23) {
    const sign = signNamed(codes, at + 1, end);
    return sign === undefined ? 0 : characterEscape(sign, consumed);
  }
  const isHex = codes[at + 2] === 0x78 || codes[at + 2] === 0x58;
  const code = number(codes, at + (isHex ? 3 : 2), end, length, isHex ? 16 : 10);
  return code < 0 || code > 0x10ffff ? 0 : characterEscape(code, consumed);
}

function signNamed(codes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from > longestName) return undefined;
  let key = 0;
  for (let at = from; at < to; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0 || code >= 128) return undefined;
    key = key * 128 + code;
  }
  return signs.get(key);
}

/** The number that these digits write; less than 0 where they are none. */
function number(codes: Uint8Array, from: number, to: number, length: number, base: 8 | 10 | 16): number {
  if (to > length || to <= from) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = digits[codes[at] ?? 0] ?? -1;
    if (digit < 0 || digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
}

const digit = (codes: Uint8Array, at: number): number => digits[codes[at] ?? 0] ?? -1;

function twoDigits(codes: Uint8Array, at: number, length: number): number {
  return at + 2 > length ? -1 : (digit(codes, at) << 4) | digit(codes, at + 1);
}

function fourDigits(codes: Uint8Array, at: number, length: number): number {
  return at + 4 > length ? -1 : (twoDigits(codes, at, length) << 8) | twoDigits(codes, at + 2, length);
}

/** What each byte is worth as a hexadecimal digit; -1 where it is none, which makes a number less than 0 of whatever it is put into. */
const digits = Int8Array.from({ length: 256 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});
