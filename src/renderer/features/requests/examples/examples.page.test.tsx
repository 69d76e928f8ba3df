import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { type RequestExample, type SavedRequest, savedRequest } from '#contract/collections.ts';
import { exampleId } from '#contract/common.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { blankDraft } from '../draft/draft.ts';
import { ExamplesButton } from './Examples.tsx';
import { KeepExample } from './KeepExample.tsx';

const id = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c${String(at).padStart(2, '0')}`;
const saved: SavedRequest = savedRequest.parse({
  id: id(1),
  name: 'List orders',
  description: '',
  draft: blankDraft(),
  updatedAt: 1,
  operationGone: false,
  operationChanges: [],
});
const exampleWith = (at: number, name: string, more: Partial<RequestExample> = {}): RequestExample => ({
  id: exampleId.parse(id(at)),
  name,
  status: 200,
  statusText: 'OK',
  headers: [{ name: 'Content-Type', value: 'application/json' }],
  body: '{"order":1}',
  ...more,
});
const tenants = { session: () => sessionIn(tenantWith(9, 'Acme')) };

it('shows the examples of a request and deletes one after a question', async () => {
  let rows = [exampleWith(2, 'All of them'), exampleWith(3, 'None', { status: 404, statusText: '', body: '' })];
  const removeExample = (gone: Pick<RequestExample, 'id'>) => {
    rows = rows.filter((row) => row.id !== gone.id);
    return gone;
  };
  const { console } = await show(<ExamplesButton saved={saved} />, {
    answers: { tenants, collections: { examples: () => rows, removeExample } },
  });
  await page.getByRole('button', { name: '2 examples' }).click();
  await expect.element(page.getByText('200 OK')).toBeVisible();
  await expect.element(page.getByText('application/json')).toBeVisible();
  await expectAccessible();
  await page.getByRole('button', { name: /^None/ }).click();
  await expect.element(page.getByText('It has no body.')).toBeVisible();
  await page.getByRole('button', { name: 'Delete None' }).click();
  await page.getByRole('dialog', { name: 'Delete None?' }).getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => console.asked('collections.removeExample')).toEqual([{ id: id(3) }]);
  await expect.element(page.getByRole('button', { name: /^None/ })).not.toBeInTheDocument();
});

it('keeps a response under a name, and only with a saved request', async () => {
  const sent = sentWith({});
  if (sent.response === null) throw new Error('There is a response.');
  const keep = <KeepExample sent={sent} response={sent.response} />;
  const keepExample = () => exampleWith(4, 'One order');
  await show(<Bench>{keep}</Bench>);
  await expect.element(page.getByRole('button', { name: 'Keep as example' })).not.toBeInTheDocument();
  const { console } = await show(<Bench saved={saved}>{keep}</Bench>, {
    answers: { tenants, collections: { keepExample } },
  });
  await page.getByRole('button', { name: 'Keep as example' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('One order');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect
    .poll(() => console.asked('collections.keepExample'))
    .toEqual([{ id: id(1), exchangeId: sent.id, name: 'One order' }]);
});
