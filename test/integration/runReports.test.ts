import { chromium } from '@playwright/test';
import { parse, type TestSuites } from 'junit2json';
import { expect, onTestFinished, test } from 'vitest';
import { htmlReport, jsonReport, junitReport, type Report, type ReportedResult } from '#core/runs/reports.ts';
import { browserLaunch } from '#test/support/browserLaunch.ts';

const hostile = `</script><script>window.ran = 1</script><img src="http://127.0.0.1:9/x" onerror="window.ran = 1">'"&]]>\u0000\u001b\ud800 ünï`;

const result = (fields: Partial<ReportedResult>): ReportedResult => ({
  iteration: 0,
  name: hostile,
  path: [hostile, hostile],
  outcome: 'passed',
  method: 'GET',
  url: `http://127.0.0.1/${hostile}`,
  status: 200,
  timeMs: 12.5,
  bytes: 3,
  fault: null,
  tests: [],
  ...fields,
});

const report: Report = {
  name: hostile,
  environment: hostile,
  state: 'finished',
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_012_345,
  results: [
    result({
      outcome: 'failed',
      tests: [
        { name: hostile, outcome: 'failed', message: `${hostile}\nsecond line` },
        { name: 'good', outcome: 'passed', message: null },
        { name: 'left out', outcome: 'skipped', message: null },
      ],
    }),
    result({ iteration: 1, outcome: 'failed', status: null, timeMs: null, fault: hostile }),
    result({ iteration: 1, outcome: 'skipped', status: null }),
  ],
};

/** As another reader of JUnit's XML understands it. */
async function readJunit(text: string): Promise<TestSuites> {
  const read = await parse(text);
  if (read === null || read === undefined || !('testsuite' in read)) throw new Error('This is no list of test suites');
  return read;
}

test('another reader of JUnit finds every test, its result and its words', async () => {
  const { testsuite = [], ...whole } = await readJunit(junitReport(report));
  expect(whole).toMatchObject({ tests: 5, failures: 2, errors: 0, time: 12.345 });
  expect(testsuite.map(({ tests, failures, skipped }) => [tests, failures, skipped])).toEqual([
    [3, 1, 1],
    [1, 1, 0],
    [1, 0, 1],
  ]);
  const [first] = testsuite[0]?.testcase ?? [];
  expect(first?.name).toContain('</script><script>window.ran = 1</script>');
  expect(first?.failure?.[0]?.inner).toContain('second line');
  expect(testsuite[1]?.testcase?.[0]?.failure?.[0]?.message).toContain('ünï');
});

test('JSON is read back as it was', () => {
  expect(JSON.parse(jsonReport(report))).toMatchObject({
    name: hostile,
    requests: { total: 3, passed: 0, failed: 2, skipped: 1 },
    tests: { total: 3, passed: 1, failed: 1, skipped: 1 },
  });
});

test('a browser that opens the page runs nothing, asks for nothing, and shows names as they are', async () => {
  const browser = await chromium.launch(browserLaunch());
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(htmlReport(report));
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => !url.startsWith('about:'))).toEqual([]);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  expect(await page.locator('script, img, iframe, link, object, embed, form, a').count()).toBe(0);
  expect(await page.locator('tbody tr').count()).toBe(3);
  expect(await page.locator('h1').textContent()).toContain('</script><script>window.ran = 1</script><img');
}, 60_000);
