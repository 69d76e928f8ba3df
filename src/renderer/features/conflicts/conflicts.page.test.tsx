import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Conflict, type HeldBack, heldBack, syncFaults } from '#contract/sync.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { conflictWith, notShared, shown, teamStatus } from '#test/page/team.ts';
import { ConflictsPage } from './ConflictsPage.tsx';

const url = conflictWith('url');
const name = conflictWith('name', { field: 'Name', mine: shown('My parcels'), theirs: shown('Their parcels') });
const deleted = conflictWith('deleted', {
  kind: 'theyDeleted',
  thing: 'savedRequest',
  name: 'List orders',
  path: null,
  field: null,
  isText: false,
  mine: null,
  theirs: null,
  base: null,
  by: 'Lee',
});
const restored = conflictWith('restored', {
  kind: 'youDeleted',
  thing: 'environment',
  name: 'Live',
  path: null,
  field: 'Name',
  mine: null,
  theirs: shown('Production'),
  base: shown('Live'),
});

interface Setting {
  conflicts?: readonly Conflict[];
  rows?: readonly HeldBack[];
  sync?: NonNullable<Answers['sync']>;
  tenant?: ReturnType<typeof tenantWith>;
  at?: string;
}

async function showConflicts(setting: Setting = {}) {
  const { rows = [], sync = {}, tenant = tenantWith(1, 'North'), at = '/conflicts' } = setting;
  let left = [...(setting.conflicts ?? [url, name, deleted, restored])];
  const decide: NonNullable<NonNullable<Answers['sync']>['decide']> = ({ decisions }) => {
    const gone = new Set(decisions.map(({ id }) => id));
    left = left.filter(({ id }) => !gone.has(id));
    return left;
  };
  const status = () => teamStatus({ conflicts: left.length, heldBack: rows.length });
  const given = await show(<ConflictsPage />, {
    at,
    answers: {
      tenants: { session: () => sessionIn(tenant) },
      sync: { status, conflicts: () => left, heldBack: () => [...rows], decide, ...sync },
    },
  });
  return { ...given, decisions: () => given.console.asked('sync.decide') };
}

const button = (label: string | RegExp) => page.getByRole('button', { name: label, exact: true });
const checkbox = (label: string) => page.getByRole('checkbox', { name: label, exact: true });
const conflict = (label: string) => page.getByRole('article', { name: label });
const alert = () => page.getByRole('alert');
const told = (text: string) => expect.element(page.getByRole('status').filter({ hasText: text })).toBeVisible();

