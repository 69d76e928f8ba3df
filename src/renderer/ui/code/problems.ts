import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';

/** Something wrong at one place of a text; line and column count from 1. */
export interface CodeProblem {
  message: string;
  line: number;
  column?: number | undefined;
  severity?: 'error' | 'warning' | 'info' | undefined;
}

/** Problems as CodeMirror underlines them. A place outside of the text is moved to the nearest one inside. */
export function diagnosticsOf(problems: readonly CodeProblem[], text: Text): Diagnostic[] {
  return problems.map((problem) => {
    const line = text.line(Math.min(Math.max(problem.line, 1), text.lines));
    const from = Math.min(line.from + Math.max((problem.column ?? 1) - 1, 0), line.to);
    const to = problem.column === undefined ? line.to : endOfWord(line.text, from - line.from) + line.from;
    return { from, to, severity: problem.severity ?? 'error', message: problem.message };
  });
}

function endOfWord(line: string, start: number): number {
  const word = /^("(?:[^"\\]|\\.)*"|[\w.+-]+)/.exec(line.slice(start));
  return Math.min(start + (word?.[0].length ?? 1), line.length);
}
