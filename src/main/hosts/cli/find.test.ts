import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import type { PatchbayConsole } from '#main/console.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { findConnection, findIntegration } from './find.ts';

/** More than a list gives at once. */
const many = 503;

const integrate = (client: Client, name: string, displayName = name) =>
  client.integrations.create({
    name,
    displayName,
    type: 'api',
    provider: 'custom',
    baseUrl: 'https://api.example.com',
    manualAuth: { kind: 'bearer' },
  });

const connect = (client: Client, integrationId: IntegrationId, name: string) =>
  client.connections.create({
    integrationId,
    name,
    kind: 'bearer',
    schemeKey: null,
    visibility: 'team',
    secret: 'canary-token-4711',
  });

/** Writes a row of a table many times more, under other ids and names. */
function multiply(
  { store }: PatchbayConsole,
  table: string,
  name: (index: number) => Record<string, string | number>,
): void {
  const row = store.sqlite.prepare(`SELECT * FROM ${table}`).get() as Record<string, unknown>;
  const columns = Object.keys(row);
  const insert = store.sqlite.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  store.sqlite.transaction(() => {
    for (let index = 0; index < many; index += 1) insert.run({ ...row, id: randomUUID(), ...name(index) });
  })();
}

test('an integration is found by name, display name and id behind any number of others', async () => {
  const { client, console } = await testConsole();
  const { id } = await integrate(client, 'pets', 'zz pets');
  multiply(console, 'integrations', (index) => ({
    name: `pets ${index}`,
    name_key: `pets ${index}`,
    display_name: `pets ${index}`,
    display_key: `pets ${index}`,
    search: `pets ${index}`,
  }));
  for (const wanted of ['pets', 'ZZ Pets', id, id.toUpperCase()])
    expect(await findIntegration(client, wanted), wanted).toMatchObject({ id, name: 'pets' });
  await expect(findIntegration(client, 'pet')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(findIntegration(client, '0198a5f0-0000-7000-8000-000000000000')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('0198a5f0'),
  });
});

test('a connection is found by name and id, and the default one, behind any number of others', async () => {
  const { client, console } = await testConsole();
  const integration = await integrate(client, 'pets');
  const { id } = await connect(client, integration.id, 'z');
  multiply(console, 'connections', (index) => ({ name: `a ${index}`, is_default: 0 }));
  await client.connections.update({ id, changes: { isDefault: true } });
  for (const wanted of [undefined, 'Z', id])
    expect(await findConnection(client, integration, wanted)).toMatchObject({ id });
  await expect(findConnection(client, integration, 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a name that two integrations show is refused, and its owners are named', async () => {
  const { client } = await testConsole();
  await integrate(client, 'one', 'Pets');
  await integrate(client, 'two', 'pets');
  await expect(findIntegration(client, 'pets')).rejects.toMatchObject({ code: 'CONFLICT' });
});
