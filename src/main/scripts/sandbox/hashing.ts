import { askNow } from './host.ts';
import {
  base64Bytes,
  base64Text,
  hexBytes,
  hexText,
  latin1Bytes,
  latin1Text,
  randomBytes,
  utf8Bytes,
  utf8Text,
} from './text.ts';

interface Encoder {
  parse(text: string): Bytes;
  stringify(bytes: Bytes): string;
}

const encoder = (toBytes: (text: string) => Uint8Array, toText: (bytes: Uint8Array) => string): Encoder => ({
  parse: (text) => new Bytes(toBytes(String(text))),
  stringify: ({ bytes }) => toText(bytes),
});

const urlText = (bytes: Uint8Array) => base64Text(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const enc = {
  Hex: encoder(hexBytes, hexText),
  Base64: encoder(base64Bytes, base64Text),
  Base64url: encoder(base64Bytes, urlText),
  Utf8: encoder(utf8Bytes, utf8Text),
  Latin1: encoder(latin1Bytes, latin1Text),
};

/** What CryptoJS calls a WordArray. */
class Bytes {
  readonly bytes: Uint8Array;
  readonly sigBytes: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.sigBytes = bytes.length;
  }

  get words(): number[] {
    const view = new DataView(Uint8Array.from([...this.bytes, 0, 0, 0]).buffer);
    return Array.from({ length: Math.ceil(this.sigBytes / 4) }, (_, index) => view.getInt32(index * 4));
  }

  concat(other: Bytes): Bytes {
    return new Bytes(Uint8Array.from([...this.bytes, ...other.bytes]));
  }

  toString(as: Encoder = enc.Hex): string {
    return as.stringify(this);
  }
}

function wordBytes(words: readonly number[], sigBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setInt32(index * 4, word);
  return new Uint8Array(view.buffer).slice(0, sigBytes);
}

const bytesOf = (given: unknown): Bytes => (given instanceof Bytes ? given : enc.Utf8.parse(String(given)));

const algorithms = ['MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512', 'RIPEMD160'] as const;

function hash(algorithm: string, message: unknown, key?: unknown): Bytes {
  const base64 = (given: unknown) => base64Text(bytesOf(given).bytes);
  return new Bytes(
    hexBytes(
      String(askNow('hash', { algorithm, message: base64(message), ...(key !== undefined && { key: base64(key) }) })),
    ),
  );
}

const hashes = algorithms.flatMap((name) => [
  [name, (message: unknown) => hash(name, message)],
  [`Hmac${name}`, (message: unknown, key: unknown) => hash(name, message, key)],
]);

const missing = ['AES', 'DES', 'TripleDES', 'RC4', 'Rabbit', 'SHA3', 'PBKDF2', 'EvpKDF'].map((name) => [
  name,
  new Proxy(() => undefined, {
    get: () => refuse(name),
    apply: () => refuse(name),
  }),
]);

function refuse(name: string): never {
  throw new Error(
    `CryptoJS.${name} is not part of this sandbox. It has ${algorithms.join(', ')} and their Hmac forms.`,
  );
}

/** The hashing part of CryptoJS, done by the worker. */
export const CryptoJS: Record<string, unknown> = {
  ...Object.fromEntries(hashes),
  ...Object.fromEntries(missing),
  enc,
  lib: {
    WordArray: {
      create: (words: readonly number[] = [], sigBytes = words.length * 4) => new Bytes(wordBytes(words, sigBytes)),
      random: (count: number) => new Bytes(randomBytes(count)),
    },
  },
};
