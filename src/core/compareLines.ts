import { type DiffRun, diffSequences } from './sequenceDiff.ts';

/** A line of a comparison with its numbers in both texts, counted from 1. `gap` stands for lines that are the same. */
export interface ComparedLine {
  kind: 'same' | 'removed' | 'added' | 'gap';
  left: number | null;
  right: number | null;
  text: string;
}

const mostLines = 5_000;
/** Lines around a difference that are shown with it. */
const around = 3;
const shownCharacters = 2_000;

/** How two texts differ, line by line, with what is the same around each difference; `more` where there is more than is given. */
export function compareLines(left: string, right: string): { lines: ComparedLine[]; more: boolean } {
  const [one, other] = [left.split(/\r?\n/), right.split(/\r?\n/)];
  const lines = diffSequences(one, other).flatMap((run, index, runs) => linesOf(run, one, other, index, runs.length));
  return { lines: lines.slice(0, mostLines), more: lines.length > mostLines };
}

function linesOf(
  run: DiffRun,
  left: readonly string[],
  right: readonly string[],
  index: number,
  runs: number,
): ComparedLine[] {
  const { kind } = run;
  const list = kind === 'added' ? right : left;
  const [from, to] = kind === 'added' ? run.right : run.left;
  const count = to - from;
  const line = (step: number): ComparedLine => ({
    kind,
    left: kind === 'added' ? null : run.left[0] + step + 1,
    right: kind === 'removed' ? null : run.right[0] + step + 1,
    text: (list[from + step] ?? '').slice(0, shownCharacters),
  });
  const all = (first: number, end: number) => Array.from({ length: end - first }, (_, step) => line(first + step));
  const before = index === 0 ? 0 : around;
  const after = index === runs - 1 ? 0 : around;
  if (kind !== 'same' || count <= before + after + 1) return all(0, Math.min(count, mostLines + 1));
  const hidden = count - before - after;
  const gap: ComparedLine = { kind: 'gap', left: null, right: null, text: `${hidden} lines that are the same` };
  return [...all(0, before), gap, ...all(count - after, count)];
}
