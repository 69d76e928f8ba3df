/**
 * What a terminal would obey or hide instead of show: control characters but tab and line feed (ECMA-48: escape sequences, C1), marks
 * that turn the direction of text around (UAX #9), and invisible ones.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** The text with every such character shown: control characters by their pictures (U+2400), others by their number. */
export function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Writes lines for a person or a program. What comes from servers and documents cannot command a terminal; a file or pipe gets it as it is. */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(`${stream.isTTY ? printable(text) : text}\n`);
}
