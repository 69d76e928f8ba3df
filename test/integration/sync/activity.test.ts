import { expect, it } from 'vitest';
import type { ActivityEntry } from '#contract/activity.ts';
import { parseAddress } from '#main/domains/sync/server/address.ts';
import { openTeamSecret } from '#main/domains/sync/team/login.ts';
import { actAs } from '#test/support/actAs.ts';
import { createSourceTables } from '#test/support/adoptionTables.ts';
import { type Canary, canariesIn, makeCanary } from '#test/support/canary.ts';
import { newFernetKey } from '#test/support/fernetToken.ts';
import { suiteCluster, testDatabase } from '#test/support/serverRig.ts';
import { inStep, type TestTeam, testTeam } from '#test/support/team.ts';
import { type TestConsole, testConsole } from '#test/support/testConsole.ts';

const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

async function linesOf({ client }: Pick<TestConsole, 'client'>): Promise<ActivityEntry[]> {
  const { entries } = await client.activity.list({ limit: 100 });
  return entries.filter((entry): entry is ActivityEntry => 'action' in entry);
}

const words = ({ action, subject }: ActivityEntry): string => `${action} ${subject}`;
const linkOf = ({ details }: ActivityEntry) => details.find(({ path }) => path !== undefined)?.path;

/** What a person did last, and not what came in by itself. */
async function lastLine(test: Pick<TestConsole, 'client'>): Promise<ActivityEntry | undefined> {
  return (await linesOf(test)).find(({ actor }) => actor !== null);
}

const tenantOf = async ({ client }: Pick<TestConsole, 'client'>) => (await client.tenants.session()).tenant;

/** An integration whose description both have changed at once, and whose conflict it is: of whoever was slower. */
async function conflict({ first }: TestTeam, other: TestConsole, name: string) {
  const { id } = await first.client.integrations.create({ name, ...api });
  await inStep(first, other);
  await Promise.all(
    [first, other].map(({ client }, at) => client.integrations.update({ id, changes: { description: `of ${at}` } })),
  );
  await inStep(first, other);
  for (const test of [first, other])
    for (const found of await test.client.sync.conflicts())
      if (found.name === name) return { test, integrationId: id, conflictId: found.id };
  throw new Error('They do not exclude each other.');
}

/** Makes the database one that was set back: it has not the revision that the stores have seen. */
const setBack = ({ database }: TestTeam) =>
  database.admin((admin) =>
    admin.query(
      'SET session_replication_role = replica; UPDATE patchbay.revisions SET token = gen_random_uuid(); RESET session_replication_role',
    ),
  );

/** Each does one thing of the team by the routes, and answers the lines that tell of it, the newest first, with where they lead. */
const deeds: Record<
  string,
  { words: readonly string[]; path: string; act: (team: TestTeam) => Promise<readonly ActivityEntry[]> }
