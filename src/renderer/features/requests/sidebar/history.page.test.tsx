import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { exchangeId } from '#contract/common.ts';
import type { SentRequestRow } from '#contract/requests.ts';
import type { HistoryFilter } from '#contract/responses.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { noAddress } from '../draft/loadedDraft.ts';
import { HistoryList } from './HistoryList.tsx';

const row = (changes: Partial<SentRequestRow> = {}): SentRequestRow => ({
  id: exchangeId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c22'),
  at: Date.now(),
  integrationId: null,
  integrationName: 'Depot',
  operationKey: null,
  method: 'GET',
  url: 'http://127.0.0.1:8080/parcels',
  status: 200,
  faultCode: null,
  totalMs: 12,
  bytes: 2,
  pinned: false,
  note: null,
  ...changes,
});

async function showList(rows: readonly SentRequestRow[], more: Answers['requests'] = {}) {
  const asked: HistoryFilter[] = [];
  await show(
    <div style={{ height: 500, width: 280, display: 'flex', flexDirection: 'column' }}>
      <HistoryList search="" address={noAddress} onOpen={() => undefined} />
    </div>,
    {
      answers: {
        connections: { list: () => ({ rows: [], total: 0, all: 0, attention: 0 }) },
        requests: {
          history: (input) => {
            asked.push(input);
            const shown = input.statuses?.includes('5xx') ? [] : rows;
            return { rows: [...shown], total: shown.length };
          },
          ...more,
        },
      },
    },
  );
  return asked;
}

describe('the history', () => {
  it('is narrowed by status and time, says where nothing is left, and is whole again', async () => {
    const asked = await showList([row()]);
    await page.getByRole('button', { name: 'Status' }).click();
    await expectAccessible();
    await page.getByRole('menuitemcheckbox', { name: '5xx' }).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByText('No request passes these filters.')).toBeVisible();
    expect(asked.at(-1)).toMatchObject({ statuses: ['5xx'] });
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('combobox', { name: 'Time' }).click();
    await page.getByRole('option', { name: 'Last hour' }).click();
    await expect.poll(() => asked.at(-1)?.since).toBeLessThanOrEqual(Date.now() - 3_600_000);
    await expect.element(page.getByText('/parcels')).toBeVisible();
    await expectAccessible();
  });

  it('pins a request, and writes a note on it', async () => {
    const mark = vi.fn(() => ({ pinned: true, note: null }));
    await showList([row()], { mark });
    const open = async (name: string) => {
      await page.getByRole('button', { name: 'Actions for GET /parcels' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await open('Pin');
    await expect.poll(() => mark.mock.calls.length).toBe(1);
    await open('Add a note…');
    await page.getByRole('textbox', { name: 'Note on this request' }).fill('slow since the release');
    await expectAccessible();
    await page.getByRole('button', { name: 'Save note' }).click();
    await expect
      .poll(() => mark.mock.calls.map(([input]: unknown[]) => input))
      .toEqual([
        expect.objectContaining({ pinned: true }),
        expect.objectContaining({ note: 'slow since the release' }),
      ]);
  });

  it('shows what is pinned, and its note', async () => {
    await showList([row({ pinned: true, note: 'for the report' })]);
    await expect.element(page.getByText('for the report')).toBeVisible();
    await expect.element(page.getByRole('img', { name: 'Pinned' })).toBeVisible();
    await page.getByRole('button', { name: 'Actions for GET /parcels' }).click();
    await expect.element(page.getByRole('menuitem', { name: 'Unpin' })).toBeVisible();
    await expect.element(page.getByRole('menuitem', { name: 'Edit the note…' })).toBeVisible();
  });
});
