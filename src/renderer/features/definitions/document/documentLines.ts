/** A line without breaks, such as all of a minified document, is cut so that the window stays quick. */
const longestLine = 2_000;

export interface DocumentLine {
  /** Line number from 1; null goes on with the line above. */
  number: number | null;
  text: string;
}

/** Lines with their numbers; long ones in several pieces. */
export function toLines(text: string): DocumentLine[] {
  if (text === '') return [];
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => pieces(line, index + 1));
}

function pieces(line: string, number: number): DocumentLine[] {
  if (line.length <= longestLine) return [{ number, text: line }];
  const count = Math.ceil(line.length / longestLine);
  return Array.from({ length: count }, (_, part) => ({
    number: part === 0 ? number : null,
    text: line.slice(part * longestLine, (part + 1) * longestLine),
  }));
}
