import { Menu } from '@mantine/core';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { RowMenu } from '../RowMenu.tsx';
import {
  arraySource,
  type Column,
  ColumnMenu,
  DataTable,
  type SortState,
  skeletonSource,
  useColumnChoice,
} from './index.ts';

interface Fruit {
  id: string;
  name: string;
  grams: number;
  unreadable?: string;
}

const fruits = (count: number): Fruit[] =>
  Array.from({ length: count }, (_, at) => ({ id: `f${at}`, name: `Fruit ${at + 1}`, grams: at * 3 }));

const columns: Column<Fruit>[] = [
  { id: 'name', title: 'Name', width: 'minmax(160px, 1fr)', cell: ({ name }) => name, sort: 'name', fixed: true },
  { id: 'grams', title: 'Weight', width: '120px', cell: ({ grams }) => `${grams} g`, sort: 'grams', align: 'end' },
  { id: 'id', title: 'Number', width: '120px', cell: ({ id }) => id, optional: true },
  { id: 'wide', title: 'Only wide', width: '120px', cell: () => 'room', leastWindow: 9_000 },
];

interface FruitTableProps {
  rows: readonly (Fruit | undefined)[];
  onOpen?: (fruit: Fruit) => void;
  withMenu?: boolean;
  onAll?: () => void;
}

const actions = ({ name }: Fruit) => (
  <RowMenu label={`Actions for ${name}`}>
    <Menu.Item>Peel</Menu.Item>
  </RowMenu>
);

function FruitTable({ rows, onOpen, withMenu, onAll }: FruitTableProps) {
  const choice = useColumnChoice('fruits', columns);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<SortState>({ by: 'name', direction: 'asc' });
  return (
    <div style={{ height: 500, display: 'flex', flexDirection: 'column' }}>
      <ColumnMenu choice={choice} />
      <p>
        {keys.size} chosen, by {sort.by} {sort.direction}
      </p>
      <DataTable
        label="Fruits"
        columns={choice.shown}
        onResize={choice.resize}
        source={arraySource(rows as readonly Fruit[])}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        sort={sort}
        onSort={setSort}
        selection={{ keys, onChange: setKeys, ...(onAll && { onAll }) }}
        {...(onOpen && { onOpen })}
        {...(withMenu && { actions })}
        empty={<p>No fruits yet</p>}
      />
    </div>
  );
}

const grid = () => page.getByRole('grid', { name: 'Fruits' });
const row = (at: number) => page.getByRole('row', { name: new RegExp(`Fruit ${at}\\b`) });
const focus = (at: number) => (row(at).element() as HTMLElement).focus();
const box = (at: number) => page.getByRole('checkbox', { name: `Select Fruit ${at}` });
const head = (name: string) => page.getByRole('columnheader', { name });
const chosen = (count: number) => expect.element(page.getByText(new RegExp(`^${count} chosen`))).toBeVisible();

describe('rows', () => {
  it('draws only those in view of ten thousand, and says how many there are', async () => {
    await show(<FruitTable rows={fruits(10_000)} />);
    await expect.element(row(1)).toBeVisible();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '10001');
    expect(page.getByRole('row').elements().length).toBeLessThan(40);
    await expectAccessible();
  });

  it('says what to do where there are none', async () => {
    await show(<FruitTable rows={[]} />);
    await expect.element(page.getByText('No fruits yet')).toBeVisible();
    await expect.element(page.getByRole('checkbox', { name: 'Select all rows' })).toBeDisabled();
    await expectAccessible();
  });

  it('cannot choose a row that is not there yet', async () => {
    await show(<FruitTable rows={[fruits(1)[0], undefined]} />);
    await expect.element(page.getByRole('checkbox', { name: 'Select row' })).toBeDisabled();
    await expect.element(box(1)).toBeEnabled();
  });

  it('says in its row that one cannot be read', async () => {
    await show(
      <FruitTable rows={[{ id: 'x', name: 'Fruit 1', grams: 1, unreadable: 'What is stored cannot be read.' }]} />,
    );
    await expect.element(page.getByRole('row', { name: /What is stored cannot be read/ })).toBeVisible();
    await expect.element(page.getByText('1 g')).not.toBeInTheDocument();
  });

  it('shows bones while it loads, which are no rows to open', async () => {
    const onOpen = vi.fn();
    await show(
      <div style={{ height: 300 }}>
        <DataTable
          label="Fruits"
          columns={columns}
          source={skeletonSource<Fruit>()}
          keyOf={() => ''}
          nameOf={() => ''}
          onOpen={onOpen}
          busy
        />
      </div>,
    );
    await expect.element(grid()).toHaveAttribute('aria-busy', 'true');
    await page.getByRole('row').nth(1).click();
    expect(onOpen).not.toHaveBeenCalled();
  });
});

