import { definitionFaults } from './faults.ts';

/**
 * Text of a document's bytes: UTF-8, or UTF-16 where a byte-order mark or the zero bytes of its first characters say so
 * (RFC 4627 section 3). The mark itself is not part of the text.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw definitionFaults.fault('DEFINITION_ENCODING', `The bytes are not valid ${encoding.toUpperCase()} text.`, {
      kept: 'Nothing was imported or changed.',
      todo: 'Save the file as UTF-8, and check that it is not an archive or an image.',
    });
  }
}

/** Text without the byte-order mark that some editors put first. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return 'utf-8';
}

/** The text of a document, without a byte-order mark, as `parseDefinition` takes it. @throws Fault DEFINITION_ENCODING */
export function textOf(input: string | Uint8Array): string {
  return withoutMark(typeof input === 'string' ? input : decodeText(input));
}
