import { definitionFaults } from './faults.ts';
import type { ParseNote } from './yaml.ts';

/** Text of a document, without a byte-order mark, and what had to be guessed to read it. */
export interface DecodedText {
  text: string;
  notes: ParseNote[];
}

/**
 * Text of a document's bytes: UTF-8, or UTF-16 where a byte-order mark or the zero bytes of its first characters say so
 * (RFC 4627 section 3). What is neither and yet is text is read as Windows-1252, of which Latin-1 is a part.
 * @throws Fault DEFINITION_ENCODING
 */
export function decodeDefinition(input: string | Uint8Array): DecodedText {
  const decoded = typeof input === 'string' ? { text: input, notes: [] } : decodeBytes(input);
  return decoded.text.charCodeAt(0) === 0xfeff ? { ...decoded, text: decoded.text.slice(1) } : decoded;
}

function decodeBytes(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text = decoded(bytes, encoding);
  if (text !== undefined) return { text, notes: [] };
  if (encoding !== 'utf-8' || !isText(bytes)) throw notText(encoding);
  return guessed(bytes);
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

/** Mostly UTF-8 with a broken byte here and there stays UTF-8; anything else of one byte a character is Windows-1252. */
function guessed(bytes: Uint8Array): DecodedText {
  const asUtf8 = new TextDecoder('utf-8').decode(bytes);
  const broken = asUtf8.split('\ufffd').length - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII.
  const whole = asUtf8.replace(/[\u0000-\u007f\ufffd]+/g, '').length;
  if (whole > broken) {
    const message = `${broken} characters are not valid UTF-8 and are shown as “\ufffd”.`;
    return { text: asUtf8, notes: [{ code: 'TEXT_ENCODING', message }] };
  }
  const message = 'The text is not UTF-8; it is read as Windows-1252 (Latin-1).';
  return { text: new TextDecoder('windows-1252').decode(bytes), notes: [{ code: 'TEXT_ENCODING', message }] };
}

/** Archives and images hold control characters, which no text has. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);
}

function notText(encoding: string) {
  return definitionFaults.fault('DEFINITION_ENCODING', `The bytes are not valid ${encoding.toUpperCase()} text.`, {
    kept: 'Nothing was imported or changed.',
    todo: 'Save the file as UTF-8, and check that it is not an archive or an image.',
  });
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return 'utf-8';
}
