import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench, type BenchProps, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { TestsTab } from './TestsTab.tsx';

const status = { enabled: true, subject: 'status', expression: '', operator: 'equals', value: '200' } as const;
const header = { enabled: true, subject: 'header', expression: 'ETag', operator: 'exists', value: '' } as const;
const text = JSON.stringify({ items: [{ id: 7, "it's": 'x' }], ok: true, code: '200' });

async function showTests(bench: Partial<BenchProps> = {}) {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  await show(
    <Bench onDraft={onDraft} {...bench}>
      <TestsTab />
    </Bench>,
    { answers: { requests: { body: () => ({ data: text, total: text.length, next: null }) } } },
  );
  return () => onDraft.mock.calls.at(-1)?.[0];
}

const checks = () => page.getByRole('region', { name: 'Checks of the response' });
const values = () => page.getByRole('region', { name: 'Values for later requests' });

async function choose(label: string, option: string) {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('checks', () => {
  it('are added, changed and said in a sentence', async () => {
    const draft = await showTests();
    await page.getByRole('button', { name: 'Add a check' }).click();
    expect(draft()?.assertions).toEqual([status]);
    await expect.element(page.getByText('Status equals 200')).toBeVisible();
    await choose('What is checked', 'JSONPath');
    await page.getByRole('textbox', { name: 'JSONPath' }).fill('$.items');
    await choose('How it is compared', 'is of the type');
    await choose('Type', 'array');
    expect(draft()?.assertions).toEqual([
      { enabled: true, subject: 'jsonPath', expression: '$.items', operator: 'isType', value: 'array' },
    ]);
    await expect.element(page.getByText('$.items is of the type array')).toBeVisible();
    await expectAccessible();
  });

  it('ask of a subject what can be asked of it', async () => {
    const draft = await showTests({ draft: { assertions: [{ ...header }] } });
    await expect.element(page.getByRole('textbox', { name: 'Expected value' })).not.toBeInTheDocument();
    await choose('What is checked', 'Schema');
    expect(draft()?.assertions[0]).toMatchObject({ subject: 'schema', operator: 'matchesSchema', expression: '' });
    await choose('What is checked', 'Time (ms)');
    expect(draft()?.assertions[0]).toMatchObject({ subject: 'time', operator: 'equals' });
    await page.getByRole('combobox', { name: 'How it is compared' }).click();
    await expect.element(page.getByRole('option', { name: 'is less than' })).toBeVisible();
    await expect.element(page.getByRole('option', { name: 'contains', exact: true })).not.toBeInTheDocument();
  });

  it('are switched off, removed, and moved by the keyboard with the focus', async () => {
    const draft = await showTests({ draft: { assertions: [status, header] } });
    await checks().getByRole('textbox', { name: 'Header' }).click();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(draft()?.assertions).toEqual([header, status]);
    await expect.element(checks().getByRole('textbox', { name: 'Header' })).toHaveFocus();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(draft()?.assertions).toEqual([header, status]);
    await page.getByRole('checkbox', { name: 'Use Status equals 200' }).click();
    expect(draft()?.assertions[1]?.enabled).toBe(false);
    await page.getByRole('button', { name: 'Remove Header ETag exists' }).click();
    expect(draft()?.assertions).toEqual([{ ...status, enabled: false }]);
  });

  it('are taken from the last response', async () => {
    const draft = await showTests({ sent: sentWith({ status: 201 }) });
    const add = () => checks().getByRole('button', { name: 'Add from the response' });
    await add().click();
    await page.getByRole('menuitem', { name: 'Status equals 201' }).click();
    await add().click();
    await page.getByRole('menuitem', { name: 'A value of the body…' }).click();
    await page.getByRole('combobox', { name: 'Value of the response' }).fill('code');
    await page.getByRole('option').first().click();
    await expectAccessible();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    expect(draft()?.assertions).toEqual([
      { ...status, value: '201' },
      { enabled: true, subject: 'jsonPath', expression: "$['code']", operator: 'equals', value: '"200"' },
    ]);
  });

  it('wait for a response that they can be taken from', async () => {
    await showTests();
    await expect.element(page.getByText('Send the request to add checks from its response.')).toBeVisible();
  });
});

describe('values for later requests', () => {
  it('have a name at any time', async () => {
    const draft = await showTests();
    await page.getByRole('button', { name: 'Add a value' }).click();
    await page.getByRole('textbox', { name: 'Variable' }).fill('');
    await expect.element(page.getByText('A name is needed.')).toBeVisible();
    expect(draft()?.captures[0]?.variable).toBe('value');
    await page.getByRole('textbox', { name: 'Variable' }).fill('orderId');
    await page.getByRole('textbox', { name: 'JSONPath' }).fill('$.id');
    expect(draft()?.captures).toEqual([
      { enabled: true, variable: 'orderId', subject: 'jsonPath', expression: '$.id' },
    ]);
    await expect.element(page.getByText('{{orderId}} becomes $.id, for what is sent afterwards')).toBeVisible();
    await expectAccessible();
  });

  it('are taken from the last response, by its path', async () => {
    const draft = await showTests({ sent: sentWith({}) });
    await values().getByRole('button', { name: 'Add from the response' }).click();
    await page.getByRole('combobox', { name: 'Value of the response' }).fill('it');
    await page.getByRole('option', { name: "$['items'][0]['it\\'s'] = \"x\"" }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    expect(draft()?.captures).toEqual([
      { enabled: true, variable: "it's", subject: 'jsonPath', expression: "$['items'][0]['it\\'s']" },
    ]);
  });
});
