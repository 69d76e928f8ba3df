import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Postgres, startPostgres } from '#test/support/postgres.ts';
import { inStep, type TestTeam, testTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

let cluster: Postgres;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster.stop());

const canary = 'canary-key-4711-abcdef';

/** Says yes to the right key alone. */
async function keyServer(): Promise<{ url: string; keys: string[] }> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['x-key']));
    response.writeHead(request.headers['x-key'] === canary ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
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
    const { rows: tables } = await client.query("SELECT relname FROM pg_class WHERE relnamespace = 'patchbay'::regnamespace AND relkind = 'r'");
    const texts: string[] = [];
    for (const { relname } of tables)
      texts.push(JSON.stringify((await client.query(`SELECT t::text FROM patchbay."${relname}" AS t`)).rows));
    return texts.join('\n');
  });
}

it('a secret that travels arrives with the other and works, and the database never sees it', async () => {
  const server = await keyServer();
  const team = await testTeam(cluster);
  const { integrationId, connectionId } = await integrate(team.first, server.url);
  const other = await team.join();
  await inStep(team.first, other);
  // Before it is turned on, connections travel and their secrets do not.
  await expect(other.client.connections.check({ integrationId, connectionId })).rejects.toMatchObject({ code: 'NO_SECRET' });
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
  await team.first.client.connections.replaceSecret({ integrationId, id: connectionId, secret: 'another-key-0815-fedcba' });
  await inStep(team.first, other);
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: false });
  expect(server.keys.at(-1)).toBe('another-key-0815-fedcba');
  // Once they travel no more, the database forgets them, and each computer keeps what it has.
  await team.first.client.sync.setSecrets({ on: false });
  await inStep(team.first, other);
  expect((await everythingIn(team)).includes('"s":')).toBe(false);
  expect(await other.client.connections.check({ integrationId, connectionId })).toMatchObject({ ok: false });
  expect(server.keys).toHaveLength(4);
});
