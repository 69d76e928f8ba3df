import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** One measured figure. `goal` says what it must fulfil; `met` whether it does; both absent where a figure is only stated. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly goal?: string;
  readonly met?: boolean;
}

export interface Section {
  readonly title: string;
  /** How it was measured, a sentence or two. */
  readonly how: string;
  readonly figures: readonly Figure[];
}

export const ms = (value: number): string => (value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`);
export const ratio = (value: number): string => `${value.toFixed(2)} ×`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

function table(figures: readonly Figure[]): string[] {
  const rows = figures.map(({ name, value, goal, met }) => [
    name,
    value,
    goal ?? '',
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ]);
  return ['| figure | measured | goal | |', '|---|---|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}

/** A section as Markdown, with an empty line before it. */
export const sectionText = ({ title, how, figures }: Section): string =>
  ['', `## ${title}`, '', how, '', ...table(figures)].join('\n');

const results = join(import.meta.dirname, 'RESULTS.md');

/** The section of \`npm run bench:scale\`, which is measured apart, as it is. */
function keptScale(): string[] {
  const [, scale] = readFileSync(results, 'utf8').split('\n## Scale\n');
  return scale === undefined ? [] : ['', '## Scale', scale.trimEnd()];
}

/** Prints the sections and, where `keep` says so, writes them to bench/RESULTS.md with the machine they were measured on. */
export function publish(sections: readonly Section[], runs: number, keep: boolean): void {
  const [cpu] = cpus();
  const machine = `${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const text = [
    '# Results',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}. Medians over ${runs} runs of each, taken in turn.`,
    ...sections.map(sectionText),
    ...keptScale(),
    '',
  ].join('\n');
  console.log(text);
  if (keep) writeFileSync(results, text);
}