> = {
  'sharing a tenant': {
    words: ['shared tenant My organisation'],
    path: '/settings/team',
    act: async ({ first }) => linesOf(first),
  },
  joining: {
    words: ['joined the team of My organisation'],
    path: '/settings/team',
    act: async (team) => linesOf(await team.join('Bea')),
  },
  inviting: {
    words: ['invited Bea as editor', 'invited Cleo as viewer'],
    path: '/settings/team',
    act: async ({ first }) => {
      await first.client.sync.invite({ name: 'Cleo', email: null, role: 'viewer', days: 2 });
      await first.client.sync.invite({ name: 'Bea', email: 'bea@example.com', role: 'editor', days: 3 });
      return linesOf(first);
    },
  },
  'taking an invitation back': {
    words: ['took back the invitation of Bea'],
    path: '/settings/team',
    act: async ({ first }) => {
      const { login } = await first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 3 });
      await first.client.sync.revokeLogin({ login });
      // It has ended already.
      await first.client.sync.revokeLogin({ login });
      return (await linesOf(first)).slice(0, 1);
    },
  },
  'ending a login': {
    words: ['ended a login of Bea'],
    path: '/settings/team',
    act: async ({ first, join }) => {
      await join('Bea');
      const { login = '' } = (await first.client.sync.logins()).find(({ person }) => person === 'Bea') ?? {};
      await first.client.sync.revokeLogin({ login });
      return (await linesOf(first)).slice(0, 1);
    },
  },
  'removing a member, which ends invitations that are open': {
    words: ['took back the invitation of Cleo', 'removed Bea from the team'],
    path: '/settings/team',
    act: async ({ first, join }) => {
      await join('Bea');
      await first.client.sync.invite({ name: 'Cleo', email: null, role: 'viewer', days: 2 });
      await first.client.sync.now();
      const { userId } = (await first.client.tenants.members()).find(({ name }) => name === 'Bea') ?? {};
      if (userId) await first.client.sync.removeMember({ userId });
      return (await linesOf(first)).filter(({ actor }) => actor !== null).slice(0, 2);
    },
  },
  'letting secrets travel, and no longer': {
    words: [
      'stopped secrets from travelling with tenant My organisation',
      'let secrets travel with tenant My organisation',
    ],
    path: '/settings/team',
    act: async ({ first }) => {
      for (const on of [true, true, false]) await first.client.sync.setSecrets({ on });
      return (await linesOf(first)).slice(0, 2);
    },
  },
  leaving: {
    words: ['left the team of My organisation'],
    path: '/settings/team',
    act: async ({ join }) => {
      const other = await join('Bea');
      await other.client.integrations.create({ name: 'Unsent', ...api });
      await other.client.sync.leave({ discardUnsent: true });
      return (await linesOf(other)).slice(0, 1);
    },
  },
  'answering that deletions were meant, and that not': {
    words: ['decided to delete 24 entries for the whole team', 'decided to bring 24 entries back'],
    path: '/settings/team',
    act: async ({ first: { client } }) => {
      const ids = [];
      for (let at = 0; at < 24; at += 1)
        ids.push((await client.integrations.create({ name: `Thing ${at}`, ...api })).id);
      await client.sync.now();
      const lines: ActivityEntry[] = [];
      for (const choose of ['restore', 'send'] as const) {
        await client.integrations.remove({ ids });
        await client.sync.now();
        await client.sync.answer({ kind: 'deletions', choose });
        lines.unshift(...(await linesOf({ client })).slice(0, 1));
      }
      return lines;
    },
  },
  'going on with a database that was set back': {
    words: [
      'decided to send what is here to the database, which was set back',
      'decided to take over the state of the database, which was set back',
    ],
    path: '/settings/team',
    act: async (team) => {
      const { client } = team.first;
      const lines: ActivityEntry[] = [];
      for (const choose of ['takeTheirs', 'sendMine'] as const) {
        await setBack(team);
        await client.sync.now();
        await client.sync.answer({ kind: 'otherDatabase', choose });
        const line = await lastLine({ client });
        if (line) lines.unshift(line);
      }
      return lines;
    },
  },
  'adopting the tables of another product': {
    words: ['adopted the tables of adoption'],
    path: '/integrations',
    act: async ({ first: { client } }) => {
      const database = await testDatabase();
      const tables = await createSourceTables(database);
      await tables.integration({ name: 'weather', auth_type: 'none', base_url: 'https://weather.example.com' });
      const input = { url: database.url, fernetKeys: newFernetKey() };
      await client.sync.previewAdoption(input);
      await client.sync.adopt(input);
      const [line, ...rest] = await linesOf({ client });
      // All is here already.
      await client.sync.adopt(input);
      expect(await linesOf({ client })).toHaveLength(rest.length + 1);
      return line ? [{ ...line, subject: line.subject.replace(`${database.name}/public`, 'adoption') }] : [];
    },
  },
};

