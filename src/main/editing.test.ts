import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { createConsole } from '#main/console.ts';
import { startEcho } from '#test/support/echoServer.ts';
import { type Client, directClient, testHost } from '#test/support/testConsole.ts';
import { buildWorld, plainDraft, type World } from '#test/support/world.ts';

type Fields = Record<string, unknown>;

interface Editor {
  /** What stands, as a form that is opened sees it. */
  read(client: Client, world: World): Promise<Fields>;
  save(client: Client, world: World, changes: Fields, expected?: Fields): Promise<unknown>;
  /** A field with two other values, and another field with one. */
  readonly field: string;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly other: { readonly field: string; readonly value: unknown };
}

const resources = join(import.meta.dirname, '../../resources');
const oneOf = <T>(rows: readonly T[], is: (row: T) => boolean): T => {
  const found = rows.find(is);
  if (found === undefined) throw new Error('It is gone');
  return found;
};
const placement = (name: string) => ({ in: 'header', name, prefix: '' });
const drafted = (url: string) => requestDraft.parse({ ...plainDraft, url });

/** Every form that changes something that stands. */
const editors: Record<string, Editor> = {
  integration: {
    read: (client, { integrationId }) => client.integrations.get({ id: integrationId }),
    save: (client, { integrationId }, changes, expected) =>
      client.integrations.update({ id: integrationId, changes, expected }),
    field: 'description',
    mine: 'mine',
    theirs: 'theirs',
    other: { field: 'manualAuth', value: { kind: 'bearer' } },
  },
  assistant: {
    read: (client, { assistantId }) => client.assistants.get({ id: assistantId }),
    save: (client, { assistantId }, changes, expected) =>
      client.assistants.update({ id: assistantId, changes, expected }),
    field: 'instructions',
    mine: 'Be brief.',
    theirs: 'Be long.',
    other: { field: 'model', value: 'gpt' },
  },
  connection: {
    read: (client, { connectionId }) => client.connections.get({ id: connectionId }),
    save: (client, { connectionId }, changes, expected) =>
      client.connections.update({ id: connectionId, changes, expected }),
    field: 'placement',
    mine: placement('X-Mine'),
    theirs: placement('X-Theirs'),
    other: { field: 'name', value: 'renamed' },
  },
  'operation by hand': {
    read: async (client, { integrationId }) => ({
      ...(await client.definitions.describe({ integrationId, key: 'GET /hand' })),
    }),
    save: (client, { integrationId, operationId: id }, operation, expected) =>
      client.definitions.updateOperation({ integrationId, id, operation, expected }),
    field: 'summary',
    mine: 'mine',
    theirs: 'theirs',
    other: { field: 'description', value: 'More of it' },
  },
  'operation of a definition': {
    read: async (client, { integrationId }) => {
      const { summary = '', description = '' } = await client.definitions.describe({
        integrationId,
        key: 'GET /things',
      });
      return { summary, description };
    },
    save: (client, { integrationId }, edit, expected) =>
      client.definitions.editOperation({ integrationId, key: 'GET /things', edit, expected }),
    field: 'summary',
    mine: 'mine',
    theirs: 'theirs',
    other: { field: 'description', value: 'More of it' },
  },
  schedule: {
    read: async (client, { integrationId }) => (await client.health.report({ integrationId })).schedule,
    save: (client, { integrationId }, schedule, expected) =>
      client.health.setSchedule({ integrationId, schedule, expected }),
    field: 'intervalMinutes',
    mine: 5,
    theirs: 360,
    other: { field: 'quietHours', value: { from: '22:00', to: '06:00' } },
  },
  limits: {
    read: async (client) => (await client.settings.get()).retention,
    save: (client, _world, retention, expected) =>
      client.settings.update({ retention, expected: grouped('retention', expected) }),
    field: 'activityDays',
    mine: 10,
    theirs: 20,
    other: { field: 'historyDays', value: 7 },
  },
  network: {
    read: async (client) => (await client.settings.get()).network,
    save: (client, _world, network, expected) =>
      client.settings.update({ network, expected: grouped('network', expected) }),
    field: 'noProxy',
    mine: ['mine.example'],
    theirs: ['theirs.example', 'b.example'],
    other: { field: 'timeoutSeconds', value: 30 },
  },
  person: {
    read: async (client, { memberId }) => oneOf(await client.tenants.members(), ({ userId }) => userId === memberId),
    save: (client, { memberId: userId }, changes, expected) =>
      client.tenants.updateMember({ userId, ...changes, expected }),
    field: 'email',
    mine: 'mine@x.example',
    theirs: 'theirs@x.example',
    other: { field: 'name', value: 'Another name' },
  },
  'saved request': {
    read: (client, { savedRequestId: id }) => client.collections.request({ id }),
    save: async (client, { savedRequestId: id }, changes, expected) => {
      const { name, draft } = await client.collections.request({ id });
      return client.collections.save({ id, name, draft, ...changes, expected });
    },
    field: 'draft',
    mine: drafted('/mine'),
    theirs: drafted('/theirs'),
    other: { field: 'name', value: 'renamed' },
  },
};

const grouped = (group: string, expected: Fields | undefined): Fields =>
  Object.fromEntries(Object.entries(expected ?? {}).map(([field, value]) => [`${group}.${field}`, value]));

let client: Client;
let world: World;
let close = async () => {};

