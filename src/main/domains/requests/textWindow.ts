/** Longest character in any charset that a TextDecoder knows, in bytes. */
const longestCharacter = 4;

/**
 * Decodes a piece of a body. What is cut at its end is left to the next piece: `used` says how many bytes the text stands for.
 * A byte order mark decides before the declared charset; an unknown charset is read as UTF-8.
 */
export function decodeWindow(
  piece: Uint8Array,
  charset: string | null,
  offset: number,
  isLast: boolean,
): { text: string; used: number } {
  const label = (offset === 0 && markOf(piece)) || charset || 'utf-8';
  const decode = (bytes: Uint8Array, stream: boolean) => decoderOf(label, offset === 0).decode(bytes, { stream });
  if (isLast) return { text: decode(piece, false), used: piece.length };
  const text = decode(piece, true);
  // Whole characters end where decoding with and without more to come agree.
  for (let used = piece.length; used > Math.max(0, piece.length - longestCharacter); used -= 1)
    if (decode(piece.subarray(0, used), false) === text) return { text, used };
  return { text: decode(piece, false), used: piece.length };
}

function decoderOf(label: string, isStart: boolean) {
  // A mark inside a body is a character of it; only at the start it is none.
  const options = { ignoreBOM: !isStart };
  try {
    return new TextDecoder(label, options);
  } catch {
    return new TextDecoder('utf-8', options);
  }
}

function markOf([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}
