import { useCallback, useState } from 'react';
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Fault } from '#core/fault.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { FilterMenu } from '../filters.tsx';
import { type Column, useColumnChoice, usePagedSource } from '../table/index.ts';
import { urlSet } from '../useUrlState.ts';
import { BulkBar, countOf, ListFilters, ListPage, ListTable, listFields, useListState } from './index.ts';

interface Ship {
  id: string;
  name: string;
}
interface Question {
  text: string;
  kinds: string[];
  sort: string;
  direction: string;
  offset: number;
  limit: number;
}
interface Answer {
  rows: Ship[];
  total: number;
  all: number;
}
type Ask = (question: Question) => Promise<Answer>;

const kinds = ['ferry', 'tug', 'barge'] as const;
const fields = listFields(['name', 'age'], 'name', { kinds: urlSet(kinds) });
const columns: Column<Ship>[] = [
  { id: 'name', title: 'Name', width: 'minmax(160px, 1fr)', sort: 'name', fixed: true, cell: ({ name }) => name },
  { id: 'id', title: 'Number', width: '120px', sort: 'age', cell: ({ id }) => id },
];

function Ships({ ask }: { ask: Ask }) {
  const { state, change, setText, sort, onSort } = useListState(fields);
  const choice = useColumnChoice('ships', columns);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const { text, kinds: chosen, sort: by, direction } = state;
  const pageOf = useCallback(
    (offset: number, limit: number) => ({
      queryKey: ['ships', text, chosen, by, direction, offset],
      queryFn: () => ask({ text, kinds: chosen, sort: by, direction, offset, limit }),
      retry: false,
    }),
    [ask, text, chosen, by, direction],
  );
  const rows = usePagedSource<Ship, Answer>(pageOf);
  const options = kinds.map((value) => ({ value, label: value }));
  return (
    <ListPage
      title="Ships"
      filters={
        <ListFilters
          label="Filter ships"
          text={text}
          onText={setText}
          columns={choice}
          count={rows.answer === undefined ? null : countOf(rows.answer, 'ship')}
        >
          <FilterMenu label="Kind" options={options} value={chosen} onChange={(next) => change({ kinds: next })} />
        </ListFilters>
      }
      bulk={
        keys.size === 0 ? null : (
          <BulkBar label="Chosen ships" chosen={`${keys.size} chosen`} onClear={() => setKeys(new Set())}>
            <button type="button">Scrap</button>
          </BulkBar>
        )
      }
    >
      <ListTable
        label="Ships"
        rows={rows}
        columns={choice}
        failed="The ships could not be read"
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        sort={sort}
        onSort={onSort}
        selection={{ keys, onChange: setKeys }}
        empty={<p>No ships are here</p>}
      />
    </ListPage>
  );
}

/** Answers as a fleet of so many ships does. */
const fleet =
  (count: number): Ask =>
  ({ text, offset, limit }) => {
    const ships = Array.from({ length: count }, (_, at) => ({ id: `s${at + 1}`, name: `Ship ${at + 1}` }));
    const found = ships.filter(({ name }) => name.includes(text));
    return Promise.resolve({ rows: found.slice(offset, offset + limit), total: found.length, all: count });
  };

const search = () => page.getByRole('searchbox', { name: 'Filter ships' });
const ship = (at: number) => page.getByRole('row', { name: new RegExp(`Ship ${at}\\b`) });
const lastOf = (ask: ReturnType<typeof vi.fn<Ask>>) => ask.mock.calls.at(-1)?.[0];

it('has its title above, says how many rows there are, and can be used by everyone', async () => {
  await show(<Ships ask={fleet(42)} />);
  await expect.element(page.getByRole('heading', { level: 1, name: 'Ships' })).toBeVisible();
  await expect.element(page.getByRole('status')).toMatchTextContent('42 ships');
  expect(document.title).toBe('Ships · Patchbay');
  await expectAccessible();
});

it('follows the text after a pause, and keeps it in the address', async () => {
  const ask = vi.fn(fleet(42));
  const shown = await show(<Ships ask={ask} />);
  await search().fill('Ship 4');
  await expect.element(page.getByRole('status')).toMatchTextContent('4 of 42 ships');
  expect(shown.address()).toBe('/?text=Ship+4');
  expect(ask.mock.calls.map(([{ text }]) => text)).toEqual(['', 'Ship 4']);
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect.element(search()).toHaveFocus();
  await expect.element(page.getByRole('status')).toMatchTextContent(/^42 ships$/);
  expect(shown.address()).toBe('/');
});

