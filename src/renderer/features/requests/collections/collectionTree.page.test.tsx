import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { groupRow, savedRequestRow } from '#contract/collections.ts';
import type { Role } from '#contract/common.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { noAddress } from '../draft/loadedDraft.ts';
import { Collections } from './CollectionTree.tsx';

const idOf = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-${String(at).padStart(12, '0')}`;
const group = (at: number, name: string, parentId: string | null = null) =>
  groupRow.parse({ id: idOf(at), parentId, name, authKind: 'inherit', position: `a${String(at).padStart(5, '0')}` });
const request = (at: number, name: string, groupId: string | null, more: object = {}) =>
  savedRequestRow.parse({
    id: idOf(at),
    groupId,
    name,
    method: 'GET',
    url: `https://api.example/${at}`,
    integrationId: null,
    operationKey: null,
    operationGone: false,
    position: `a${String(at).padStart(5, '0')}`,
    ...more,
  });

const small = {
  groups: [group(1, 'Orders'), group(2, 'Refunds', idOf(1)), group(3, 'Payments')],
  requests: [request(11, 'List orders', idOf(1)), request(12, 'Old orders', idOf(1), { operationGone: true })],
};

interface Showing {
  tree?: typeof small;
  search?: string;
  shown?: string;
  role?: Role;
  more?: Answers['collections'];
}

async function showTree({ tree = small, search = '', shown = '', role = 'admin', more = {} }: Showing = {}) {
  const onOpen = vi.fn<(address: object) => void>();
  const { console, change } = await show(
    <div style={{ height: 500, display: 'flex', flexDirection: 'column' }}>
      <Collections search={search} group={shown} address={noAddress} changed={new Set([idOf(11)])} onOpen={onOpen} />
    </div>,
    {
      answers: {
        tenants: { session: () => sessionIn(tenantWith(1, 'Acme', role)) },
        collections: { tree: () => tree, search: () => ({ items: [] }), ...more },
      },
    },
  );
  return { console, change, onOpen };
}

const line = (name: string) => page.getByRole('treeitem', { name });
const tree = () => page.getByRole('tree', { name: 'Collections' });
const focusTree = () => (tree().element() as HTMLElement).focus();

describe('the tree of collections', () => {
  it('opens where a folder that was asked for lies, with the keyboard on it', async () => {
    await showTree({ shown: idOf(2) });
    await expect.element(line('Refunds')).toHaveAttribute('aria-expanded', 'true');
    await expect.element(tree()).toHaveAttribute('aria-activedescendant', line('Refunds').element().id);
  });

  it('says what is not saved and what went with an import', async () => {
    await showTree({ search: 'orders' });
    await expect.element(line('GET List orders, not saved')).toBeVisible();
    await expect.element(line('GET Old orders, no longer in the definition')).toBeVisible();
    await expectAccessible();
  });

  it('that is long is the frame that scrolls, so that keys reach what is out of sight', async () => {
    const requests = Array.from({ length: 400 }, (_, at) => request(100 + at, `Request ${at}`, null));
    await showTree({ tree: { groups: [], requests } });
    await expect.element(line('GET Request 0')).toBeVisible();
    const frame = tree().element();
    expect(frame.scrollHeight).toBeGreaterThan(frame.clientHeight);
    await expectAccessible();
    focusTree();
    await userEvent.keyboard('{End}');
    await expect.element(line('GET Request 399')).toBeInViewport();
  });

  it('is gone through by the keyboard, and opens with Enter', async () => {
    const { onOpen } = await showTree();
    await expect.element(line('Orders')).toHaveAttribute('aria-expanded', 'false');
    focusTree();
    await userEvent.keyboard('{Home}{ArrowRight}');
    await expect.element(line('Refunds')).toHaveAttribute('aria-level', '2');
    await userEvent.keyboard('list{Enter}');
    expect(onOpen).toHaveBeenCalledWith({ saved: idOf(11) });
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    await expect.element(line('Refunds')).not.toBeInTheDocument();
  });

  it('deletes all that is chosen at once, without what lies in it, and offers to take it back', async () => {
    const { console } = await showTree({
      more: { remove: ({ items }) => ({ items }), restore: ({ items }) => ({ items }) },
    });
    await expect.element(line('Orders')).toBeVisible();
    focusTree();
    await userEvent.keyboard('{Home}{ArrowRight}{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Delete}');
    const items = [{ kind: 'group', id: idOf(1) }];
    await expect.poll(() => console.asked('collections.remove')).toEqual([{ items }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => console.asked('collections.restore')).toEqual([{ items }]);
  });

  it('is renamed in place; Escape leaves the name as it was', async () => {
    const { console } = await showTree({ more: { rename: ({ item }) => ({ items: [item] }) } });
    await expect.element(line('Orders')).toBeVisible();
    focusTree();
    await userEvent.keyboard('{Home}{F2}');
    await userEvent.keyboard('Sales{Escape}');
    await expect.element(tree()).toHaveFocus();
    await userEvent.keyboard('{F2}');
    await userEvent.keyboard('Sales{Enter}');
    await expect
      .poll(() => console.asked('collections.rename'))
      .toEqual([{ item: { kind: 'group', id: idOf(1) }, name: 'Sales' }]);
    await expect.element(page.getByText('Orders renamed to Sales.')).toBeInTheDocument();
  });

  it('lets a viewer look and open only', async () => {
    const { console } = await showTree({ role: 'viewer' });
    await expect.element(line('Orders')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'New collection' })).not.toBeInTheDocument();
    focusTree();
    await userEvent.keyboard('{Home}{Delete}{Alt>}{ArrowDown}{/Alt}');
    expect(console.asked('collections.remove')).toEqual([]);
    expect(console.asked('collections.move')).toEqual([]);
  });

  it('says what to do where nothing is saved', async () => {
    await showTree({ tree: { groups: [], requests: [] } });
    await expect.element(page.getByRole('button', { name: 'New collection' })).toBeVisible();
    await expectAccessible();
  });

  it('draws what is in view of 3,000 requests', async () => {
    const groups = Array.from({ length: 30 }, (_, at) => group(at, `Folder ${at}`));
    const requests = Array.from({ length: 3_000 }, (_, at) => request(100 + at, `Request ${at}`, idOf(at % 30)));
    await showTree({ tree: { groups, requests }, search: 'request' });
    await expect.element(line('Folder 0')).toBeVisible();
    expect(page.getByRole('treeitem').elements().length).toBeLessThan(60);
    focusTree();
    await userEvent.keyboard('{End}');
    await expect.element(line('GET Request 2999')).toBeVisible();
  });
});