beforeAll(async () => {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-test-'));
  const patchbay = await createConsole(testHost({ paths: { data, resources } }));
  const server = await startEcho();
  close = async () => {
    server.close();
    await patchbay.close();
    rmSync(data, { recursive: true, force: true });
  };
  await patchbay.vaultStarted;
  client = directClient(patchbay);
  world = await buildWorld(client, server.url);
});
afterAll(() => close());

describe.each(Object.entries(editors))('two who edit the same %s', (_name, editor) => {
  const { field, mine, theirs, other } = editor;

  it('are told of each other, keep what both changed, and overwrite only what they have seen', async () => {
    const seen = await editor.read(client, world);
    await editor.save(client, world, { [field]: theirs }, { [field]: seen[field] });
    const saving = editor.save(client, world, { [field]: mine }, { [field]: seen[field] });
    await expect(saving).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
      status: 409,
      data: { meanwhile: [{ field: expect.stringContaining(field), now: theirs }] },
    });
    expect((await editor.read(client, world))[field]).toEqual(theirs);
    // Another field is no conflict, and neither is the same value.
    await editor.save(client, world, { [other.field]: other.value }, { [other.field]: seen[other.field] ?? null });
    const now = await editor.read(client, world);
    expect([now[field], now[other.field]]).toEqual([theirs, other.value]);
    await editor.save(client, world, { [field]: theirs }, { [field]: seen[field] });
    await editor.save(client, world, { [field]: mine }, { [field]: theirs });
    expect((await editor.read(client, world))[field]).toEqual(mine);
  });
});

describe('further editors', () => {
  it('guard the name of a tenant', async () => {
    const { tenant } = await client.tenants.session();
    await client.tenants.rename({ tenantId: tenant.id, name: 'Theirs', expected: { name: tenant.name } });
    const saving = client.tenants.rename({ tenantId: tenant.id, name: 'Mine', expected: { name: tenant.name } });
    await expect(saving).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await client.tenants.session()).tenant.name).toBe('Theirs');
  });

  it('guard the choice of an assistant’s operations', async () => {
    const { assistantId, integrationId } = world;
    const choose = (operations: string[] | null, seen: string[] | null) =>
      client.assistants.setOperations({ assistantId, integrationId, operations, expected: { operations: seen } });
    await choose(['GET /things'], null);
    await expect(choose(['GET /hand'], null)).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
      data: { meanwhile: [{ field: 'operations', now: ['GET /things'] }] },
    });
    expect((await choose(null, ['GET /things'])).attachment?.operations).toBeNull();
  });

  it('guard the connection of an assistant’s integration', async () => {
    const { assistantId, integrationId, connectionId } = world;
    const configure = (chosen: typeof connectionId | null, seen: string | null) =>
      client.assistants.configure({
        assistantId,
        integrationId,
        connectionId: chosen,
        validate: false,
        expected: { connectionId: seen },
      });
    const second = await client.connections.create({
      integrationId,
      name: 'another key',
      kind: 'apiKey',
      schemeKey: 'key',
      visibility: 'team',
      secret: 'world-secret-0002',
    });
    await expect(configure(second.id, crypto.randomUUID())).rejects.toMatchObject({
      data: { meanwhile: [{ field: 'connectionId', now: connectionId }] },
    });
    const set = await configure(second.id, connectionId);
    expect(set.attachment?.connection?.id).toBe(second.id);
  });

  it('keep what an edit of an operation leaves out, and follow the definition again where words are emptied', async () => {
    const { integrationId } = world;
    const place = { integrationId, key: 'GET /things' };
    await client.definitions.editOperation({ ...place, edit: { summary: 'Mine', description: 'More' } });
    await client.definitions.editOperation({ ...place, edit: { hidden: true } });
    expect(await client.definitions.describe(place)).toMatchObject({ summary: 'Mine', description: 'More' });
    await client.definitions.editOperation({ ...place, edit: { summary: '' } });
    const shown = await client.definitions.describe(place);
    expect([shown.summary ?? null, shown.description]).toEqual([null, 'More']);
    const { rows } = await client.definitions.operations({ integrationId });
    expect(rows.map(({ key }) => key)).not.toContain('GET /things');
  });

  it('refuse to take off words that another one wrote meanwhile', async () => {
    const { integrationId } = world;
    const place = { integrationId, key: 'GET /things' };
    await client.definitions.editOperation({ ...place, edit: { summary: 'Seen' } });
    await client.definitions.editOperation({ ...place, edit: { summary: 'Theirs' } });
    await expect(
      client.definitions.editOperation({ ...place, edit: null, expected: { summary: 'Seen' } }),
    ).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await client.definitions.describe(place)).summary).toBe('Theirs');
  });

  it('keep the schema of a parameter by hand where only the summary is sent', async () => {
    const { integrationId, operationId: id } = world;
    const schema = { type: 'string', enum: ['a', 'b'], maxLength: 3 };
    const parameter = { name: 'q', in: 'query' as const, required: false, description: '', schema };
    await client.definitions.updateOperation({ integrationId, id, operation: { parameters: [parameter] } });
    await client.definitions.updateOperation({ integrationId, id, operation: { summary: 'Named' } });
    const { parameters } = await client.definitions.describe({ integrationId, key: 'GET /hand' });
    expect(parameters).toMatchObject([{ name: 'q', schema }]);
  });
});
