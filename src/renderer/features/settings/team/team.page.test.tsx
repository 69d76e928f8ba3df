import { useQueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { userId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { syncFaults } from '#contract/sync.ts';
import { unnamedPerson } from '#contract/tenants.ts';
import type { VaultState } from '#contract/vault.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { memberWith, sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { endedLogin, loginWith, notShared, teamStatus } from '#test/page/team.ts';
import { vaultThat } from '#test/page/vault.ts';
import { TeamSection } from './TeamSection.tsx';

const north = tenantWith(1, 'North');
const kimId = userId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c91');
const me = loginWith('patchbay_me', 'Me', { userId: sessionIn(north).user.id, role: 'admin', self: true });
const kim = loginWith('patchbay_kim', 'Kim', { userId: kimId });
const invited = loginWith('patchbay_lee', 'Lee', { status: 'invited', lastSeenAt: null, app: null, expiresAt: 4e12 });
const gone = loginWith('patchbay_old', 'Kim', { userId: kimId, status: 'revoked' });

interface Setting {
  tenant?: typeof north;
  sync?: NonNullable<Answers['sync']>;
  tenants?: NonNullable<Answers['tenants']>;
  actions?: NonNullable<Parameters<typeof show>[1]>['actions'];
  vault?: VaultState['status'];
}

function showSection({ tenant = north, sync = {}, tenants = {}, actions = {}, vault = 'locked' }: Setting = {}) {
  const members = () => [memberWith(90, 'Me', { self: true }), memberWith(91, 'Kim', { email: 'kim@example.com' })];
  return show(
    <>
      <TeamSection />
      <Kept />
    </>,
    {
      at: '/settings/team',
      answers: {
        tenants: { session: () => sessionIn(tenant), members, ...tenants },
        sync: { status: () => teamStatus(), logins: () => [invited, me, gone, kim], ...sync },
        vault: { state: () => vaultThat(vault) },
      },
      actions,
    },
  );
}

/** What the page's cache holds, for tests of what must not stay in it. */
let kept: () => string = () => '';

function Kept() {
  const queries = useQueryClient();
  kept = () =>
    JSON.stringify([
      queries
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
      queries
        .getMutationCache()
        .getAll()
        .map(({ state }) => [state.variables, state.data]),
    ]);
  return null;
}

/** Everything in which something typed could be found again. */
const traces = (address: string) =>
  [document.body.innerHTML, kept(), address, location.href, JSON.stringify(history.state), ...storages()].join('\n');
const storages = () => [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));

const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: string) => page.getByRole('textbox', { name });
const dialog = (name: string) => page.getByRole('dialog', { name });
const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
const alert = () => page.getByRole('alert');
const told = (text: string) => expect.element(page.getByRole('status').filter({ hasText: text })).toBeVisible();

describe('a tenant that is not shared', () => {
  it('says what sharing does and needs, with two ways in', async () => {
    await showSection({ sync: { status: () => notShared } });
    await expect.element(page.getByText('North is on this computer only')).toBeVisible();
    await expect.element(page.getByText(/Postgres database that your team owns, version 13 or newer/)).toBeVisible();
    await expect.element(button('Share this tenant…')).toBeVisible();
    await expect.element(button('Join a team…')).toBeVisible();
    await expectAccessible();
  });

  it.for(['editor', 'viewer'] as const)('is shared by no %s, who may join a team', async (role) => {
    await showSection({ tenant: tenantWith(1, 'North', role), sync: { status: () => notShared } });
    await expect.element(page.getByText('Only an admin of North can share it.')).toBeVisible();
    await expect.element(button('Share this tenant…')).not.toBeInTheDocument();
    await expect.element(button('Join a team…')).toBeVisible();
  });
});

const url = 'postgres://admin:hunter2@pg.example/north';
const report = { server: 'pg.example:5432/north', version: 'PostgreSQL 16.4', encrypted: true, isSetUp: false };
const address = () => page.getByLabelText(/^Address of the database/);

