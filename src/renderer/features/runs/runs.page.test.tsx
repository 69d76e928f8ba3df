import { Route, Routes } from 'react-router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { environmentId, groupId, runId, savedRequestId } from '#contract/common.ts';
import { type Run, type RunInput, type RunResult, run, runFaults, runInput, runResult } from '#contract/runs.ts';
import { writeKept } from '#renderer/ui/kept.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { RunPage, RunsPage, StartRunDialog } from './index.ts';

const id = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c${String(at).padStart(2, '0')}`;
const here = tenantWith(1, 'North');
const [shop, first, production] = [groupId.parse(id(2)), runId.parse(id(3)), environmentId.parse(id(4))];

const runWith = (more: Partial<Run> = {}): Run =>
  run.parse({
    id: first,
    name: 'Shop',
    environmentName: null,
    state: 'finished',
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_004_000,
    planned: 3,
    passed: 1,
    failed: 1,
    skipped: 1,
    iterations: 1,
    repeatable: true,
    ...more,
  });
const resultWith = (number: number, more: Partial<RunResult> = {}): RunResult =>
  runResult.parse({
    number,
    iteration: 0,
    requestId: savedRequestId.parse(id(10)),
    name: `Request ${number}`,
    path: ['Shop', 'Orders'],
    outcome: 'passed',
    method: 'GET',
    url: 'https://api.example.com/orders',
    status: 200,
    timeMs: 12,
    bytes: 2,
    fault: null,
    tests: null,
    ...more,
  });
const failed = resultWith(1, {
  outcome: 'failed',
  tests: {
    results: [{ name: 'has a name', source: 'script', passed: false, skipped: false, message: 'expected 1 to be 2' }],
    logs: [{ level: 'warn', text: 'nearly there' }],
    droppedLogs: 0,
    faults: [{ phase: 'after', of: 'the request', kind: 'time', message: 'It took 5 s.', line: 7 }],
    variablesSet: ['token'],
  },
});
const plan = (options: object = {}): RunInput => runInput.parse({ target: { kind: 'group', id: shop }, options });

const answersWith = (more: Answers['runs'] = {}): Answers => ({
  tenants: { session: () => sessionIn(here) },
  environments: {
    list: () => [
      { id: production, name: 'Live', color: null, isProduction: true, isGlobal: false, variables: 0, updatedAt: 1 },
    ],
  },
  runs: {
    list: () => [runWith()],
    get: () => runWith(),
    results: ({ outcome }) => {
      const rows = [resultWith(0), failed].filter((row) => outcome === undefined || row.outcome === outcome);
      return { rows, total: rows.length };
    },
    plan: () => plan(),
    start: () => runWith(),
    remove: ({ id: gone }) => ({ id: gone }),
    ...more,
  },
});

const dialog = (
  <StartRunDialog subject={{ name: 'Shop', target: { kind: 'group', id: shop } }} onClose={() => undefined} />
);
const runPage = (
  <Routes>
    <Route path="/requests/runs/:id" element={<RunPage />} />
  </Routes>
);
const startButton = () => page.getByRole('button', { name: 'Run', exact: true });

beforeEach(() => localStorage.clear());

describe('starting a run', () => {
  it('takes how often, how fast and with which values', async () => {
    const { console } = await show(dialog, { answers: answersWith() });
    await page.getByRole('textbox', { name: 'Iterations' }).fill('3');
    await page.getByRole('textbox', { name: 'At once' }).fill('4');
    await expect.element(page.getByText(/what scripts say about their order does not count/)).toBeVisible();
    await page.getByRole('checkbox', { name: 'Stop at the first failure' }).click();
    await page.getByRole('button', { name: 'Add a variable' }).click();
    await page.getByRole('textbox', { name: 'Name of variable 1' }).fill('who');
    await page.getByRole('textbox', { name: 'Value of who' }).fill('me');
    await expectAccessible();
    await startButton().click();
    await expect
      .poll(() => console.asked('runs.start'))
      .toMatchObject([
        {
          target: { kind: 'group', id: shop },
          options: { iterations: 3, concurrency: 4, bail: true, variables: { who: 'me' }, confirmed: false },
        },
      ]);
  });

  it('asks before it runs against production, which it begins with where that is chosen', async () => {
    writeKept(`patchbay:environment:${here.id}`, production);
    const { console } = await show(dialog, { answers: answersWith() });
    await expect.element(page.getByText(/It is production/)).toBeVisible();
    await startButton().click();
    const question = page.getByRole('dialog', { name: 'Run against production?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(console.asked('runs.start')).toEqual([]);
    await startButton().click();
    await question.getByRole('button', { name: 'Run' }).click();
    await expect
      .poll(() => console.asked('runs.start'))
      .toMatchObject([{ options: { environmentId: production, confirmed: true } }]);
  });

  it('shows the first rows of data, and what is wrong with it at its field', async () => {
    const refuse = () => {
      throw runFaults.fault('RUN_DATA', 'The data cannot be read: row 2.', { field: 'data' });
    };
    await show(dialog, { answers: answersWith({ start: refuse }) });
    const input = page.elementLocator(document.querySelector('input[type=file]') ?? document.body);
    await userEvent.upload(input, new File(['a,b\n1,2\n3,4\n'], 'rows.csv', { type: 'text/csv' }));
    await expect.element(page.getByText('2 rows:')).toBeVisible();
    await expect.element(page.getByRole('table', { name: 'First rows' })).toBeVisible();
    await startButton().click();
    await expect.element(page.getByText('The data cannot be read: row 2.').first()).toBeVisible();
    await expectAccessible();
  });
});

describe('a run', () => {
  const at = `/requests/runs/${first}`;

  it('opens a result to its checks, log, script and variables', async () => {
    await show(runPage, { at, answers: answersWith() });
    await page.getByRole('button', { name: /Request 1/ }).click();
    await expect.element(page.getByText('expected 1 to be 2')).toBeVisible();
    await expect.element(page.getByText('warn: nearly there')).toBeVisible();
    await expect.element(page.getByText('The script after the response took too long and was stopped')).toBeVisible();
    await expect.element(page.getByText('In the request, line 7')).toBeVisible();
    await expect.element(page.getByText('token')).toBeVisible();
    await expect
      .element(page.getByRole('link', { name: 'Open request' }))
      .toHaveAttribute('href', `/requests?saved=${id(10)}`);
    await expectAccessible();
  });

  it('shows what failed alone, and keeps that in the address', async () => {
    const { address } = await show(runPage, { at, answers: answersWith() });
    await page.getByText('Failed 1', { exact: true }).click();
    await expect.element(page.getByRole('article')).toHaveAttribute('aria-label', 'Request 1, Failed');
    expect(address()).toContain('show=failed');
  });

  it('runs what failed again in the same way', async () => {
    const { console } = await show(runPage, { at, answers: answersWith({ plan: () => plan({ delayMs: 5 }) }) });
    await page.getByRole('button', { name: 'Run failed again' }).click();
    await expect
      .poll(() => console.asked('runs.start'))
      .toMatchObject([{ target: { kind: 'failed', of: first }, options: { delayMs: 5 } }]);
  });

  it('asks again for data and values that are not kept', async () => {
    const startRun = vi.fn();
    const kept = plan({ data: { format: 'csv', text: '' }, variables: { who: '' } });
    await show(runPage, { at, answers: answersWith({ plan: () => kept }), actions: { startRun } });
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => startRun.mock.calls).toMatchObject([[{ target: kept.target, options: kept.options }]]);
  });

  it('can only be cancelled while it goes on', async () => {
    const cancel = vi.fn(() => ({ cancelled: true }));
    const running = runWith({ state: 'running', endedAt: null, planned: 10 });
    await show(runPage, { at, answers: answersWith({ get: () => running, cancel }) });
    await expect.element(page.getByText('3 of 10 requests')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Run again' })).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await expect.poll(() => cancel.mock.calls.length).toBe(1);
  });
});

describe('the list of runs', () => {
  it('finds a run by a word, and says so where none has it', async () => {
    await show(<RunsPage />, { answers: answersWith() });
    await expect.element(page.getByRole('row', { name: /Shop/ })).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('nothing');
    await expect.element(page.getByRole('heading', { name: 'No run has this text' })).toBeVisible();
    await expectAccessible();
  });
});
