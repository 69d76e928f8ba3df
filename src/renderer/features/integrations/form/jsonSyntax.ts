import type { FieldProblem } from './useIntegrationForm.ts';

/** Where a text stops being JSON, as the engine tells it; null where it is JSON or empty. */
export function jsonSyntax(text: string): FieldProblem | null {
  if (text.trim() === '') return null;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const [, line, column] = /line (\d+) column (\d+)/.exec(reason) ?? [];
    const lines = text.split('\n');
    return {
      message: 'This is not valid JSON.',
      line: line === undefined ? lines.length : Number(line),
      column: column === undefined ? (lines.at(-1)?.length ?? 0) + 1 : Number(column),
    };
  }
}
