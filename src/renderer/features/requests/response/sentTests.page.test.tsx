import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { TestResults } from '#contract/testResults.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';

const tests: TestResults = {
  results: [
    { name: 'status is 200', source: 'assertion', passed: true, skipped: false, message: null },
    { name: 'token', source: 'capture', passed: false, skipped: false, message: 'Nothing was found.' },
    { name: 'later', source: 'script', passed: false, skipped: true, message: null },
  ],
  logs: [],
  droppedLogs: 0,
  faults: [],
  variablesSet: [],
};
const answers = {
  collections: { tree: () => ({ groups: [], requests: [] }) },
  requests: { body: () => ({ text: '{}', bytes: 2, next: null }) },
} as never;

const first = sentWith({ bytes: 0 }, { tests });

it('counts what failed in the tab, and stays where the person is', async () => {
  function Sent() {
    const [sent, setSent] = useState(sentWith({ bytes: 0 }));
    return (
      <>
        <button type="button" onClick={() => setSent(first)}>
          Again
        </button>
        <Bench sent={sent}>
          <ResponsePanel />
        </Bench>
      </>
    );
  }
  await show(<Sent />, { answers });
  await expect.element(page.getByRole('tab', { name: /^Tests/ })).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Again' }).click();
  await expect.element(page.getByRole('tab', { name: 'Tests 1 failed' })).toBeVisible();
  await expect.element(page.getByRole('tab', { name: 'Body' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: /^Tests/ }).click();
  await expect.element(page.getByText('1 passed, 1 failed, 1 skipped')).toBeVisible();
  await expect.element(page.getByText(/Capture: token/)).toBeVisible();
  await expect.element(page.getByText('Nothing was found.')).toBeVisible();
  await expectAccessible();
});

it('leads to the scripts where one kept the request from being sent', async () => {
  const goTo = vi.fn();
  const stopped = sentWith(null, {
    fault: {
      code: 'SCRIPT_FAILED',
      message: 'A script that runs before the request failed.',
      phase: null,
      tried: null,
      todo: null,
      kept: 'Nothing was sent.',
      certificate: null,
    },
    tests: {
      ...tests,
      results: [],
      faults: [{ phase: 'before', of: 'the request', kind: 'error', message: 'nope is not defined', line: 1 }],
    },
  });
  await show(
    <Bench sent={stopped} goTo={goTo}>
      <ResponsePanel />
    </Bench>,
    { answers },
  );
  await expect.element(page.getByText('nope is not defined')).toBeVisible();
  await page.getByRole('button', { name: 'Open the scripts' }).click();
  expect(goTo).toHaveBeenCalledWith('scripts');
  await expectAccessible();
});