it('begins with what the address says, and leaves out what it does not know', async () => {
  const ask = vi.fn(fleet(42));
  await show(<Ships ask={ask} />, { at: '/?text=Ship+4&kinds=tug&kinds=submarine&sort=age&direction=desc' });
  await expect.element(search()).toHaveValue('Ship 4');
  expect(ask.mock.calls[0]?.[0]).toMatchObject({ text: 'Ship 4', kinds: ['tug'], sort: 'age', direction: 'desc' });
  await expect.element(page.getByRole('button', { name: 'Kind · tug' })).toBeVisible();
});

it('sorts by its heads, in the address', async () => {
  const ask = vi.fn(fleet(5));
  const shown = await show(<Ships ask={ask} />);
  const byNumber = page.getByRole('columnheader', { name: 'Number' });
  await byNumber.getByRole('button').click();
  expect(shown.address()).toBe('/?sort=age');
  await expect.element(byNumber).toHaveAttribute('aria-sort', 'ascending');
  await byNumber.getByRole('button').click();
  expect(shown.address()).toBe('/?sort=age&direction=desc');
  await expect.poll(() => lastOf(ask)).toMatchObject({ sort: 'age', direction: 'desc' });
});

it('goes to the search by the key /, unless something is typed', async () => {
  await show(<Ships ask={fleet(5)} />);
  await expect.element(ship(1)).toBeVisible();
  await userEvent.keyboard('/');
  await expect.element(search()).toHaveFocus();
  await expect.element(search()).toHaveValue('');
  await userEvent.keyboard('a/b');
  await expect.element(search()).toHaveValue('a/b');
});

it('asks only for the pages that are on the screen', async () => {
  const ask = vi.fn(fleet(10_000));
  await show(<Ships ask={ask} />);
  await expect.element(ship(1)).toBeVisible();
  (ship(1).element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  await expect.element(ship(10_000)).toHaveFocus();
  const asked = new Set(ask.mock.calls.map(([{ offset }]) => offset));
  expect(asked.has(0) && asked.has(9_800)).toBe(true);
  expect(asked.size).toBeLessThan(5);
});

it('shows the rows before while the new ones are on their way', async () => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const all = fleet(5);
  await show(<Ships ask={(question) => (question.text === '' ? all(question) : promise)} />);
  await expect.element(ship(3)).toBeVisible();
  await search().fill('Ship 3');
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-busy', 'true');
  await expect.element(ship(5)).toBeVisible();
  resolve({ rows: [{ id: 's3', name: 'Ship 3' }], total: 1, all: 5 });
  await expect.element(ship(5)).not.toBeInTheDocument();
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
});

it('says what went wrong, and reads the rows at another try', async () => {
  const ask = vi.fn(fleet(3));
  ask.mockRejectedValueOnce(new Fault('UNREADABLE', 422, 'The disk is damaged.', { todo: 'Restore a backup.' }));
  await show(<Ships ask={ask} />);
  await expect.element(page.getByRole('alert')).toMatchTextContent('The ships could not be read');
  await expect.element(page.getByRole('alert')).toMatchTextContent('Restore a backup.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.element(ship(3)).toBeVisible();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

it('says what to do only once it knows that there are no rows', async () => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  await show(<Ships ask={() => promise} />);
  await expect.element(page.getByRole('grid')).toBeVisible();
  await expect.element(page.getByText('No ships are here')).not.toBeInTheDocument();
  resolve({ rows: [], total: 0, all: 0 });
  await expect.element(page.getByText('No ships are here')).toBeVisible();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
});

it('offers what can be done with chosen rows in the place of the filters', async () => {
  await show(<Ships ask={fleet(5)} />);
  await page.getByRole('checkbox', { name: 'Select Ship 2' }).click();
  await expect.element(page.getByRole('toolbar', { name: 'Chosen ships' })).toMatchTextContent('1 chosen');
  await expect.element(search()).not.toBeInTheDocument();
  await expectAccessible();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await expect.element(search()).toBeVisible();
});

it('filters by some of a few values, says which, and shows all again', async () => {
  const ask = vi.fn(fleet(5));
  const shown = await show(<Ships ask={ask} />);
  await page.getByRole('button', { name: 'Kind', exact: true }).click();
  const item = (name: string) => page.getByRole('menuitemcheckbox', { name });
  await item('barge').click();
  await expect.element(page.getByRole('button', { name: 'Kind · barge' })).toBeInTheDocument();
  await item('ferry').click();
  await expect.element(item('ferry')).toBeChecked();
  await expect.element(page.getByRole('button', { name: 'Kind · 2' })).toBeInTheDocument();
  await expect.poll(() => lastOf(ask)?.kinds).toEqual(['ferry', 'barge']);
  await expectAccessible();
  await page.getByRole('menuitem', { name: 'Show all' }).click();
  expect(shown.address()).toBe('/');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});