describe('sharing', () => {
  const begin = async (sync: NonNullable<Answers['sync']>) => {
    const shown = await showSection({ sync: { status: () => notShared, ...sync } });
    await button('Share this tenant…').click();
    await expect.element(address()).toHaveFocus();
    await userEvent.keyboard(url);
    await button('Look at the database').click();
    return shown;
  };

  it('looks at the database, asks, shares, and keeps the address nowhere', async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof teamStatus>>();
    const { console, address: at } = await begin({
      inspect: () => ({ ...report, missing: [] }),
      init: () => promise,
    });
    await expect.element(dialog('Share this tenant')).toMatchTextContent('PostgreSQL 16.4');
    await expect.element(dialog('Share this tenant')).toMatchTextContent('Encrypted');
    await expect.element(dialog('Share this tenant')).toMatchTextContent('its password is kept in your vault');
    expect(console.asked('sync.init')).toEqual([]);
    await expectAccessible();
    await button('Share North').click();
    await told('The database is being set up. You can close this: it goes on.');
    resolve(teamStatus({ state: 'working', progress: { phase: 'upload', done: 12, total: 48 } }));
    await told('North is shared');
    await expect.element(dialog('Share this tenant')).toMatchTextContent('Sending 12 of 48');
    await expectAccessible();
    await button('Done').click();
    expect(console.asked('sync.inspect')).toEqual([{ url }]);
    expect(console.asked('sync.init')).toEqual([{ url }]);
    await expect.element(page.getByText('North is shared')).toBeVisible();
    await expect.poll(() => traces(at())).not.toContain('hunter2');
  });

  it('asks who has not said it yet for their name', async () => {
    const session = sessionIn(north);
    const unnamed = { ...session, user: { ...session.user, name: unnamedPerson } };
    const { console } = await showSection({
      tenants: { session: () => unnamed, updateMember: () => memberWith(90, 'Ada', { self: true }) },
      sync: { status: () => notShared, inspect: () => ({ ...report, missing: [] }), init: () => teamStatus() },
    });
    await button('Share this tenant…').click();
    await expect.element(address()).toHaveFocus();
    await userEvent.keyboard(url);
    await button('Look at the database').click();
    await expect.element(button('Share North')).toBeDisabled();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await expectAccessible();
    await button('Share North').click();
    await told('North is shared');
    expect(console.asked('tenants.updateMember')).toEqual([{ userId: session.user.id, name: 'Ada' }]);
  });

  it('shows the password of the address to nobody who looks over the shoulder', async () => {
    await begin({ inspect: () => ({ ...report, missing: [] }) });
    await button('Back').click();
    await expect.element(address()).toHaveAttribute('type', 'password');
  });

  it('has SQL for who may not set it up, and joins once it was run', async () => {
    let isRun = false;
    const { console } = await begin({
      inspect: () => ({ ...report, missing: ['CREATEROLE'] }),
      setupSql: () => ({ sql: 'CREATE SCHEMA patchbay;', invitation: 'patchbay-invitation:abc' }),
      join: () => {
        if (isRun) return sessionIn(north);
        throw syncFaults.fault('NO_ACCESS', 'The database does not know the login.', { kept: 'Nothing was changed.' });
      },
    });
    await button('Set it up by SQL instead').click();
    const place = page.getByRole('textbox', { name: 'Where the database is' });
    await expect.element(place).toHaveValue('postgres://pg.example/north');
    await expectAccessible();
    await button('Make the SQL').click();
    await expect.element(dialog('Share this tenant')).toMatchTextContent('CREATE SCHEMA patchbay;');
    await expect.element(button('Copy the SQL')).toBeVisible();
    await expect.element(button('Download')).toBeVisible();
    await expect.element(button('Copy the invitation')).toBeVisible();
    await expectAccessible();
    await button('The SQL was run: join').click();
    await expect.element(alert()).toMatchTextContent('Has the SQL been run?');
    isRun = true;
    await button('The SQL was run: join').click();
    await told('North is shared');
    expect(console.asked('sync.setupSql')).toEqual([{ url: 'postgres://pg.example/north' }]);
    expect(console.asked('sync.join').at(-1)).toEqual({ invitation: 'patchbay-invitation:abc' });
  });

  it('says what is missing, and looks again', async () => {
    let missing = ['CREATEROLE', 'CREATE on database north'];
    const { console } = await begin({
      inspect: () => ({ ...report, encrypted: false, missing }),
    });
    await told('This login can’t set the database up');
    await expect.element(page.getByRole('list', { name: 'What is missing' })).toMatchTextContent('CREATEROLE');
    await expect.element(dialog('Share this tenant')).toMatchTextContent('Not encrypted');
    await expect.element(button('Share North')).not.toBeInTheDocument();
    await expectAccessible();
    missing = [];
    await button('Look again').click();
    await expect.element(button('Share North')).toBeVisible();
    expect(console.asked('sync.inspect')).toHaveLength(2);
  });

  it('says why a database cannot be used, and keeps what was typed', async () => {
    const fault = syncFaults.fault('SERVER_TOO_OLD', 'pg.example runs Postgres 11.', {
      kept: 'Nothing was changed.',
      todo: 'Use version 13 or newer.',
    });
    await begin({
      inspect: () => {
        throw fault;
      },
    });
    await expect.element(alert()).toMatchTextContent('pg.example runs Postgres 11.');
    await expect.element(alert()).toMatchTextContent('Nothing was changed.');
    await expect.element(alert()).toMatchTextContent('Use version 13 or newer.');
    await expect.element(address()).toHaveValue(url);
    await expectAccessible();
  });

  it('asks for the vault where its key is needed, and goes on', async () => {
    let open = false;
    await showSection({
      sync: {
        status: () => notShared,
        inspect: () => ({ ...report, missing: [] }),
        init: () => {
          if (!open) throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.');
          return teamStatus();
        },
      },
      actions: {
        openVault: () => {
          open = true;
          return Promise.resolve(true);
        },
      },
    });
    await button('Share this tenant…').click();
    await address().fill(url);
    await button('Look at the database').click();
    await button('Share North').click();
    await expect.element(alert()).toMatchTextContent('North was not shared');
    await button('Unlock the vault').click();
    await told('North is shared');
  });
});

