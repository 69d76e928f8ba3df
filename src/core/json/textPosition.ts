/** A place in text, both counted from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  line: number;
  column: number;
}

/** Line and column of offsets. The text is read once, however many offsets are asked for. */
export function positionsOf(text: string, offsets: Iterable<number>): Map<number, Position> {
  const positions = new Map<number, Position>();
  let line = 1;
  let lineStart = 0;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    positions.set(offset, { line, column: offset - lineStart + 1 });
  }
  return positions;
}

export function positionOf(text: string, offset: number): Position {
  return positionsOf(text, [offset]).get(offset) ?? { line: 1, column: 1 };
}

/** The text of a line, counted from 1, without its end. */
export function lineAt(text: string, line: number): string {
  let start = 0;
  for (let count = 1; count < line; count += 1) start = text.indexOf('\n', start) + 1;
  const end = text.indexOf('\n', start);
  return end === -1 ? text.slice(start) : text.slice(start, end);
}
