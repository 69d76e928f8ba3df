/** The text of a file: UTF-8, or UTF-16 where a mark at its start says so, as spreadsheets and some editors write it. Without the mark. */
export function decodedText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const charset = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(charset).decode(bytes);
}
