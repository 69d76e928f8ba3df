import { askNow } from './host.ts';

/** Texts and bytes without Node or a browser. Encodings are those of RFC 4648 and the Encoding standard's UTF-8. */

export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** @throws URIError where the bytes are no UTF-8 */
export function utf8Text(bytes: Uint8Array): string {
  return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}

export const latin1Text = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
export const latin1Bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);
export const hexText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const hexBytes = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const base64Btoa = globalThis.btoa;
const base64Atob = globalThis.atob;

export const base64Text = (bytes: Uint8Array): string => base64Btoa(latin1Text(bytes));
/** Takes the alphabet for addresses too. */
export const base64Bytes = (text: string): Uint8Array =>
  latin1Bytes(base64Atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')));

/** Bytes that nobody can foresee. */
export const randomBytes = (count: number): Uint8Array => hexBytes(String(askNow('random', Math.min(count, 65_536))));

/** RFC 9562, version 4. */
export function uuid(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  return hexText(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `Math.random` of this realm (sfc32, as PractRand describes it). */
export function randomFrom(seed: readonly number[]): () => number {
  let [a = 1, b = 2, c = 3, d = 4] = seed;
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}

/** The part of Node's `Buffer` that scripts use to change an encoding. */
export class Buffer {
  readonly #bytes: Uint8Array;
  readonly length: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  static from(source: unknown, encoding = 'utf8'): Buffer {
    if (source instanceof Buffer) return source;
    if (typeof source === 'string') return new Buffer(decoders[encoding]?.(source) ?? utf8Bytes(source));
    return new Buffer(Uint8Array.from(source as ArrayLike<number>));
  }

  static isBuffer(value: unknown): boolean {
    return value instanceof Buffer;
  }

  toString(encoding = 'utf8'): string {
    return (encoders[encoding] ?? utf8Text)(this.#bytes);
  }
}

const decoders: Record<string, (text: string) => Uint8Array> = {
  hex: hexBytes,
  base64: base64Bytes,
  base64url: base64Bytes,
  latin1: latin1Bytes,
  binary: latin1Bytes,
};

const encoders: Record<string, (bytes: Uint8Array) => string> = {
  hex: hexText,
  base64: base64Text,
  base64url: (bytes) => base64Text(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  latin1: latin1Text,
  binary: latin1Text,
};

/** `responseBody.has('…')`, which Postman's sandbox took from Sugar: a snippet of its own that old collections are full of. */
export function addOldStringMethods(): void {
  Object.defineProperty(String.prototype, 'has', {
    value(this: string, wanted: unknown): boolean {
      return wanted instanceof RegExp ? wanted.test(this) : String(this).includes(String(wanted));
    },
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
