import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { syncFaults } from '#contract/sync.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { endedLogin, notShared, teamStatus } from '#test/page/team.ts';
import { vaultThat } from '#test/page/vault.ts';
import { Sidebar } from './Sidebar.tsx';
import { TeamBar } from './TeamBar.tsx';
import { TeamStatus } from './TeamStatus.tsx';
import { useTeamActions } from './teamActions.tsx';

type Status = ReturnType<typeof teamStatus>;

/** What the palette would offer, as buttons. */
function Offered() {
  return (
    <ul aria-label="Offered">
      {useTeamActions().map(({ id, label, onClick }) => (
        <li key={id}>
          <button type="button" onClick={onClick}>
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function showTeam(status: Status, sync: NonNullable<Answers['sync']> = {}, tenant = tenantWith(1, 'North')) {
  return show(
    <>
      <TeamBar />
      <TeamStatus />
      <Offered />
    </>,
    { answers: { tenants: { session: () => sessionIn(tenant) }, sync: { status: () => status, ...sync } } },
  );
}

const button = (label: string | RegExp) => page.getByRole('button', { name: label });
const line = () => button(/^Team: /);
const details = () => page.getByRole('dialog', { name: /^Team: / });
const bar = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text });
const dialog = (name: string) => page.getByRole('dialog', { name });
const offered = () =>
  expect.poll(() =>
    page
      .getByRole('list', { name: 'Offered' })
      .getByRole('button')
      .elements()
      .map(({ textContent }) => textContent),
  );

const offline = teamStatus({
  state: 'offline',
  toSend: 2,
  problem: { ...endedLogin, code: 'SERVER_UNREACHABLE', message: 'pg.example does not answer.' },
});

describe('the line of the team', () => {
  it('is not there where the tenant is not shared', async () => {
    await showTeam(notShared);
    await offered().toEqual(['Share this tenant…', 'Join a team…']);
    await expect.element(line()).not.toBeInTheDocument();
  });

  it.for<[words: string, status: Status]>([
    ['In step', teamStatus()],
    ['1 change to send', teamStatus({ state: 'waiting', toSend: 1 })],
    ['1,204 changes to send', teamStatus({ state: 'waiting', toSend: 1_204 })],
    ['Syncing', teamStatus({ state: 'working' })],
    ['Downloading', teamStatus({ state: 'working', progress: { phase: 'download', done: 1, total: null } })],
    ['Sending 66%', teamStatus({ state: 'working', progress: { phase: 'upload', done: 2, total: 3 } })],
    ['Can’t reach the team', teamStatus({ ...offline.team, toSend: 0 })],
    ['Offline, 2 changes to send', offline],
    ['Not complete yet', teamStatus({ state: 'waiting', lastSuccessAt: null })],
    ['Login has ended', teamStatus({ state: 'stopped', problem: endedLogin })],
    ['Sync has stopped', teamStatus({ state: 'stopped', problem: { ...endedLogin, code: 'CLIENT_TOO_OLD' } })],
    ['Needs your decision', teamStatus({ state: 'stopped', question: { kind: 'deletions', rows: 1, of: 2 } })],
  ])('says “%s”', async ([words, status]) => {
    await showTeam(status);
    await expect.element(line()).toMatchTextContent(words);
    await expectAccessible();
  });

  it('opens what is known and what can be done, and gives the focus back', async () => {
    const { console, address } = await showTeam(teamStatus({ conflicts: 2 }), { now: () => teamStatus() });
    await line().click();
    await expect.element(details()).toMatchTextContent('pg.example:5432/north');
    await expect.element(details()).toMatchTextContent('Nothing to send. Last success:');
    await expectAccessible();
    await details().getByRole('button', { name: 'Sync now' }).click();
    await expect.poll(() => console.asked('sync.now')).toHaveLength(1);
    await expect.element(details().getByRole('button', { name: 'Sync now' })).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(details()).not.toBeInTheDocument();
    await expect.element(line()).toHaveFocus();
    await line().click();
    await page.getByRole('link', { name: 'Team settings' }).click();
    expect(address()).toBe('/settings/team');
    await expect.element(details()).not.toBeInTheDocument();
  });

  it('leads to the conflicts', async () => {
    const { address } = await showTeam(teamStatus({ conflicts: 2 }));
    await line().click();
    await page.getByRole('link', { name: '2 conflicts' }).click();
    expect(address()).toBe('/conflicts');
  });

  it('says while offline what is wrong and since when, and that work goes on', async () => {
    await showTeam(offline);
    await line().click();
    for (const text of [
      'pg.example does not answer.',
      'Since',
      'What you changed is kept here.',
      'You can go on working.',
    ])
      await expect.element(details()).toMatchTextContent(text);
    await expect.element(details()).toMatchTextContent('2 changes to send.');
    await expect.element(page.getByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });

  it('shows how far it is, and cancels', async () => {
    const progress = { phase: 'download', done: 10, total: 40 } as const;
    const { console } = await showTeam(teamStatus({ state: 'working', progress }), { cancel: () => teamStatus() });
    await line().click();
    await expect.element(details()).toMatchTextContent('Downloading 10 of 40');
    await expect.element(details().getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
    await details().getByRole('button', { name: 'Cancel the sync' }).click();
    await expect.element(line()).toMatchTextContent('In step');
    expect(console.asked('sync.cancel')).toHaveLength(1);
    await expect.element(details().getByRole('progressbar')).not.toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await expect.element(details()).not.toBeInTheDocument();
    await expect.element(line()).toHaveFocus();
  });
});

describe('the bar of the team', () => {
  const deletions = teamStatus({ state: 'stopped', question: { kind: 'deletions', rows: 212, of: 340 } });
  const other = (restored: boolean) => teamStatus({ state: 'stopped', question: { kind: 'otherDatabase', restored } });

  it('is not there while nothing is to be done', async () => {
    await showTeam(offline);
    await expect.element(line()).toBeVisible();
    await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  });

  it('brings back at a press what was deleted', async () => {
    const { console } = await showTeam(deletions, { answer: () => teamStatus() });
    await expect.element(bar('212 of 340 entries were deleted on this computer.')).toBeVisible();
    await expectAccessible();
    await button('Bring them back').click();
    await expect.element(bar('212 of 340')).not.toBeInTheDocument();
    expect(console.asked('sync.answer')).toEqual([{ kind: 'deletions', choose: 'restore' }]);
  });

  it('sends deletions only after a question', async () => {
    const { console } = await showTeam(deletions, { answer: () => teamStatus() });
    await button('Send the deletions…').click();
    const question = dialog('Delete 212 entries for the whole team?');
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(console.asked('sync.answer')).toEqual([]);
    await button('Send the deletions…').click();
    await question.getByRole('button', { name: 'Send the deletions' }).click();
    await expect.poll(() => console.asked('sync.answer')).toEqual([{ kind: 'deletions', choose: 'send' }]);
  });

  it.for([
    {
      choose: 'takeTheirs',
      press: 'Use the database’s state…',
      title: 'Use the database’s state?',
      yes: 'Use the database’s state',
    },
    { choose: 'sendMine', press: 'Send what is here…', title: 'Send what is here?', yes: 'Send' },
    { choose: 'leave', press: 'Leave the team…', title: 'Leave the team?', yes: 'Leave' },
  ])('decides about another database: $choose', async ({ choose, press, title, yes }) => {
    const { console } = await showTeam(other(true), { answer: () => teamStatus() });
    await expect.element(bar('The team’s database was set back to an earlier state.')).toBeVisible();
    const choice = page.getByRole('button', { name: press, exact: true }).first();
    await choice.click();
    await expectAccessible();
    await dialog(title).getByRole('button', { name: yes, exact: true }).click();
    await expect.poll(() => console.asked('sync.answer')).toEqual([{ kind: 'otherDatabase', choose }]);
  });

  it('says that another database is another one', async () => {
    await showTeam(other(false));
    await expect.element(bar('leads to another database than before')).toBeVisible();
  });

  it('says to a viewer who has to decide', async () => {
    await showTeam(deletions, {}, tenantWith(1, 'North', 'viewer'));
    await expect.element(bar('An editor or admin has to decide.')).toBeVisible();
    await expect.element(button('Bring them back')).not.toBeInTheDocument();
  });

  it('that could not take a decision says why, and stays', async () => {
    await showTeam(deletions, {
      answer: () => {
        throw syncFaults.fault('SERVER_UNREACHABLE', 'pg.example does not answer.', { kept: 'Nothing was sent.' });
      },
    });
    await button('Bring them back').click();
    await expect.element(page.getByRole('alert')).toMatchTextContent('pg.example does not answer.');
    await expect.element(page.getByRole('alert')).toMatchTextContent('Nothing was sent.');
    await expect.element(bar('212 of 340')).toBeVisible();
  });

  it('says that a login has ended before anything more is edited, and takes a new invitation', async () => {
    // Whatever else it says of itself.
    await showTeam(teamStatus({ state: 'waiting', problem: endedLogin }));
    await expect
      .element(
        bar(
          'Your login to the team’s database has ended. What you changed is kept here. Ask an admin for a new invitation.',
        ),
      )
      .toBeVisible();
    await expectAccessible();
    await button('Use a new invitation…').click();
    await expect.element(dialog('Join a team')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await button('Leave…').click();
    await expect.element(dialog('Leave the team?')).toBeVisible();
  });

  it('tries again where something else has stopped it', async () => {
    const stopped = teamStatus({
      state: 'stopped',
      problem: { ...endedLogin, code: 'SERVER_REFUSED', message: 'The disk is full.' },
    });
    const { console } = await showTeam(stopped, { now: () => teamStatus() });
    await expect.element(bar('The disk is full.')).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Team settings' })).toBeVisible();
    await button('Try again').click();
    await expect.element(bar('The disk is full.')).not.toBeInTheDocument();
    expect(console.asked('sync.now')).toHaveLength(1);
  });
});

describe('the navigation', () => {
  const about = {
    version: '0.1.0',
    host: 'test',
    versions: {},
    dataDirectory: '/data',
    platform: 'test',
    restarts: false,
  } as const;
  const link = (name: string | RegExp) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  const showSidebar = (status: Status, at = '/') =>
    show(<Sidebar />, {
      at,
      answers: {
        tenants: { session: () => sessionIn(tenantWith(1, 'North')) },
        sync: { status: () => status },
        integrations: { list: () => ({ rows: [], total: 0, all: 0, attention: 0 }) },
        connections: { list: () => ({ rows: [], total: 0, all: 0, attention: 0 }) },
        vault: { state: () => vaultThat('unlocked') },
        system: { about: () => about },
      },
    });

  it('has the conflicts while there are any, with their number', async () => {
    await showSidebar(teamStatus({ conflicts: 2, heldBack: 1 }));
    await expect.element(link('Conflicts, 3 need attention')).toBeVisible();
    await expect
      .element(page.getByRole('region', { name: 'Status' }).getByRole('button', { name: /^Team: / }))
      .toBeVisible();
    await expectAccessible();
    await showSidebar(teamStatus());
    await expect.element(line()).toBeVisible();
    await expect.element(link(/^Conflicts/)).not.toBeInTheDocument();
  });

  it('keeps the page of conflicts while it is open', async () => {
    await showSidebar(teamStatus(), '/conflicts');
    await expect.element(link('Conflicts')).toHaveAttribute('aria-current', 'page');
  });
});

describe('the palette', () => {
  const working = teamStatus({ state: 'working', heldBack: 1, progress: { phase: 'upload', done: 1, total: 2 } });

  it('offers what the state and the role allow', async () => {
    await showTeam(notShared, {}, tenantWith(1, 'North', 'editor'));
    await offered().toEqual(['Join a team…']);
    await showTeam(working);
    await offered().toEqual([
      'Cancel the sync',
      'Try again what is held back',
      'Invite to the team…',
      'Join a team…',
      'Leave the team…',
    ]);
    await showTeam(teamStatus({ heldBack: 1 }), {}, tenantWith(1, 'North', 'viewer'));
    await offered().toEqual(['Sync now', 'Join a team…', 'Leave the team…']);
  });

  it('opens the dialogs of the team from anywhere', async () => {
    await showTeam(notShared);
    await button('Share this tenant…').click();
    await expect.element(dialog('Share this tenant')).toBeVisible();
    await showTeam(teamStatus(), {}, tenantWith(1, 'North'));
    await button('Leave the team…').click();
    await expect.element(dialog('Leave the team?')).toBeVisible();
  });

  it('syncs, and says when that is done', async () => {
    await showTeam(teamStatus({ state: 'waiting', toSend: 1 }), { now: () => teamStatus() });
    await button('Sync now').click();
    await expect.element(bar('Synced with the team')).toBeVisible();
  });
});