describe('joining', () => {
  it('sets the vault up first where there is none, and goes on', async () => {
    let open = false;
    await showSection({
      vault: 'setup',
      sync: {
        status: () => notShared,
        join: () => {
          if (!open) throw commonFaults.fault('VAULT_LOCKED', 'The vault isn’t set up yet.');
          return sessionIn(tenantWith(2, 'South', 'editor'));
        },
      },
      actions: {
        openVault: () => {
          open = true;
          return Promise.resolve(true);
        },
      },
    });
    await button('Join a team…').click();
    await page.getByRole('textbox', { name: 'Invitation' }).fill('patchbay-invitation:x');
    await button('Join').click();
    await expect.element(button('Unlock the vault')).not.toBeInTheDocument();
    await button('Set up the vault').click();
    await told('You are in South');
  });

  it('takes an invitation, and goes to the tenant that it leads to', async () => {
    const south = tenantWith(2, 'South', 'editor');
    let joined = false;
    const { console, address: at } = await showSection({
      sync: {
        status: () => (joined ? teamStatus({ role: 'editor' }) : notShared),
        join: () => {
          joined = true;
          return sessionIn(south, north);
        },
      },
    });
    await button('Join a team…').click();
    await expect.element(field('Invitation')).toHaveFocus();
    await expect.element(button('Join')).toBeDisabled();
    await expectAccessible();
    await field('Invitation').fill(' patchbay-invite-SECRET ');
    await button('Join').click();
    await told('You are in South');
    expect(console.asked('sync.join')).toEqual([{ invitation: 'patchbay-invite-SECRET' }]);
    expect(at()).toBe('/settings/team');
    await expect.element(button('Sync now')).toBeVisible();
    await expect.poll(() => traces(at())).not.toContain('invite-SECRET');
  });

  it('says why an invitation cannot be used', async () => {
    await showSection({
      sync: {
        status: () => notShared,
        join: () => {
          throw syncFaults.fault('INVITATION_INVALID', 'This invitation was used already.', {
            todo: 'Ask for a new one.',
          });
        },
      },
    });
    await button('Join a team…').click();
    await field('Invitation').fill('old');
    await button('Join').click();
    await expect.element(alert()).toMatchTextContent('This invitation was used already.');
    await expect.element(alert()).toMatchTextContent('Ask for a new one.');
    await expect.element(field('Invitation')).toHaveValue('old');
  });
});