describe('a conflict', () => {
  it('shows both values and the one before, who changed it and where', async () => {
    await showConflicts();
    const row = conflict('integration Parcels, Base URL');
    await expect.element(row).toMatchTextContent('You and Kim both changed this.');
    for (const text of ['https://mine.example', 'https://theirs.example', 'https://before.example', 'Theirs (Kim)'])
      await expect.element(row).toMatchTextContent(text);
    await expect
      .element(page.getByRole('region', { name: 'Integration Parcels' }).getByRole('link', { name: 'Parcels' }))
      .toHaveAttribute('href', '/integrations/parcels');
    await expectAccessible();
  });

  it('is decided for either side, and the next one has the focus', async () => {
    const { decisions } = await showConflicts();
    await button('Keep mine: integration Parcels, Base URL').click();
    await told('1 conflict decided');
    await expect.element(conflict('integration Parcels, Base URL')).not.toBeInTheDocument();
    await expect.element(conflict('integration Parcels, Name')).toHaveFocus();
    await button('Take theirs: integration Parcels, Name').click();
    await expect.element(conflict('integration Parcels, Name')).not.toBeInTheDocument();
    expect(decisions()).toEqual([
      { decisions: [{ id: 'url', choose: 'mine' }] },
      { decisions: [{ id: 'name', choose: 'theirs' }] },
    ]);
  });

  it('leaves the focus on the page after the last one', async () => {
    await showConflicts({ conflicts: [url] });
    await button('Keep mine: integration Parcels, Base URL').click();
    await expect.element(page.getByRole('heading', { name: 'No conflicts' })).toBeVisible();
    await expect.element(page.getByRole('main')).toHaveFocus();
  });

  it('takes another value, which may begin with either', async () => {
    const { decisions } = await showConflicts();
    await button('Edit: integration Parcels, Base URL').click();
    const value = page.getByRole('textbox', { name: 'Value' });
    await expect.element(value).toHaveFocus();
    await expect.element(value).toHaveValue('https://mine.example');
    await button('that of Kim').click();
    await expect.element(value).toHaveValue('https://theirs.example');
    await expectAccessible();
    await value.fill('https://both.example');
    await button('Use this value').click();
    await told('Decided: integration Parcels, Base URL');
    expect(decisions()).toEqual([{ decisions: [{ id: 'url', choose: 'edit', value: 'https://both.example' }] }]);
    await expect.element(conflict('integration Parcels, Base URL')).not.toBeInTheDocument();
  });

  it('is not edited where its value is no text, or is cut', async () => {
    const long = conflictWith('long', { field: 'Description', mine: shown('begins', true) });
    await showConflicts({ conflicts: [long, deleted, conflictWith('flag', { field: 'Active', isText: false })] });
    await expect.element(conflict('integration Parcels, Description')).toMatchTextContent('begins…');
    await expect.element(button(/^Keep mine: .*Active/)).toBeVisible();
    await expect.element(button(/^Edit/)).not.toBeInTheDocument();
  });

  it('between deleting and editing says who did which, and what each choice does', async () => {
    await showConflicts();
    const theirs = conflict('saved request List orders');
    await expect.element(theirs).toMatchTextContent('Lee deleted it while you changed it.');
    await expect.element(theirs.getByRole('button', { name: /^Keep it, with my changes/ })).toBeVisible();
    await expect.element(theirs.getByRole('button', { name: /^Delete it/ })).toBeVisible();
    const mine = conflict('environment Live, Name');
    await expect.element(mine).toMatchTextContent('You deleted it while Kim changed it.');
    await expect.element(mine).toMatchTextContent('Deleted');
    await expect.element(mine).toMatchTextContent('Production');
    await expect.element(mine.getByRole('button', { name: /^Bring it back, with their changes/ })).toBeVisible();
  });

  it('over a secret shows no value', async () => {
    await showConflicts({
      conflicts: [conflictWith('key', { field: 'API key', mine: null, theirs: null, base: null })],
    });
    const row = conflict('integration Parcels, API key');
    await expect.element(row).toMatchTextContent('The value is secret and is not shown.');
    await expect.element(row.getByRole('button', { name: /^Keep mine/ })).toBeVisible();
  });

  it('over long values shows what differs', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`);
    const long = { mine: shown(lines.join('\n')), theirs: shown(lines.with(14, 'another').join('\n')) };
    await showConflicts({ conflicts: [conflictWith('text', { field: 'Description', ...long })] });
    await button('Compare the values of integration Parcels, Description').click();
    const compared = page.getByRole('region', { name: 'Lines that differ' });
    await expect.element(compared).toMatchTextContent('−line 15');
    await expect.element(compared).toMatchTextContent('+another');
    await expect.element(compared).toMatchTextContent('11 lines that are the same');
    await expectAccessible();
  });

  it('that cannot be decided stands as it was, and the page says why', async () => {
    await showConflicts({
      sync: {
        decide: () => {
          throw syncFaults.fault('SERVER_REFUSED', 'Kim changed it again.', {
            kept: 'Nothing was decided.',
            todo: 'Look again.',
          });
        },
      },
    });
    await button('Keep mine: integration Parcels, Base URL').click();
    await expect.element(alert()).toMatchTextContent('Kim changed it again.');
    await expect.element(alert()).toMatchTextContent('Nothing was decided. Look again.');
    await expect.element(conflict('integration Parcels, Base URL')).toBeVisible();
  });
});

describe('many conflicts', () => {
  const bar = () => page.getByRole('toolbar', { name: 'Selected conflicts' });

  it('are selected by thing or all at once, and decided together', async () => {
    const { decisions } = await showConflicts();
    await checkbox('Select all of integration Parcels').click();
    await expect.element(bar()).toMatchTextContent('2 conflicts selected');
    await expectAccessible();
    await button('Use mine for 2').click();
    await told('2 conflicts decided');
    const both = ['url', 'name'].map((id) => ({ id, choose: 'mine' }));
    expect(decisions()).toEqual([{ decisions: both }]);
    await expect.element(bar()).not.toBeInTheDocument();
    await checkbox('Select all').click();
    await expect.element(checkbox('Select environment Live, Name')).toBeChecked();
    await expect.element(bar()).toMatchTextContent('2 conflicts selected');
    await button('Clear selection').click();
    await expect.element(checkbox('Select environment Live, Name')).not.toBeChecked();
  });

  it('are asked about before any of them deletes something', async () => {
    const { decisions } = await showConflicts();
    await checkbox('Select all').click();
    await button('Use theirs for 4').click();
    const question = page.getByRole('dialog', { name: 'Delete 1 thing for the whole team?' });
    await expect.element(question).toMatchTextContent('saved request List orders');
    await expectAccessible();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(decisions()).toEqual([]);
    await button('Use theirs for 4').click();
    await question.getByRole('button', { name: 'Decide and delete' }).click();
    await told('4 conflicts decided');
    expect(decisions()).toHaveLength(1);
  });

  it('are filtered by what is written, also in the address', async () => {
    await showConflicts({ at: '/conflicts?text=orders' });
    await told('1 of 4 conflicts');
    await expect.element(conflict('saved request List orders')).toBeVisible();
    await expect.element(conflict('integration Parcels, Name')).not.toBeInTheDocument();
    await page.getByRole('searchbox', { name: 'Filter conflicts' }).fill('nothing like it');
    await expect.element(page.getByText('Nothing matches.')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter conflicts' }).fill('kim THEIR parcels');
    await expect.element(conflict('integration Parcels, Name')).toBeVisible();
  });

  it('are drawn step by step, and all of them are selected', async () => {
    const many = Array.from({ length: 100 }, (_, at) => conflictWith(`c${at}`, { name: `Parcels ${at}` }));
    await showConflicts({ conflicts: many });
    await expect.element(conflict('integration Parcels 39, Base URL')).toBeInTheDocument();
    await expect.element(conflict('integration Parcels 40, Base URL')).not.toBeInTheDocument();
    await button('Show more (60 things)').click();
    await expect.element(conflict('integration Parcels 79, Base URL')).toBeInTheDocument();
    await checkbox('Select all').click();
    await expect.element(button('Use mine for 100')).toBeVisible();
  });

  it('are decided by the keyboard alone', async () => {
    const { decisions } = await showConflicts({ conflicts: [url, name] });
    await expect.element(checkbox('Select all')).toBeVisible();
    (checkbox('Select all').element() as HTMLElement).focus();
    await userEvent.keyboard(' ');
    await expect.element(button('Use theirs for 2')).toBeVisible();
    (button('Use theirs for 2').element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await told('2 conflicts decided');
    expect(decisions()).toHaveLength(1);
  });
});

describe('the page', () => {
  it('says what conflicts are where there are none', async () => {
    await showConflicts({ conflicts: [] });
    await expect.element(page.getByRole('heading', { name: 'No conflicts' })).toBeVisible();
    await expectAccessible();
  });

  it('leads to the team where the tenant is not shared', async () => {
    await showConflicts({ conflicts: [], sync: { status: () => notShared } });
    await expect.element(page.getByRole('heading', { name: 'This tenant is not shared' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Team settings' })).toHaveAttribute('href', '/settings/team');
  });

  it('lets a viewer read and not decide', async () => {
    const row = heldBack.parse({
      id: 'h',
      direction: 'out',
      thing: 'integration',
      name: 'Parcels',
      reason: 'Too large.',
      at: 1,
    });
    await showConflicts({ tenant: tenantWith(1, 'North', 'viewer'), rows: [row] });
    await expect.element(conflict('integration Parcels, Base URL')).toMatchTextContent('https://theirs.example');
    await expect.element(page.getByText(/An editor or admin can decide/)).toBeVisible();
    await expect.element(page.getByRole('checkbox')).not.toBeInTheDocument();
    await expect.element(button(/^Keep mine/)).not.toBeInTheDocument();
    await expect.element(button('Try again')).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('says that conflicts could not be read, and reads them at another try', async () => {
    let broken = true;
    await showConflicts({
      sync: {
        conflicts: () => {
          if (broken) throw syncFaults.fault('SERVER_REFUSED', 'The list is damaged.');
          return [url];
        },
      },
    });
    await expect.element(alert()).toMatchTextContent('The list is damaged.');
    broken = false;
    await button('Try again').click();
    await expect.element(conflict('integration Parcels, Base URL')).toBeVisible();
  });
});

describe('what is held back', () => {
  const rows = [
    heldBack.parse({
      id: 'a',
      direction: 'out',
      thing: 'savedRequest',
      name: 'Upload',
      reason: 'It is too large.',
      at: 1,
    }),
    heldBack.parse({
      id: 'b',
      direction: 'in',
      thing: 'integration',
      name: 'Parcels',
      reason: 'It is not known here.',
      at: 2,
    }),
  ];
  const row = (label: string) =>
    page.getByRole('table', { name: 'Held back' }).getByRole('row', { name: new RegExp(label) });

  it('is listed with the reason, and tried again', async () => {
    let left = rows;
    const { console } = await showConflicts({
      conflicts: [],
      sync: {
        heldBack: () => left,
        retryHeldBack: () => {
          left = left.slice(1);
          return left;
        },
      },
    });
    await expect.element(row('Upload')).toMatchTextContent('Not sent. It is too large.');
    await expect.element(row('Parcels')).toMatchTextContent('Not taken over. It is not known here.');
    await expect.element(page.getByRole('heading', { name: 'No conflicts' })).not.toBeInTheDocument();
    await expectAccessible();
    await button('Try again').click();
    await told('1 still held back');
    await expect.element(row('Upload')).not.toBeInTheDocument();
    await button('Try again').click();
    await told('Nothing is held back any more');
    await expect.element(page.getByRole('heading', { name: 'No conflicts' })).toBeVisible();
    expect(console.asked('sync.retryHeldBack')).toHaveLength(2);
  });

  it('says why it could not be tried', async () => {
    await showConflicts({
      conflicts: [],
      rows,
      sync: {
        retryHeldBack: () => {
          throw syncFaults.fault('SERVER_UNREACHABLE', 'pg.example does not answer.', { kept: 'They are kept here.' });
        },
      },
    });
    await button('Try again').click();
    await expect.element(alert()).toMatchTextContent('pg.example does not answer.');
    await expect.element(alert()).toMatchTextContent('They are kept here.');
    await expect.element(row('Upload')).toBeVisible();
  });
});