describe('the keyboard', () => {
  it('moves by row, page, start and end, with one row in the order of Tab', async () => {
    await show(<FruitTable rows={fruits(10_000)} />);
    focus(1);
    const steps: [key: string, at: number][] = [
      ['{ArrowDown}', 2],
      ['{ArrowDown}', 3],
      ['{ArrowUp}', 2],
      ['{PageDown}', 12],
      ['{End}', 10_000],
      ['{ArrowDown}', 10_000],
      ['{PageUp}', 9_990],
      ['{Home}', 1],
      ['{ArrowUp}', 1],
    ];
    for (const [key, at] of steps) {
      await userEvent.keyboard(key);
      await expect.element(row(at)).toHaveFocus();
      await expect.element(row(at)).toBeInViewport();
    }
    expect(document.querySelectorAll('tr[tabindex="0"]')).toHaveLength(1);
  });

  it('opens a row by Enter, and chooses it by Space', async () => {
    const onOpen = vi.fn();
    await show(<FruitTable rows={fruits(20)} onOpen={onOpen} />);
    focus(1);
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(row(2)).toHaveFocus();
    await userEvent.keyboard(' ');
    await expect.element(row(2)).toHaveAttribute('aria-selected', 'true');
    expect(onOpen).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onOpen.mock.calls).toEqual([[fruits(20)[1]]]);
    await userEvent.keyboard(' ');
    await expect.element(row(2)).toHaveAttribute('aria-selected', 'false');
  });

  it('goes to the menu of a row and back', async () => {
    await show(<FruitTable rows={fruits(20)} withMenu />);
    focus(1);
    await userEvent.keyboard('{ArrowRight}');
    const menu = page.getByRole('button', { name: 'Actions for Fruit 1' });
    await expect.element(menu).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(row(1)).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await expect.element(page.getByRole('menuitem', { name: 'Peel' })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    await expect.element(menu).toHaveFocus();
  });
});

describe('choosing', () => {
  it('takes a range with Shift, and lets it go again', async () => {
    await show(<FruitTable rows={fruits(30)} />);
    await box(2).click();
    await box(6).click({ modifiers: ['Shift'] });
    await chosen(5);
    await expect.element(box(4)).toBeChecked();
    await expect.element(box(7)).not.toBeChecked();
    await box(4).click({ modifiers: ['Shift'] });
    await expect.element(box(5)).not.toBeChecked();
    await chosen(2);
  });

  it('takes all, shows that some are taken, and lets all go', async () => {
    await show(<FruitTable rows={fruits(30)} />);
    const all = page.getByRole('checkbox', { name: 'Select all rows' });
    await all.click();
    await chosen(30);
    await expect.element(all).toBeChecked();
    await box(3).click();
    await expect.element(all).toBePartiallyChecked();
    await all.click();
    await chosen(0);
  });

  it('asks for all that the filter matches where some are not loaded', async () => {
    const onAll = vi.fn();
    await show(<FruitTable rows={[fruits(1)[0], undefined]} onAll={onAll} />);
    await page.getByRole('checkbox', { name: 'Select all rows' }).click();
    expect(onAll).toHaveBeenCalledTimes(1);
    await chosen(0);
  });

  it('does not open the row', async () => {
    const onOpen = vi.fn();
    await show(<FruitTable rows={fruits(5)} onOpen={onOpen} withMenu />);
    await box(2).click();
    await page.getByRole('button', { name: 'Actions for Fruit 2' }).click();
    await page.getByRole('menuitem', { name: 'Peel' }).click();
    expect(onOpen).not.toHaveBeenCalled();
    await page.getByText('3 g', { exact: true }).click();
    expect(onOpen).toHaveBeenCalledTimes(1);
  });
});

