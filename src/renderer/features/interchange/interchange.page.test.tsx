import { describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { CollectionReview } from '#contract/collections.ts';
import { groupId } from '#contract/common.ts';
import { collectionFaults } from '#core/collections/faults.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ExportCollectionDialog, ImportCollectionsDialog } from './index.ts';

const id = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c${String(at).padStart(2, '0')}`;
const shop = groupId.parse(id(1));

const reviewWith = (more: Partial<CollectionReview> = {}): CollectionReview => ({
  id: id(9),
  format: 'postman',
  collections: [{ name: 'Desk', requests: 3, folders: 1, variables: 0 }],
  environments: [{ name: 'Staging', variables: 2 }],
  secrets: 2,
  notes: [],
  ...more,
});
const answersWith = (review: CollectionReview, more: Answers['collections'] = {}): Answers => ({
  collections: {
    tree: () => ({
      groups: [{ id: shop, parentId: null, name: 'Shop', authKind: 'none', position: 'a' }],
      requests: [],
    }),
    review: () => review,
    discardReview: () => ({ id: review.id }),
    import: () => ({ groups: [shop], requests: 3, environments: ['Staging'], notes: [] }),
    ...more,
  },
  vault: {
    state: () => ({
      status: 'locked',
      method: 'passphrase',
      keychain: 'unavailable',
      sealed: 0,
      autoLockMinutes: null,
    }),
  },
});

async function paste(text = 'curl https://api.example.com') {
  await page.getByRole('textbox', { name: /^Text of the collection/ }).fill(text);
  await page.getByRole('button', { name: 'Continue' }).click();
}
const importButton = () => page.getByRole('button', { name: 'Import', exact: true });

describe('importing collections', () => {
  it('asks for the vault before secrets are kept, and changes nothing without it', async () => {
    const openVault = vi.fn(async () => false);
    const onImported = vi.fn();
    const { console } = await show(<ImportCollectionsDialog onClose={() => undefined} onImported={onImported} />, {
      answers: answersWith(reviewWith()),
      actions: { openVault },
    });
    await paste();
    await expect.element(page.getByText('Desk', { exact: true })).toBeVisible();
    await expect.element(page.getByText(/3 requests, 1 folder/)).toBeVisible();
    await expectAccessible();
    await importButton().click();
    await expect.poll(() => openVault.mock.calls.length).toBe(1);
    expect(console.asked('collections.import')).toEqual([]);
    openVault.mockResolvedValue(true);
    await importButton().click();
    await expect.poll(() => console.asked('collections.import')).toMatchObject([{ into: null, keepSecrets: true }]);
    await expect.poll(() => onImported.mock.calls).toEqual([[shop]]);
  });

  it('asks for no vault where secrets are left out, and imports into a collection', async () => {
    const { console } = await show(<ImportCollectionsDialog onClose={() => undefined} onImported={() => undefined} />, {
      answers: answersWith(reviewWith()),
    });
    await paste();
    await page.getByRole('radio', { name: 'Leave them out' }).click();
    await page.getByRole('combobox', { name: 'Where to' }).click();
    await page.getByRole('option', { name: 'Shop' }).click();
    await importButton().click();
    await expect.poll(() => console.asked('collections.import')).toMatchObject([{ into: shop, keepSecrets: false }]);
  });

  it('lists what is not taken over, and finds it by a word', async () => {
    const notes = Array.from({ length: 300 }, (_, at) => ({ path: ['Desk', `Request ${at}`], message: `Note ${at}.` }));
    await show(<ImportCollectionsDialog onClose={() => undefined} onImported={() => undefined} />, {
      answers: answersWith(reviewWith({ notes, secrets: 0 })),
    });
    await paste();
    await expect.element(page.getByText('300 notes')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter notes' }).fill('request 299');
    await expect.element(page.getByText('1 of 300 notes')).toBeVisible();
    await expect.element(page.getByText(/Note 299\./)).toBeVisible();
    await expectAccessible();
  });

  it('keeps what was typed where it cannot be read, and forgets a review that is left', async () => {
    const fail = () => {
      throw collectionFaults.fault('COLLECTION_UNKNOWN_FORMAT', 'It is of no known format.');
    };
    const { console } = await show(<ImportCollectionsDialog onClose={() => undefined} onImported={() => undefined} />, {
      answers: answersWith(reviewWith(), { review: fail }),
    });
    await paste('hello');
    await expect.element(page.getByRole('alert')).toHaveTextContent('It is of no known format.');
    await expect.element(page.getByRole('textbox', { name: /^Text of the collection/ })).toHaveValue('hello');
    console.answer(answersWith(reviewWith()));
    await paste();
    await page.getByRole('button', { name: 'Choose another' }).click();
    await expect.poll(() => console.asked('collections.discardReview')).toEqual([{ id: id(9) }]);
  });
});

describe('exporting a collection', () => {
  it('says what the format cannot hold, and stays open for it', async () => {
    const onClose = vi.fn();
    const { console } = await show(<ExportCollectionDialog group={{ id: shop, name: 'Shop' }} onClose={onClose} />, {
      answers: {
        environments: { list: () => [] },
        collections: {
          export: () => ({
            files: [{ path: 'Shop.har', text: '{}' }],
            notes: [{ path: ['Shop', 'List'], message: 'Its scripts were left out.' }],
          }),
        },
      },
    });
    await page.getByRole('radio', { name: 'HAR' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await expect.element(page.getByText(/Its scripts were left out/)).toBeVisible();
    expect(console.asked('collections.export')).toEqual([{ id: shop, format: 'har' }]);
    expect(onClose).not.toHaveBeenCalled();
    await expectAccessible();
  });
});
