/** Texts as languages write them in quotes, so that nothing in them means anything. */

/** Double quotes of JSON, which JavaScript, Python, Go, Java and C# read in the same way. */
export const doubleQuoted = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(unseen, (sign) => `\\u${hex(sign).padStart(4, '0')}`);

/** What no one sees, or what turns the text around it, which compilers refuse in a source (Go a mark of byte order, Rust directions). */
const unseen = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Ruby, whose single quotes turn line breaks of Windows into others. */
export const rubyQuoted = (text: string): string =>
  /[\r\n]/.test(text) ? doubleQuoted(text).replace(/#(?=[{$@])/g, '\\#') : singleQuoted(text);

/** Single quotes in which a backslash and the quote itself are escaped. */
export const singleQuoted = (text: string): string => `'${text.toWellFormed().replace(/[\\']/g, '\\$&')}'`;

/** Rust (reference, "String literals"). */
export const rustQuoted = (text: string): string =>
  `"${text
    .toWellFormed()
    .replace(/[\\"]/g, '\\$&')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped.
    .replace(/[\0-\x1f]/g, (sign) => `\\u{${hex(sign)}}`)
    .replace(unseen, (sign) => `\\u{${hex(sign)}}`)}"`;

/** Single quotes of PowerShell, for which typographic ones are quotes as well (about_Quoting_Rules). */
export const powerShellQuoted = (text: string): string => `'${text.toWellFormed().replace(/['‘’‚‛]/g, '$&$&')}'`;

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16);

/** Lines one step further to the right. */
export const indented = (lines: readonly string[], by = '  '): string[] =>
  lines.map((line) => (line === '' ? line : by + line));
