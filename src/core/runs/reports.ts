import { counted } from '../counted.ts';

/** One test or request of a run, as reports tell it. */
export interface ReportedTest {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string | null;
}

export interface ReportedResult {
  readonly iteration: number;
  readonly name: string;
  readonly path: readonly string[];
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  /** Milliseconds. */
  readonly timeMs: number | null;
  readonly bytes: number | null;
  /** Why it could not be sent, or ended early. */
  readonly fault: string | null;
  readonly tests: readonly ReportedTest[];
}

export interface Report {
  readonly name: string;
  readonly environment: string | null;
  readonly state: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly results: readonly ReportedResult[];
}

const seconds = (ms: number | null): string => ((ms ?? 0) / 1000).toFixed(3);
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 section 2.2 takes none of them.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
const attribute = (text: string): string => escaped(text).replace(/[\r\n\t]+/g, ' ');

/** A request counts as one test where it has none of its own, so that one that could not be sent is to be seen. */
function testsOf({ tests, fault, outcome, name }: ReportedResult): readonly ReportedTest[] {
  const sent: ReportedTest = {
    name,
    outcome: outcome === 'skipped' ? 'skipped' : fault === null ? 'passed' : 'failed',
    message: fault,
  };
  return tests.length > 0 && fault === null ? tests : [sent, ...tests];
}

/** A test suite for each request, in the XML that CI servers read: that of junit-10.xsd, which Jenkins checks reports by. */
export function junitReport(report: Report): string {
  const suites = report.results.map((result) => {
    const tests = testsOf(result);
    const failures = tests.filter(({ outcome }) => outcome === 'failed').length;
    const skipped = tests.filter(({ outcome }) => outcome === 'skipped').length;
    const name = [...result.path, result.name].join(' / ');
    const cases = tests.map((test) => {
      const start = `    <testcase classname="${attribute(name)}" name="${attribute(test.name)}" time="${seconds(result.timeMs)}"`;
      if (test.outcome === 'passed') return `${start}/>`;
      if (test.outcome === 'skipped') return `${start}><skipped/></testcase>`;
      const message = test.message ?? 'It failed.';
      return `${start}><failure message="${attribute(message)}">${escaped(message)}</failure></testcase>`;
    });
    const time = seconds(result.timeMs);
    return [
      `  <testsuite name="${attribute(name)}" id="${result.iteration}" tests="${tests.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${time}" timestamp="${new Date(report.startedAt).toISOString()}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  const all = report.results.flatMap(testsOf);
  const count = (outcome: ReportedTest['outcome']) => all.filter((test) => test.outcome === outcome).length;
  const time = seconds((report.endedAt ?? report.startedAt) - report.startedAt);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(report.name)}" tests="${all.length}" failures="${count('failed')}" errors="0" time="${time}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

export const jsonReport = (report: Report): string =>
  `${JSON.stringify({ ...report, ...countsOf(report) }, null, 2)}\n`;

/** How many requests and tests came to what. */
export function countsOf({ results }: Report) {
  const of = (all: readonly { readonly outcome: string }[]) => ({
    total: all.length,
    passed: all.filter(({ outcome }) => outcome === 'passed').length,
    failed: all.filter(({ outcome }) => outcome === 'failed').length,
    skipped: all.filter(({ outcome }) => outcome === 'skipped').length,
  });
  return { requests: of(results), tests: of(results.flatMap(({ tests }) => tests)) };
}

const style = `:root{color-scheme:light dark;font:14px/1.5 system-ui,sans-serif}body{max-width:1100px;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #8884;vertical-align:top;overflow-wrap:anywhere}
.failed{color:#c92a2a}.passed{color:#2b8a3e}.skipped{color:#868e96}@media(prefers-color-scheme:dark){.failed{color:#ff8787}.passed{color:#69db7c}}
.bar{height:.5rem;background:#228be6;border-radius:3px;min-width:1px}ul{margin:.2rem 0;padding-left:1.2rem}`;

/** A page of its own, without scripts and without anything from elsewhere. */
export function htmlReport(report: Report): string {
  const { requests, tests } = countsOf(report);
  const slowest = Math.max(1, ...report.results.map(({ timeMs }) => timeMs ?? 0));
  const rows = report.results.map(
    ({ name, path, iteration, method, url, status, timeMs, outcome, fault, tests: own }) => `<tr>
<td class="${outcome}">${outcome}</td><td>${escaped([...path.slice(1), name].join(' / '))}${iteration > 0 ? ` <small>(iteration ${iteration + 1})</small>` : ''}<br><small>${escaped(method)} ${escaped(url)}</small>
${fault === null ? '' : `<div class="failed">${escaped(fault)}</div>`}${own.length === 0 ? '' : `<ul>${own.map((test) => `<li class="${test.outcome}">${escaped(test.name)}${test.message === null ? '' : `<br><small>${escaped(test.message)}</small>`}</li>`).join('')}</ul>`}</td>
<td>${status ?? '–'}</td><td>${timeMs === null ? '–' : `${Math.round(timeMs)} ms`}<div class="bar" style="width:${Math.round(((timeMs ?? 0) / slowest) * 100)}%"></div></td></tr>`,
  );
  const summary = [
    `${counted(requests.total, 'request')}: ${requests.passed} passed, ${requests.failed} failed, ${requests.skipped} skipped`,
    `${counted(tests.total, 'test')}: ${tests.passed} passed, ${tests.failed} failed`,
    report.environment === null ? 'without an environment' : `environment ${report.environment}`,
    new Date(report.startedAt).toISOString(),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(report.name)}</title><style>${style}</style></head>
<body><h1>${escaped(report.name)}</h1><p>${summary.map(escaped).join(' · ')}</p>
<table><thead><tr><th>Result</th><th>Request and tests</th><th>Status</th><th>Time</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
