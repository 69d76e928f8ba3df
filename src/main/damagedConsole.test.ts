import { join } from 'node:path';
import { ORPCError } from '@orpc/contract';
import { expect, onTestFinished, test } from 'vitest';
import { defaultSettings } from '#contract/settings.ts';
import { createConsole, type PatchbayConsole } from '#main/console.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { routeInputs } from '#test/support/routeInputs.ts';
import { callRoute, routes } from '#test/support/routes.ts';
import { type Client, directClient, temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { buildWorld, type World } from '#test/support/world.ts';

type Damage = readonly [column: string, value: string | number | Uint8Array, where?: string];

/** What of the console itself is damaged: its people, settings, jobs, and the vault. */
const damages: Record<string, Damage> = {
  'the role of a person': ['memberships.role', 'king', "role = 'viewer'"],
  'one’s own role': ['memberships.role', 'king', "role = 'admin'"],
  'when a tenant was made': ['tenants.created_at', 9e18],
  'the mail address of people': ['users.email', 'no address'],
  'settings that are no JSON': ['settings.value', '{'],
  'settings without a text': ['settings.value', ''],
  'settings of another shape': ['settings.value', '[7]'],
  'who sits at the console': ['settings.value', '{', "name = 'identity'"],
  'what a job is for': ['jobs.payload', '{'],
  'what a job is for, of another shape': ['jobs.payload', '[7]'],
  'when a job runs': ['jobs.run_at', 9e18],
  'how often a job failed': ['jobs.attempts', 9e18],
  'how secrets are kept': ['vault_state.method', 'nonsense'],
  'which key seals': ['vault_state.key_version', 9e18],
  'whose key it is': ['vault_state.vault_id', ''],
  'where the key lies': ['vault_state.keychain_account', 'nowhere'],
  'the proof of the key': ['vault_state.key_check', new Uint8Array(1)],
  'a secret': ['secrets.sealed', new Uint8Array(3)],
  'the nonce of a secret': ['secrets.nonce', new Uint8Array(1)],
  'the key of a secret': ['secrets.key_version', 9e18],
  'what the vault vouches for': ['vault_index.sealed', new Uint8Array(3)],
  'the nonce of that': ['vault_index.nonce', new Uint8Array(1)],
};

/** What a page asks first, and what is done with what is damaged. */
const asked = routes.filter(({ name }) =>
  /^(tenants\.(session|members|rename|updateMember)|settings\.|vault\.state|jobs\.|integrations\.list|connections\.(list|check|replaceSecret))/.test(
    name,
  ),
);

/** What must answer whatever is damaged, so that somebody can fix it. */
const needed = /^(tenants\.session|settings\.get|vault\.state|integrations\.list|connections\.list)$/;

async function faultsOf(client: Client, world: World): Promise<string[]> {
  const faults: string[] = [];
  for (const route of asked)
    await callRoute(client, route, routeInputs[route.name](world)).catch((error: unknown) => {
      const code = error instanceof ORPCError ? error.code : String(error);
      if (code === 'INTERNAL_SERVER_ERROR' || needed.test(route.name)) faults.push(`${route.name}: ${code}`);
    });
  return faults;
}

async function consoleWithWorld() {
  const first = await testConsole();
  await first.client.vault.setUp({ method: 'keychain' });
  await first.client.settings.update({ colorScheme: 'dark' });
  const server = await loopbackServer((_request, response) => response.end('{}'));
  return { ...first, world: await buildWorld(first.client, server.url) };
}

/** Starts the console again on the same folder, as a person does who hopes that this helps. */
async function startedAnew({ console, host }: Awaited<ReturnType<typeof testConsole>>) {
  await console.close();
  const again = await createConsole(host);
  onTestFinished(() => again.close());
  await again.vaultStarted;
  return again;
}

/** Damages one thing after another, and puts each back. */
async function damageEach(console: PatchbayConsole, look: () => Promise<string[]>): Promise<Record<string, string[]>> {
  const { sqlite } = console.store;
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('ignore_check_constraints = ON');
  const found: Record<string, string[]> = {};
  for (const [what, [column, value, where = '1']] of Object.entries(damages)) {
    const [table, field] = column.split('.');
    sqlite.exec(`CREATE TEMP TABLE before AS SELECT * FROM ${table}`);
    expect
      .soft(sqlite.prepare(`UPDATE ${table} SET ${field} = ? WHERE ${where}`).run(value).changes, what)
      .toBeGreaterThan(0);
    const faults = await look();
    if (faults.length > 0) found[what] = faults;
    sqlite.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM temp.before; DROP TABLE temp.before`);
  }
  return found;
}

test('no damage to people, settings, jobs or the vault is a general error, or keeps the first page from answering', async () => {
  const { console, client, world } = await consoleWithWorld();
  expect(await damageEach(console, () => faultsOf(client, world))).toEqual({});
});

test('nor does any keep the console from starting', async () => {
  const first = await consoleWithWorld();
  const { sqlite } = first.console.store;
  const found = await damageEach(first.console, async () => {
    const folder = temporaryFolder();
    sqlite.exec(`VACUUM INTO '${join(folder, 'patchbay.db')}'`);
    const again = await createConsole({ ...first.host, paths: { ...first.host.paths, data: folder } });
    await again.vaultStarted;
    const client = directClient(again);
    const asking = [
      client.tenants.session(),
      client.settings.get(),
      client.vault.state(),
      client.integrations.list({}),
    ];
    const answers = await Promise.allSettled(asking);
    await again.close();
    return answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
  });
  expect(found).toEqual({});
});

test.each([
  ['nothing', {}, defaultSettings, undefined],
  ['a colour that there is not', { colorScheme: 'pink' }, defaultSettings, /\(colorScheme\)/],
  [
    'one number out of all bounds',
    { colorScheme: 'dark', retention: { ...defaultSettings.retention, historyDays: -1, activityDays: 7 } },
    { ...defaultSettings, colorScheme: 'dark', retention: { ...defaultSettings.retention, activityDays: 7 } },
    /\(retention\.historyDays\)/,
  ],
  [
    'a group that is none, beside one that is',
    { retention: 7, network: { ...defaultSettings.network, timeoutSeconds: 9 } },
    { ...defaultSettings, network: { ...defaultSettings.network, timeoutSeconds: 9 } },
    /\(retention\)/,
  ],
  [
    'an entry of a list',
    {
      network: {
        ...defaultSettings.network,
        proxyMode: 'manual',
        noProxy: ['a.example', 7],
        proxyUrl: 'http://p.example/',
      },
    },
    { ...defaultSettings, network: { ...defaultSettings.network, proxyMode: 'manual', proxyUrl: 'http://p.example/' } },
    /\(network\.noProxy\)/,
  ],
  [
    'a group of an older version',
    { network: { timeoutSeconds: 9 } },
    { ...defaultSettings, network: { ...defaultSettings.network, timeoutSeconds: 9 } },
    undefined,
  ],
  ['a list in the place of all', [], defaultSettings, /\(all\)/],
])(
  'settings with %s keep what can be read, say what cannot, and are whole after a change',
  async (_what, stored, kept, says) => {
    const { console, client } = await testConsole();
    const { sqlite } = console.store;
    sqlite.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('console', ?)").run(JSON.stringify(stored));
    const { unreadable, ...settings } = await client.settings.get();
    expect(settings).toEqual(kept);
    if (says === undefined) expect(unreadable).toBeUndefined();
    else expect(unreadable).toMatch(says);
    await client.settings.update({ retention: { bodyBytes: 2_000_000 } });
    expect(await client.settings.get()).toEqual({ ...kept, retention: { ...kept.retention, bodyBytes: 2_000_000 } });
  },
);

test('a person whose role cannot be read counts as a viewer until an admin gives them one, and can be removed', async () => {
  const { console, client } = await testConsole();
  const { userId } = await client.tenants.addMember({ name: 'Somebody', email: null, role: 'editor' });
  const { sqlite } = console.store;
  sqlite.pragma('ignore_check_constraints = ON');
  const damage = () => sqlite.prepare("UPDATE memberships SET role = 'king' WHERE user_id = ?").run(userId);
  const shown = async () => (await client.tenants.members()).find((member) => member.userId === userId);
  damage();
  expect(await shown()).toMatchObject({ role: 'viewer', unreadable: expect.stringContaining('role') });
  expect(await client.tenants.updateMember({ userId, role: 'editor' })).toMatchObject({ role: 'editor' });
  expect(await shown()).toEqual(expect.not.objectContaining({ unreadable: expect.anything() }));
  damage();
  expect(await client.tenants.removeMember({ userId })).toEqual({ userId });
  expect(await shown()).toBeUndefined();
});

test('one whose own role cannot be read sees the console as a viewer does', async () => {
  const { console, client } = await testConsole();
  console.store.sqlite.pragma('ignore_check_constraints = ON');
  console.store.sqlite.exec("UPDATE memberships SET role = 'king'");
  const { tenant, tenants } = await client.tenants.session();
  expect([tenant, ...tenants]).toEqual(
    Array(2).fill(expect.objectContaining({ role: 'viewer', unreadable: expect.any(String) })),
  );
  await expect(client.tenants.rename({ tenantId: tenant.id, name: 'Mine' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('who sits at the console is found again where that cannot be read, and no other tenant is made', async () => {
  const first = await testConsole();
  const before = await first.client.tenants.session();
  await first.client.tenants.create({ name: 'Second' });
  first.console.store.sqlite.exec("UPDATE settings SET value = '{' WHERE name = 'identity'");
  const { user, tenant, tenants } = await directClient(await startedAnew(first)).tenants.session();
  expect([user.id, tenant.id, tenants.length]).toEqual([before.user.id, before.tenant.id, 2]);
});
