import { counted } from '../counted.ts';

/** A report as far as it is written out. Times are milliseconds since 1970. */
interface WrittenReport {
  readonly integrationName: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly server: string | null;
  readonly ended: 'whole' | 'cancelled' | 'bailed';
  readonly counts: Readonly<Record<'kept' | 'broken' | 'noAnswer' | 'unchecked' | 'skipped', number>>;
  readonly results: readonly WrittenResult[];
}

interface WrittenResult {
  readonly key: string;
  readonly outcome: 'kept' | 'broken' | 'noAnswer' | 'unchecked' | 'skipped';
  readonly status: number | null;
  readonly ms: number | null;
  readonly note: string | null;
  readonly findings: readonly { readonly kind: string; readonly message: string; readonly pointer: string }[];
}

const signs = { kept: 'ok  ', broken: 'FAIL', noAnswer: 'NONE', unchecked: '?   ', skipped: '-   ' } as const;

/** One sentence: what became of how many operations. */
export function reportSummary({ counts, ended }: Pick<WrittenReport, 'counts' | 'ended'>): string {
  const sent = counts.kept + counts.broken + counts.noAnswer + counts.unchecked;
  const parts = [
    `${counts.kept} as declared`,
    `${counts.broken} broken`,
    ...(counts.noAnswer > 0 ? [`${counts.noAnswer} without an answer`] : []),
    ...(counts.unchecked > 0 ? [`${counts.unchecked} not to be judged`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} left out`] : []),
  ];
  const early = { whole: '', cancelled: ' It was cancelled.', bailed: ' It ended at the first that failed.' }[ended];
  return `${counted(sent, 'operation')} sent: ${parts.join(', ')}.${early}`;
}

/** Lines for a person: a line an operation, and below it what is wrong. Those that were left out are counted alone. */
export function reportLines(report: WrittenReport): string[] {
  const shown = report.results.filter(({ outcome }) => outcome !== 'skipped');
  return [
    ...shown.flatMap((result) => [
      `${signs[result.outcome]}  ${result.status ?? '–'}  ${result.key}${result.ms === null ? '' : `  ${result.ms} ms`}`,
      ...result.findings.map((finding) => `        ${findingText(finding)}`),
    ]),
    '',
    reportSummary(report),
  ];
}

const findingText = ({ pointer, message }: WrittenResult['findings'][number]): string =>
  pointer === '' ? message : `${pointer} ${message}`;

/** The report as JUnit XML, in the form that Jenkins (junit-10.xsd), GitLab and GitHub's actions read. */
export function reportJunit(report: WrittenReport): string {
  const { integrationName, counts, results, startedAt, endedAt } = report;
  const total = results.length;
  const seconds = ((endedAt - startedAt) / 1000).toFixed(3);
  const attributes = `tests="${total}" failures="${counts.broken}" errors="${counts.noAnswer}" time="${seconds}"`;
  const cases = results.map((result) => junitCase(integrationName, result));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Contract check" ${attributes}>`,
    `  <testsuite name="${escaped(integrationName)}" timestamp="${new Date(startedAt).toISOString().slice(0, 19)}" ${attributes} skipped="${counts.skipped}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function junitCase(suite: string, { key, outcome, ms, findings, note }: WrittenResult): string {
  const open = `    <testcase name="${escaped(key)}" classname="${escaped(suite)}" time="${((ms ?? 0) / 1000).toFixed(3)}"`;
  if (outcome === 'skipped') return `${open}><skipped message="${escaped(note ?? '')}"/></testcase>`;
  if (outcome !== 'broken' && outcome !== 'noAnswer') return `${open}/>`;
  const [first] = findings;
  const word = outcome === 'broken' ? 'failure' : 'error';
  const text = escaped(findings.map(findingText).join('\n'));
  return `${open}><${word} type="${first?.kind ?? word}" message="${escaped(first?.message ?? '')}">${text}</${word}></testcase>`;
}

/** Text for XML 1.0, which has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
