import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { createConsole } from '#main/console.ts';
import { uuidv7 } from '#main/store/index.ts';
import type { KeychainAdapter } from '#main/vault/index.ts';
import { actAs } from '#test/support/actAs.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { type Client, directClient, testConsole, testHost } from '#test/support/testConsole.ts';

async function connect(client: Client) {
  const { integration, apiKey } = await client.sample.install();
  const asked = await client.connections.requirements({ integrationId: integration.id });
  const scheme = asked.choices[0]?.schemes[0];
  const connection = await client.connections.create({
    integrationId: integration.id,
    name: 'My key',
    kind: 'apiKey',
    schemeKey: scheme?.key ?? null,
    visibility: 'team',
    secret: apiKey,
  });
  return { integration, apiKey, connection, asked };
}

const sendOf =
  (client: Client, integrationId: Awaited<ReturnType<typeof connect>>['integration']['id']) =>
  (connectionId: Awaited<ReturnType<typeof connect>>['connection']['id'] | null) =>
    client.requests.send({
      id: exchangeId.parse(uuidv7()),
      draft: {
        integrationId,
        operationKey: 'GET /loans',
        connectionId,
        method: 'GET',
        url: '/loans',
        server: null,
        parameters: [],
        body: { kind: 'none' },
      },
    });

test('a newcomer imports it, connects, checks, sends with and without the key, and finds the record', async () => {
  const { client, console } = await testConsole();
  await console.vaultStarted;
  const { integration, apiKey, connection, asked } = await connect(client);
  expect(integration).toMatchObject({ displayName: 'Sample library', provider: 'sample', auth: ['apiKey'] });
  expect(asked).toMatchObject({ optional: true, hosts: [new URL(integration.baseUrl).host] });
  const check = await client.connections.check({ integrationId: integration.id, connectionId: connection.id });
  expect(check).toMatchObject({ ok: true, status: 200, url: `${integration.baseUrl}/loans` });
  expect((await client.connections.get({ id: connection.id })).state).toBe('valid');
  const send = sendOf(client, integration.id);
  const [without, withKey] = [await send(null), await send(connection.id)];
  expect(without.response?.status).toBe(401);
  expect(withKey.response).toMatchObject({ status: 200, schemaMatch: { state: 'matches' } });
  const { rows } = await client.requests.history({});
  expect(rows.map((row) => row.status)).toEqual([200, 401]);
  expect(JSON.stringify([rows, withKey, await client.activity.list({})])).not.toContain(apiKey);
});

test('is installed once, also when asked twice at the same time, and by editors only', async () => {
  const { client, console } = await testConsole();
  await console.vaultStarted;
  const [one, two] = await Promise.all([client.sample.install(), client.sample.install()]);
  expect(one.integration.id).toBe(two.integration.id);
  expect((await client.integrations.list({})).total).toBe(1);
  const viewer = await actAs(console, client, 'viewer');
  await expect(viewer.sample.install()).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

/** Keeps a copy of what it is given, as a real keychain does: the vault overwrites its own after use. */
function lastingKeychain(): KeychainAdapter {
  const keychain = memoryKeychain();
  return { ...keychain, set: (account, bytes) => keychain.set(account, Uint8Array.from(bytes)) };
}

test('goes on after a restart, with the same key; where its port is taken, address and connections follow', async () => {
  const host = testHost({ keychain: lastingKeychain() });
  const first = await createConsole(host);
  await first.vaultStarted;
  const before = await connect(directClient(first));
  const port = Number(new URL(before.integration.baseUrl).port);
  await first.close();

  const second = await createConsole(host);
  await second.vaultStarted;
  expect((await sendOf(directClient(second), before.integration.id)(before.connection.id)).response?.status).toBe(200);
  await second.close();

  const squatter = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void squatter.close());
  const third = await createConsole(host);
  onTestFinished(() => third.close());
  await third.vaultStarted;
  const client = directClient(third);
  const after = await client.sample.install();
  expect(after.apiKey).toBe(before.apiKey);
  expect(after.integration).toMatchObject({ id: before.integration.id, baseUrl: after.baseUrl });
  expect(after.baseUrl).not.toBe(before.integration.baseUrl);
  expect((await sendOf(client, before.integration.id)(before.connection.id)).response?.status).toBe(200);
});