it.each(Object.entries(deeds))(
  '%s is told in the activity, with the way to it',
  async (_name, { words: expected, path, act }) => {
    const lines = await act(await testTeam(suiteCluster()));
    const told = lines.filter((line) => expected.includes(words(line)));
    expect(told.map(words)).toEqual(expected);
    for (const line of told) expect([line.actor?.name === undefined, linkOf(line)]).toEqual([false, path]);
  },
);

it('an invitation is told with whom, the role and until when', async () => {
  const { first } = await testTeam(suiteCluster());
  const made = await first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 3 });
  const until = `${new Date(made.expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  expect((await lastLine(first))?.details).toEqual([
    { name: 'Role', value: 'editor' },
    { name: 'Can be taken until', value: until },
    { name: 'Login', value: made.login },
    { name: 'Team', value: 'Open the settings of the team', path: '/settings/team' },
  ]);
});

it('a conflict that is decided is told with its field and how, and stands on the page of its integration', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join();
  for (const [choose, value, chosen] of [
    ['mine', undefined, 'What was here'],
    ['theirs', undefined, 'What the team has'],
    ['edit', 'a third', 'Another value'],
  ] as const) {
    const { test, integrationId, conflictId } = await conflict(team, other, `One ${choose}`);
    const stale: string[] = [];
    const end = test.console.events.onEvent((event) => event.type === 'changed' && stale.push(event.topic));
    await test.client.sync.decide({ decisions: [{ id: conflictId, choose, value }] });
    end();
    expect(stale).toEqual(expect.arrayContaining(['integrations', 'sync', 'activity']));
    const line = await lastLine(test);
    expect(line).toMatchObject({
      action: 'decided the conflict of',
      subject: `integration One ${choose}, description`,
      integrationId,
      details: [
        { name: 'Field', value: 'description' },
        { name: 'Chosen', value: chosen },
        { name: 'Of', value: 'Open the integration', path: `/integrations/${integrationId}` },
      ],
    });
    for (const text of ['of 0', 'of 1', 'a third']) expect(JSON.stringify(line)).not.toContain(text);
  }
});

it('a conflict with a deletion leads to the thing only where it still has a page, and is told by what became of it', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join();
  const { id } = await team.first.client.integrations.create({ name: 'One', ...api });
  await inStep(team.first, other);
  await Promise.all([
    team.first.client.integrations.remove({ ids: [id] }),
    other.client.integrations.update({ id, changes: { baseUrl: 'https://other.example.com' } }),
  ]);
  await inStep(team.first, other);
  const [deleter, late] = (await team.first.client.sync.conflicts()).length > 0 ? [true, team.first] : [false, other];
  const pageOf = () =>
    late.client.integrations.get({ id }).then(
      () => `/integrations/${id}`,
      () => null,
    );
  const [found] = await late.client.sync.conflicts();
  expect(found).toMatchObject({ kind: deleter ? 'youDeleted' : 'theyDeleted', path: await pageOf() });
  await late.client.sync.decide({ decisions: [{ id: found?.id ?? '', choose: 'mine' }] });
  const line = await lastLine(late);
  expect(line?.details[0]?.value).toBe(deleter ? 'It is deleted' : 'It stays, with the changes of this computer');
  expect(linkOf(line as ActivityEntry) ?? null).toBe(await pageOf());
});

it('what cannot be done leaves no line', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join('Bea');
  const before = await linesOf(other);
  const { login } = await team.first.client.sync.invite({ name: 'Cleo', email: null, role: 'viewer', days: 1 });
  const { invitation } = await team.first.client.sync.invite({ name: 'Dan', email: null, role: 'viewer', days: 1 });
  await team.first.client.sync.revokeLogin({ login });
  for (const refused of [
    other.client.sync.invite({ name: 'X', email: null, role: 'viewer', days: 1 }),
    other.client.sync.revokeLogin({ login }),
    other.client.sync.setSecrets({ on: true }),
    other.client.sync.join({ invitation: invitation.slice(0, -9) }),
    other.client.sync.join({ invitation }),
    other.client.sync.decide({ decisions: [{ id: 'none', choose: 'mine' }] }),
  ])
    await expect(refused).rejects.toMatchObject({ code: expect.any(String) });
  expect(await linesOf(other)).toEqual(before);
});

it('no line and no stored fact holds an invitation, a password, a key or a secret', async () => {
  const secret = makeCanary('sync');
  const team = await testTeam(suiteCluster());
  const { first } = team;
  await first.client.sync.setSecrets({ on: true });
  const { invitation } = await first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const { user } = await first.client.tenants.session();
  const own = { name: user.name, email: null, role: 'admin', days: 1, userId: user.id } as const;
  // Who may replace a secret of theirs on both.
  const other = await testConsole();
  await other.client.sync.join({ invitation: (await first.client.sync.invite(own)).invitation });
  const { id } = await first.client.integrations.create({ name: 'keyed', ...api, manualAuth: { kind: 'bearer' } });
  const { id: connectionId } = await first.client.connections.create({
    ...{ integrationId: id, name: 'bot', kind: 'bearer', schemeKey: null, visibility: 'team', secret: secret.secret },
  });
  await inStep(first, other);
  await Promise.all(
    [first, other].map(({ client }, at) =>
      client.connections.replaceSecret({ id: connectionId, secret: `${secret.secret}${at}` }),
    ),
  );
  await inStep(first, other);
  for (const test of [first, other]) {
    const decisions = (await test.client.sync.conflicts()).map(({ id: each }) => ({
      id: each,
      choose: 'mine' as const,
    }));
    if (decisions.length === 0) continue;
    await test.client.sync.decide({ decisions });
    expect((await linesOf(test)).map(words)).toContain('decided the conflict of connection bot, secret');
  }
  const decided = (await Promise.all([first, other].map(linesOf)))
    .flat()
    .filter(({ action }) => /conflict/.test(action));
  expect(decided.length).toBeGreaterThan(0);
  const { id: tenantId } = await tenantOf(first);
  const held = [first, other].flatMap(({ console }) =>
    (['password', 'privateKey', 'key:1'] as const).map((field) =>
      openTeamSecret(console.store.read, console.vault, tenantId, field),
    ),
  );
  const { password } = parseAddress(team.database.url);
  const canaries: Canary[] = [
    secret,
    ...[...held, invitation.slice(-80), password ?? ''].map((text) => ({ secret: text, core: text })),
  ];
  for (const { client, console } of [first, other]) {
    const stored = console.store.sqlite.prepare('SELECT * FROM facts').all();
    expect(canariesIn(JSON.stringify([await linesOf({ client }), stored]), canaries)).toEqual([]);
  }
});

it('a conflict about a private thing is not named to others of the same store', async () => {
  const { first } = await testTeam(suiteCluster());
  const { user } = await first.client.tenants.session();
  const own = { name: user.name, email: null, role: 'admin', days: 1, userId: user.id } as const;
  const other = await testConsole();
  await other.client.sync.join({ invitation: (await first.client.sync.invite(own)).invitation });
  const { id: integrationId } = await first.client.integrations.create({ name: 'One', ...api });
  const { id } = await first.client.connections.create({
    ...{ integrationId, name: 'hidden', kind: 'bearer', schemeKey: null, visibility: 'private', secret: 'x' },
  });
  await inStep(first, other);
  await Promise.all(
    [first, other].map(({ client }, at) => client.connections.update({ id, changes: { name: `hidden ${at}` } })),
  );
  await inStep(first, other);
  for (const { client, console } of [first, other]) {
    const decisions = (await client.sync.conflicts()).map((each) => ({ id: each.id, choose: 'mine' as const }));
    if (decisions.length === 0) continue;
    await client.sync.decide({ decisions });
    const viewer = await actAs(console, client, 'viewer');
    const line = (await linesOf({ client: viewer })).find(({ action }) => action === 'decided the conflict of');
    expect(line).toMatchObject({ subject: 'a private connection', details: [] });
    return;
  }
  throw new Error('They do not exclude each other.');
});
