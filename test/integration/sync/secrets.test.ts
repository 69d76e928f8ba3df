import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { suiteCluster } from '#test/support/serverRig.ts';
import { inStep, type TestTeam, testTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

const canary = 'canary-key-4711-abcdef';

/** Says yes to the right key alone. */
async function keyServer(): Promise<{ url: string; keys: string[] }> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['x-key']));
    response
      .writeHead(request.headers['x-key'] === canary ? 200 : 401, { 'content-type': 'application/json' })
      .end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

async function integrate({ client }: TestConsole, url: string, secret = canary) {
  const { id } = await client.integrations.create({
    name: 'keyed',
    type: 'api',
    provider: 'custom',
    baseUrl: url,
    checkPath: '/check',
    manualAuth: { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' },
  });
  const connection = await client.connections.create({
    integrationId: id,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret,
  });
  return { integrationId: id, connectionId: connection.id };
}

/** Everything that the database of the team holds, as text. */
async function everythingIn({ database }: TestTeam): Promise<string> {
  return database.admin(async (client) => {
    const { rows: tables } = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'patchbay'::regnamespace AND relkind = 'r'",
    );
    const texts: string[] = [];
    for (const { relname } of tables)
      texts.push(JSON.stringify((await client.query(`SELECT t::text FROM patchbay."${relname}" AS t`)).rows));
    return texts.join('\n');
  });
}

it('a secret that travels arrives with the other and works, and the database never sees it', async () => {
  const server = await keyServer();
  const team = await testTeam(suiteCluster());
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  const other = await team.join();
  await inStep(team.first, other);
  // Before it is turned on, connections travel and their secrets do not.
  await expect(other.client.connections.check({ integrationId, connectionId })).rejects.toMatchObject({
    code: 'NO_SECRET',
  });
  await team.first.client.sync.setSecrets({ on: true });
  await inStep(team.first, other);
  expect(await other.client.sync.status()).toMatchObject({ team: { secrets: 'on', waitingForVault: 0, heldBack: 0 } });
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: true });
  expect(server.keys.at(-1)).toBe(canary);
  const stored = await everythingIn(team);
  expect(stored).toContain('keyed');
  for (const spelling of [canary, Buffer.from(canary).toString('base64'), Buffer.from(canary).toString('hex')])
    expect(stored).not.toContain(spelling);
  for (const { host } of [team.first, other]) {
    const folder = host.paths.data;
    for (const name of readdirSync(folder).filter((file) => file.startsWith('patchbay.db')))
      expect(readFileSync(join(folder, name)).includes(canary)).toBe(false);
  }
  // A new secret follows.
  await team.first.client.connections.replaceSecret({ id: connectionId, secret: 'another-key-0815-fedcba' });
  await inStep(team.first, other);
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: false });
  expect(server.keys.at(-1)).toBe('another-key-0815-fedcba');
  // Once they travel no more, the database forgets them, and each computer keeps what it has.
  await team.first.client.sync.setSecrets({ on: false });
  await inStep(team.first, other);
  expect((await everythingIn(team)).includes('"s":')).toBe(false);
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: false });
  expect(server.keys).toEqual([canary, 'another-key-0815-fedcba', 'another-key-0815-fedcba']);
});

/** Writes into the database past everything, as whoever administers it can. */
async function tamper(
  { database }: TestTeam,
  tenantId: string,
  statement: string,
  values: readonly unknown[],
): Promise<void> {
  await database.admin(async (client) => {
    const { rows } = await client.query(
      'UPDATE patchbay.tenants SET head = head + 1 WHERE tenant_id = $1 RETURNING head',
      [tenantId],
    );
    const rev = rows[0].head;
    await client.query(
      `INSERT INTO patchbay.revisions (tenant_id, rev, token, login, user_id, client_id, op_id, at, rows)
       SELECT tenant_id, $2, gen_random_uuid(), login, user_id, gen_random_uuid(), gen_random_uuid(), now(), 1
       FROM patchbay.revisions WHERE tenant_id = $1 ORDER BY rev LIMIT 1`,
      [tenantId, rev],
    );
    await client.query(statement, [rev, ...values]);
  });
}

