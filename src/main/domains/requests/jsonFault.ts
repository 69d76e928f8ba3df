/** Where text stops being JSON; line and column count from 1. Null where it is JSON. */
export function jsonFault(text: string): { message: string; line: number; column: number } | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const offset = offsetOf(error, text);
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    const what = offset >= text.length ? 'it ends too early' : `${JSON.stringify(text[offset])} is not expected there`;
    return { message: `The body is not valid JSON: ${what}.`, line, column };
  }
}

/** The engine tells the position in its message, except at the end of the text and in very short texts. */
function offsetOf(error: unknown, text: string): number {
  const message = error instanceof Error ? error.message : '';
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  const [, token] = /^Unexpected token '(.)'/su.exec(message) ?? [];
  const found = token === undefined ? -1 : text.indexOf(token);
  return found === -1 ? text.length : found;
}