describe('columns', () => {
  it('are sorted by their heads, the other way round at the second time', async () => {
    await show(<FruitTable rows={fruits(5)} />);
    await expect.element(head('Name')).toHaveAttribute('aria-sort', 'ascending');
    await expect.element(head('Weight')).toHaveAttribute('aria-sort', 'none');
    const byWeight = head('Weight').getByRole('button');
    await byWeight.click();
    await expect.element(head('Weight')).toHaveAttribute('aria-sort', 'ascending');
    await byWeight.click();
    await expect.element(head('Weight')).toHaveAttribute('aria-sort', 'descending');
    await expect.element(head('Name')).toHaveAttribute('aria-sort', 'none');
    await expect.element(page.getByText(/by grams desc$/)).toBeVisible();
  });

  it('are shown and hidden, and stay so; a fixed one and one without room are not offered', async () => {
    const shown = await show(<FruitTable rows={fruits(5)} />);
    await expect.element(head('Number')).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Columns' }).click();
    const item = (name: string) => page.getByRole('menuitemcheckbox', { name });
    await expect.element(item('Name')).not.toBeInTheDocument();
    await expect.element(item('Only wide')).not.toBeInTheDocument();
    await item('Number').click();
    await item('Weight').click();
    await expect.element(head('Number')).toBeVisible();
    await expect.element(head('Weight')).not.toBeInTheDocument();
    await expectAccessible();
    shown.change(null);
    await expect.element(grid()).not.toBeInTheDocument();
    shown.change(<FruitTable rows={fruits(5)} />);
    await expect.element(head('Number')).toBeVisible();
    await expect.element(head('Weight')).not.toBeInTheDocument();
  });

  it('are made wider by their edge, stay so, and get their own width back', async () => {
    const widthOf = (name: string) => head(name).element().getBoundingClientRect().width;
    const edge = () => page.elementLocator(head('Weight').element().querySelector('hr') ?? document.body);
    const shown = await show(<FruitTable rows={fruits(5)} />);
    await expect.element(head('Weight')).toBeVisible();
    const own = widthOf('Weight');
    await userEvent.dragAndDrop(edge(), page.getByRole('row').nth(3), { targetPosition: { x: 60, y: 5 } });
    await expect.poll(() => widthOf('Weight')).not.toBe(own);
    const changed = widthOf('Weight');
    expect(changed).toBeGreaterThanOrEqual(60);
    shown.change(null);
    await expect.element(grid()).not.toBeInTheDocument();
    shown.change(<FruitTable rows={fruits(5)} />);
    await expect.poll(() => widthOf('Weight')).toBe(changed);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Reset widths' }).click();
    await expect.poll(() => widthOf('Weight')).toBe(own);
    await expect.element(page.getByRole('menuitem', { name: 'Reset widths' })).not.toBeInTheDocument();
  });

  it.each([
    ['another shape', '{"name":true}'],
    ['no JSON', 'name,weight'],
  ])('begin anew where what was kept is %s', async (_what, text) => {
    localStorage.setItem('patchbay:columns:fruits', text);
    localStorage.setItem('patchbay:widths:fruits', text);
    await show(<FruitTable rows={fruits(5)} />);
    await expect.element(head('Weight')).toBeVisible();
    await expect.element(head('Number')).not.toBeInTheDocument();
  });
});