it('a secret does not follow settings that the database changed by itself', async () => {
  const [server, evil] = [await keyServer(), await keyServer()];
  const team = await testTeam(suiteCluster());
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  await team.first.client.sync.setSecrets({ on: true });
  const other = await team.join();
  await inStep(team.first, other);
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: true });
  const { tenant } = await team.first.client.tenants.session();
  await tamper(
    team,
    tenant.id,
    `UPDATE patchbay.rows SET rev = $1, data = data || jsonb_build_object('allowed_hosts', $2::text)
     WHERE table_name = 'connections' AND row_id = $3`,
    [JSON.stringify([new URL(evil.url).host, new URL(server.url).host]), connectionId],
  );
  await tamper(
    team,
    tenant.id,
    `UPDATE patchbay.rows SET rev = $1, data = data || jsonb_build_object('base_url', $2::text)
     WHERE table_name = 'integrations' AND row_id = $3`,
    [evil.url, integrationId],
  );
  for (const { client } of [team.first, other]) {
    await client.sync.now();
    await expect(client.connections.check({ integrationId, connectionId })).rejects.toMatchObject({
      code: 'NO_SECRET',
    });
  }
  expect(evil.keys).toEqual([]);
});

it('a sealed secret that the database puts in the place of another is not taken', async () => {
  const server = await keyServer();
  const team = await testTeam(suiteCluster());
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  const second = await team.first.client.connections.create({
    ...{
      integrationId,
      name: 'second',
      kind: 'apiKey',
      schemeKey: null,
      visibility: 'team',
      secret: 'another-key-0815-fedcba',
    },
  });
  await team.first.client.sync.setSecrets({ on: true });
  const other = await team.join();
  await inStep(team.first, other);
  const { tenant } = await team.first.client.tenants.session();
  await tamper(
    team,
    tenant.id,
    `UPDATE patchbay.rows AS r SET rev = $1, data = o.data FROM patchbay.rows AS o
     WHERE r.table_name = 'secrets' AND o.table_name = 'secrets' AND r.row_id LIKE '%' || $2 || '%' AND o.row_id LIKE '%' || $3 || '%'`,
    [connectionId, second.id],
  );
  await other.client.sync.now();
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: true });
  expect(server.keys.at(-1)).toBe(canary);
});

it('what says nothing of where a secret goes leaves it where it is', async () => {
  const server = await keyServer();
  const team = await testTeam(suiteCluster());
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  const other = await team.join('Bea', 'admin');
  await inStep(team.first, other);
  await other.client.connections.reassign({ id: connectionId, userId: (await other.client.tenants.session()).user.id });
  await inStep(other, team.first);
  await other.client.connections.update({ id: connectionId, changes: { name: 'renamed' } });
  await inStep(other, team.first);
  expect(await team.first.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: true });
});

const sealedIn = ({ database }: TestTeam): Promise<string[]> =>
  database.admin(async (client) => {
    const { rows } = await client.query(
      "SELECT data ->> 's' AS sealed FROM patchbay.rows WHERE table_name = 'secrets' AND NOT deleted",
    );
    return rows.map(({ sealed }) => sealed);
  });

it('who is taken out is shut out, the others get a new key, and what they knew is listed', async () => {
  const server = await keyServer();
  const team = await testTeam(suiteCluster());
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  await team.first.client.sync.setSecrets({ on: true });
  const [bea, carl] = [await team.join('Bea'), await team.join('Carl')];
  await inStep(team.first, bea, carl);
  const before = await sealedIn(team);
  const { user } = await carl.client.tenants.session();
  const { secrets } = await team.first.client.sync.removeMember({ userId: user.id });
  expect(secrets).toEqual([{ integration: 'keyed', name: 'bot', path: `/integrations/${integrationId}/connections` }]);
  await inStep(team.first, bea);
  await team.first.client.connections.replaceSecret({ id: connectionId, secret: canary.toUpperCase() });
  await inStep(team.first, bea);
  expect(await bea.client.sync.status()).toMatchObject({ team: { secrets: 'on', waitingForVault: 0, problem: null } });
  await bea.client.connections.check({ integrationId, connectionId });
  expect(server.keys.at(-1)).toBe(canary.toUpperCase());
  await expect(carl.client.sync.now()).rejects.toMatchObject({ code: 'NO_ACCESS' });
  expect(await carl.client.sync.status()).toMatchObject({ team: { state: 'stopped', problem: { code: 'NO_ACCESS' } } });
  // The secrets are sealed anew, under a key of which the database holds nothing for the one who left.
  const after = await sealedIn(team);
  expect(before).toHaveLength(1);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  const { rows } = await team.database.admin((client) =>
    client.query('SELECT login, generation FROM patchbay.wrapped_keys ORDER BY generation'),
  );
  expect(rows.filter(({ generation }) => generation === 2)).toHaveLength(2);
});