describe('the state', () => {
  it('says where the tenant lies, who one is there, and how it stands', async () => {
    await showSection({
      sync: {
        status: () =>
          teamStatus({
            state: 'waiting',
            toSend: 3,
            conflicts: 2,
            heldBack: 1,
            lastSuccessAt: null,
          }),
      },
    });
    for (const text of ['pg.example:5432/north', 'patchbay_me', '3 changes to send', 'None yet', 'At once'])
      await expect.element(page.getByText(text).first()).toBeVisible();
    await expect.element(page.getByText(/The first sync is not complete/)).toBeVisible();
    await expect
      .element(page.getByRole('link', { name: '2 conflicts, 1 held back' }))
      .toHaveAttribute('href', '/conflicts');
    await expectAccessible();
  });

  it('says what is wrong, since when, what was kept and what to do', async () => {
    await showSection({
      sync: {
        status: () =>
          teamStatus({
            state: 'offline',
            problem: { ...endedLogin, code: 'SERVER_UNREACHABLE', message: 'pg.example does not answer.' },
          }),
      },
    });
    await expect.element(page.getByText('Can’t reach the team')).toBeVisible();
    for (const text of ['pg.example does not answer.', /^Since/, endedLogin.kept ?? '', endedLogin.todo ?? ''])
      await expect.element(page.getByText(text)).toBeVisible();
    await expect.element(button('Sync now')).toBeVisible();
  });

  it.for([
    ['Within a few seconds: a connection pooler keeps them from arriving at once', teamStatus({ hears: 'byAsking' })],
    ['Not now', teamStatus({ state: 'waiting', hears: 'byAsking', lastSuccessAt: null })],
    ['Not now', teamStatus({ state: 'stopped', problem: endedLogin })],
  ] as const)('says when changes of others arrive: %s', async ([words, status]) => {
    await showSection({ sync: { status: () => status } });
    await expect.element(page.getByText(words)).toBeVisible();
  });

  it('asks the database for nothing while it is away, and says that one can go on', async () => {
    const problem = { ...endedLogin, code: 'SERVER_UNREACHABLE', message: 'pg.example does not answer.' };
    const { console } = await showSection({ sync: { status: () => teamStatus({ state: 'offline', problem }) } });
    await expect.element(page.getByText(/You can go on working/)).toBeVisible();
    await expect.element(page.getByText('They are listed once the database can be asked again.')).toBeVisible();
    expect(console.asked('sync.logins')).toEqual([]);
    await expectAccessible();
  });

  it('offers a new invitation where the login has ended', async () => {
    await showSection({ sync: { status: () => teamStatus({ state: 'stopped', problem: endedLogin }) } });
    await expect.element(page.getByText('Login has ended')).toBeVisible();
    await expect.element(button('Sync now')).not.toBeInTheDocument();
    await button('Use a new invitation…').click();
    await expect.element(dialog('Join a team')).toBeVisible();
  });

  it('shows how far the first download is, and cancels it', async () => {
    const working = teamStatus({
      state: 'working',
      lastSuccessAt: null,
      progress: { phase: 'download', done: 1_200, total: 5_000 },
    });
    const { console } = await showSection({
      sync: { status: () => working, cancel: () => teamStatus({ state: 'waiting', lastSuccessAt: null }) },
    });
    await expect.element(page.getByText('Downloading 1,200 of 5,000')).toBeVisible();
    await expect
      .element(page.getByRole('progressbar', { name: 'Progress of the sync' }))
      .toHaveAttribute('aria-valuenow', '24');
    await expect.element(button('Sync now')).toHaveAttribute('aria-disabled', 'true');
    await expectAccessible();
    await button('Cancel the sync').click();
    await expect.element(page.getByText(/The next one goes on where it was/)).toBeVisible();
    expect(console.asked('sync.cancel')).toHaveLength(1);
    await expect.element(button('Sync now')).toHaveAttribute('aria-disabled', 'false');
  });

  it('syncs at a press, and says why it could not', async () => {
    let reached = false;
    const { console } = await showSection({
      sync: {
        status: () => teamStatus({ state: 'waiting', toSend: 1 }),
        now: () => {
          if (!reached)
            throw syncFaults.fault('SERVER_UNREACHABLE', 'pg.example does not answer.', { todo: 'Try later.' });
          return teamStatus();
        },
      },
    });
    await button('Sync now').click();
    await expect.element(alert()).toMatchTextContent('pg.example does not answer.');
    await expect.element(alert()).toMatchTextContent('Try later.');
    reached = true;
    await button('Sync now').click();
    await expect.element(page.getByText('In step')).toBeVisible();
    expect(console.asked('sync.now')).toHaveLength(2);
  });

  it('says how many secrets wait for the vault, and opens it', async () => {
    let opened = 0;
    await showSection({
      sync: { status: () => teamStatus({ secrets: 'on', waitingForVault: 2 }) },
      actions: {
        openVault: () => {
          opened += 1;
          return Promise.resolve(true);
        },
      },
    });
    await expect.element(page.getByText('2 secrets wait for the vault to be unlocked.')).toBeVisible();
    await button('Unlock the vault').click();
    expect(opened).toBe(1);
  });

  it('waits for the vault, and where there is none for one that is set up', async () => {
    const problem = { code: 'VAULT_LOCKED', message: 'The vault is locked.', kept: null, todo: null, at: 0 };
    const status = () => teamStatus({ state: 'stopped', problem });
    await showSection({ sync: { status }, vault: 'locked' });
    await expect.element(button('Unlock the vault')).toBeVisible();
    await showSection({ sync: { status }, vault: 'setup' });
    await expect.element(button('Set up the vault')).toBeVisible();
    await showSection({ sync: { status: () => teamStatus({ waitingForVault: 1 }) }, vault: 'setup' });
    await expect.element(page.getByText('1 secret waits for the vault to be set up.')).toBeVisible();
    await expect.element(button('Unlock the vault')).not.toBeInTheDocument();
    await expectAccessible();
  });

  it('that cannot be read says so, and is read at another try', async () => {
    let broken = true;
    await showSection({
      sync: {
        status: () => {
          if (broken) throw syncFaults.fault('SERVER_REFUSED', 'The state is damaged.');
          return teamStatus();
        },
      },
    });
    await expect.element(alert()).toMatchTextContent('The state is damaged.');
    broken = false;
    await button('Try again').click();
    await expect.element(page.getByText('North is shared')).toBeVisible();
  });
});

