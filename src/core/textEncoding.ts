/** Text of a file's bytes, without a byte-order mark. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** How many characters the bytes do not give; they stand as “�”. */
  readonly broken: number;
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Reads text as files of other programs have it: UTF-8, or UTF-16 where a byte-order mark or the zero bytes of its first characters say so
 * (RFC 4627 section 3). Mostly UTF-8 with a broken byte here and there stays UTF-8; anything else of one byte a character is read as
 * Windows-1252, of which Latin-1 is a part. Undefined where the bytes are no text in UTF-16, or hold control characters, as archives and
 * images do.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const encoding = encodingOf(bytes);
  const text = decoded(bytes, encoding);
  if (text !== undefined) return { text, encoding, broken: 0 };
  return encoding === 'utf-8' && isText(bytes) ? guessed(bytes) : undefined;
}

/** Which of the Unicode encodings bytes begin as. */
export function encodingOf([first, second]: Uint8Array): Exclude<TextEncoding, 'windows-1252'> {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return 'utf-8';
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

function guessed(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder('utf-8').decode(bytes);
  const broken = text.split('\ufffd').length - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII.
  const whole = text.replace(/[\u0000-\u007f\ufffd]+/g, '').length;
  if (whole > broken) return { text, encoding: 'utf-8', broken };
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252', broken: 0 };
}

/** Archives and images hold control characters, which no text has. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);
}
