import { expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { type SavedRequest, savedRequest } from '#contract/collections.ts';
import { integrationId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { Bench } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { blankDraft } from '../draft/draft.ts';
import { SavedNotes } from './SavedNotes.tsx';

const id = '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11';
const saved = (more: Partial<SavedRequest>): SavedRequest =>
  savedRequest.parse({
    id,
    name: 'List orders',
    description: '',
    draft: blankDraft(),
    updatedAt: 1,
    operationGone: false,
    operationChanges: [],
    ...more,
  });

async function showNotes(more: Partial<SavedRequest>, onDraft: (draft: RequestDraft) => void = () => undefined) {
  const { console } = await show(
    <Bench
      saved={saved(more)}
      draft={{ integrationId: integrationId.parse(id), operationKey: 'GET /orders', url: '/old' }}
      detail={{ key: 'GET /orders', method: 'GET', path: '/orders/{id}' }}
      onDraft={onDraft}
    >
      <SavedNotes />
    </Bench>,
    {
      answers: {
        tenants: { session: () => sessionIn(tenantWith(1, 'Acme')) },
        collections: { acceptOperation: () => saved({}), examples: () => [] },
      },
    },
  );
  return console;
}

it('shows Markdown as text, and no markup of it', async () => {
  await showNotes({ description: 'Lists **orders** <img src=x>' });
  await expect.element(page.getByText('Lists **orders** <img src=x>')).toBeVisible();
  expect(document.querySelector('img')).toBeNull();
  await expectAccessible();
});

it('says what has changed in the operation, and keeps the request as it is', async () => {
  const console = await showNotes({ operationChanges: ['The parameter page is gone.', 'The body is needed now.'] });
  await expect.element(page.getByText('The parameter page is gone.')).toBeVisible();
  await expectAccessible();
  await page.getByRole('button', { name: 'Keep as saved' }).click();
  await expect.poll(() => console.asked('collections.acceptOperation')).toEqual([{ id }]);
});

it('starts from the operation again', async () => {
  const onDraft = vi.fn<(draft: RequestDraft) => void>();
  await showNotes({ operationChanges: ['The path is another.'] }, onDraft);
  await page.getByRole('button', { name: 'Start from the operation again' }).click();
  expect(onDraft.mock.calls.at(-1)?.[0]).toMatchObject({ url: '/orders/{id}', operationKey: 'GET /orders' });
});