describe('leaving', () => {
  it('says what is kept, and leaves', async () => {
    const { console } = await showSection({ sync: { leave: () => notShared } });
    await button('Leave…').click();
    await expect.element(dialog('Leave the team?')).toMatchTextContent('North stays on this computer as it is now');
    await expectAccessible();
    await button('Leave the team').click();
    await told('You have left the team. North stays on this computer.');
    expect(console.asked('sync.leave')).toEqual([{ discardUnsent: false }]);
    await expect.element(page.getByText('North is on this computer only')).toBeVisible();
  });

  it('gives up changes that were not sent only where the person says so', async () => {
    const { console } = await showSection({
      sync: { status: () => teamStatus({ state: 'offline', toSend: 3 }), leave: () => notShared },
    });
    await button('Leave…').click();
    await told('3 changes not sent');
    await expect.element(button('Leave the team')).toBeDisabled();
    await expectAccessible();
    await page.getByRole('checkbox', { name: 'Leave without sending' }).click();
    await button('Leave the team').click();
    await expect.poll(() => console.asked('sync.leave')).toEqual([{ discardUnsent: true }]);
  });

  it('that is refused says why, and stays', async () => {
    await showSection({
      sync: {
        leave: () => {
          throw syncFaults.fault('SERVER_REFUSED', '2 changes came up meanwhile.', { todo: 'Sync once more.' });
        },
      },
    });
    await button('Leave…').click();
    await button('Leave the team').click();
    await expect.element(alert()).toMatchTextContent('2 changes came up meanwhile.');
    await expect.element(dialog('Leave the team?')).toBeVisible();
  });
});

describe('computers and invitations', () => {
  it('are listed with their states, those that ended only on demand', async () => {
    await showSection();
    await expect.element(row('^Me')).toMatchTextContent('this computer');
    await expect.element(row('^Me')).toMatchTextContent('Version 0.1.0');
    await expect.element(row('^Lee')).toMatchTextContent('Invited');
    await expect.element(row('patchbay_old')).not.toBeInTheDocument();
    await button('Show 1 revoked').click();
    await expect.element(row('patchbay_old')).toMatchTextContent('Revoked');
    await expectAccessible();
  });

  it.for(['editor', 'viewer'] as const)('are changed by no %s', async (role) => {
    await showSection({ tenant: tenantWith(1, 'North', role) });
    await expect.element(row('^Kim')).toBeVisible();
    await expect.element(button('Invite…')).not.toBeInTheDocument();
    await expect.element(button(/^Actions for/)).not.toBeInTheDocument();
    await expect.element(page.getByRole('switch', { name: 'Secrets travel with the tenant' })).toBeDisabled();
    await expect.element(button('Leave…')).toBeVisible();
    await expectAccessible();
  });

  const made = { invitation: 'patchbay-invite-SECRET', login: 'patchbay_new', expiresAt: 4e12 };

  it('are invited; the invitation is shown once, and is nowhere afterwards', async () => {
    const { console, address: at } = await showSection({ sync: { invite: () => made } });
    await button('Invite…').click();
    await expect.element(field('Name')).toHaveFocus();
    await expectAccessible();
    await userEvent.keyboard('Pat');
    await field('Email').fill(' pat@example.com ');
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await button('Make the invitation').click();
    await told('It is shown only now');
    const words = dialog('Invite someone');
    await expect.element(words).toMatchTextContent('patchbay-invite-SECRET');
    await expect.element(words).toMatchTextContent('contains a login to the team’s database');
    await expect.element(words).toMatchTextContent(/It is valid until .*2096/);
    await expect.element(button('Copy the invitation')).toBeVisible();
    await expectAccessible();
    expect(console.asked('sync.invite')).toEqual([{ name: 'Pat', email: 'pat@example.com', role: 'viewer', days: 7 }]);
    await button('Done').click();
    await expect.element(words).not.toBeInTheDocument();
    await expect.poll(() => traces(at())).not.toContain('invite-SECRET');
    await button('Invite…').click();
    await expect.element(field('Name')).toHaveValue('');
  });

  it('are invited for another computer of a person as the person that they are', async () => {
    const { console } = await showSection({ sync: { invite: () => made } });
    await button('Actions for Kim, patchbay_kim').click();
    await page.getByRole('menuitem', { name: 'Invite another computer of Kim' }).click();
    await expect.element(dialog('Invite another computer of Kim')).toBeVisible();
    await expect.element(field('Name')).not.toBeInTheDocument();
    await button('Make the invitation').click();
    await told('It is shown only now');
    expect(console.asked('sync.invite')).toEqual([
      { name: 'Kim', email: 'kim@example.com', role: 'editor', days: 7, userId: kimId },
    ]);
  });

  it('are invited for a person without any, who is chosen', async () => {
    const { console } = await showSection({ sync: { invite: () => made } });
    await button('Invite…').click();
    await page.getByRole('combobox', { name: 'For' }).click();
    await page.getByRole('option', { name: 'Another computer of Kim' }).click();
    await expect.element(field('Name')).not.toBeInTheDocument();
    await expectAccessible();
    await button('Make the invitation').click();
    await told('It is shown only now');
    expect(console.asked('sync.invite')).toMatchObject([{ name: 'Kim', email: 'kim@example.com', userId: kimId }]);
  });

  it('whose invitation fails say why, and keep what was typed', async () => {
    await showSection({
      sync: {
        invite: () => {
          throw syncFaults.fault('SERVER_UNREACHABLE', 'pg.example does not answer.', { kept: 'Nobody was invited.' });
        },
      },
    });
    await button('Invite…').click();
    await field('Name').fill('Pat');
    await button('Make the invitation').click();
    await expect.element(alert()).toMatchTextContent('pg.example does not answer.');
    await expect.element(alert()).toMatchTextContent('Nobody was invited.');
    await expect.element(field('Name')).toHaveValue('Pat');
  });

  it('are revoked after a question, and this one never', async () => {
    const { console } = await showSection({ sync: { revokeLogin: () => [me, invited] } });
    await button('Actions for Me, patchbay_me').click();
    await expect.element(page.getByRole('menuitem', { name: 'Invite another computer of Me' })).toBeVisible();
    await expect.element(page.getByRole('menuitem', { name: /Revoke|Remove/ })).not.toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await button('Actions for Kim, patchbay_kim').click();
    await page.getByRole('menuitem', { name: 'Revoke this computer…' }).click();
    await expect.element(dialog('Revoke this computer of Kim?')).toMatchTextContent('patchbay_kim ends at once');
    await button('Revoke').click();
    await told('A computer of Kim was revoked');
    expect(console.asked('sync.revokeLogin')).toEqual([{ login: 'patchbay_kim' }]);
    await expect.element(row('^Kim')).not.toBeInTheDocument();
  });

  it('that cannot be read say so', async () => {
    await showSection({
      sync: {
        logins: () => {
          throw syncFaults.fault('NO_ACCESS', 'Your login has ended.');
        },
      },
    });
    await expect.element(alert()).toMatchTextContent('The computers of the team could not be read');
    await expect.element(alert()).toMatchTextContent('Your login has ended.');
  });
});

describe('removing a person', () => {
  const ask = async (removeMember: NonNullable<NonNullable<Answers['sync']>['removeMember']>) => {
    const shown = await showSection({ sync: { removeMember } });
    await button('Actions for Kim, patchbay_kim').click();
    await page.getByRole('menuitem', { name: 'Remove Kim from the team…' }).click();
    await expect.element(dialog('Remove Kim from the team?')).toMatchTextContent('the team’s key is changed');
    return shown;
  };

  it('asks, and then lists the secrets to change with where they are', async () => {
    const { console } = await ask(() => ({
      secrets: [
        { integration: 'Parcels', name: 'Depot key', path: '/connections?open=1' },
        { integration: null, name: 'Live: token', path: null },
      ],
    }));
    await button('Cancel').click();
    expect(console.asked('sync.removeMember')).toEqual([]);
    await button('Actions for Kim, patchbay_kim').click();
    await page.getByRole('menuitem', { name: 'Remove Kim from the team…' }).click();
    await button('Remove').click();
    await expect.element(dialog('Secrets that Kim has known')).toBeVisible();
    expect(console.asked('sync.removeMember')).toEqual([{ userId: kimId }]);
    await expect.element(page.getByRole('list', { name: 'Secrets to change' })).toMatchTextContent('Live: token');
    const link = page.getByRole('link', { name: 'Parcels: Depot key' });
    await expect.element(link).toHaveAttribute('href', '/connections?open=1');
    await expectAccessible();
    await link.click();
    await expect.element(dialog('Secrets that Kim has known')).not.toBeInTheDocument();
  });

  it('says where there is no secret to change', async () => {
    await ask(() => ({ secrets: [] }));
    await button('Remove').click();
    await told('Kim was removed from the team');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('that fails says why', async () => {
    await ask(() => {
      throw syncFaults.fault('SERVER_UNREACHABLE', 'pg.example does not answer.', {
        kept: 'Kim is still in the team.',
      });
    });
    await button('Remove').click();
    await expect.element(alert()).toMatchTextContent('Kim was not removed');
    await expect.element(alert()).toMatchTextContent('Kim is still in the team.');
  });
});

describe('secrets', () => {
  const toggle = () => page.getByRole('switch', { name: 'Secrets travel with the tenant' });

  it('travel once an admin has agreed to what that means', async () => {
    const { console } = await showSection({
      sync: { setSecrets: ({ on }) => teamStatus({ secrets: on ? 'on' : 'off' }) },
    });
    await expect.element(page.getByText(/sealed with AES-256-GCM under a key that only the vaults/)).toBeVisible();
    await toggle().click();
    await dialog('Let secrets travel?').getByRole('button', { name: 'Cancel' }).click();
    await expect.element(toggle()).not.toBeChecked();
    expect(console.asked('sync.setSecrets')).toEqual([]);
    await toggle().click();
    await button('Turn on').click();
    await told('Secrets travel sealed');
    await expect.element(toggle()).toBeChecked();
    await toggle().click();
    await expect.element(dialog('Keep secrets on each computer?')).toBeVisible();
    await button('Turn off').click();
    await told('Secrets stay on each computer');
    expect(console.asked('sync.setSecrets')).toEqual([{ on: true }, { on: false }]);
  });

  it('that wait for the key say so', async () => {
    await showSection({ sync: { status: () => teamStatus({ secrets: 'noKey' }) } });
    await told('This computer waits for the key');
    await expect.element(toggle()).toBeChecked();
    await expectAccessible();
  });

  it('that need the vault open it and go on', async () => {
    let open = false;
    await showSection({
      sync: {
        setSecrets: () => {
          if (!open) throw commonFaults.fault('VAULT_LOCKED', 'The vault is locked.');
          return teamStatus({ secrets: 'on' });
        },
      },
      actions: {
        openVault: () => {
          open = true;
          return Promise.resolve(true);
        },
      },
    });
    await toggle().click();
    await button('Turn on').click();
    await expect.element(alert()).toMatchTextContent('The vault is locked.');
    await button('Unlock the vault').click();
    await expect.element(toggle()).toBeChecked();
  });
});
