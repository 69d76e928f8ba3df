import { expect, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { buildWorld, plainDraft, type World } from '#test/support/world.ts';

/** A console in which every list has a row that is fine beside the one that is damaged. */
async function twoOfEach() {
  const { console, client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const world = await buildWorld(client, server.url);
  const { integrationId, assistantId, otherIntegrationId } = world;
  await client.connections.create({
    integrationId,
    name: 'second',
    kind: 'apiKey',
    schemeKey: 'key',
    visibility: 'team',
    secret: 'world-secret-0002',
  });
  await client.requests.send({ id: exchangeId.parse(crypto.randomUUID()), draft: { ...plainDraft, integrationId } });
  await client.collections.save({ name: 'second', draft: plainDraft });
  await client.collections.saveGroup({ name: 'second' });
  const owner = { kind: 'environment' as const, id: world.environmentId };
  await client.environments.setVariable({ owner, name: 'second', kind: 'plain' });
  await client.assistants.create({ name: 'second', visibility: 'team' });
  await client.assistants.changeAttachments({
    assistantId,
    attach: [{ integrationId: otherIntegrationId, connectionId: null }],
  });
  await client.tenants.create({ name: 'Second tenant' });
  return { client, world, sqlite: console.store.sqlite };
}

type Rows = readonly { readonly unreadable?: string | undefined }[];
type Listed = (client: Client, world: World) => Promise<Rows>;

const integrationList: Listed = async (client) => (await client.integrations.list({})).rows;
const connectionList: Listed = async (client) => (await client.connections.list({})).rows;
const assistantList: Listed = async (client) => (await client.assistants.list({})).rows;
const attachmentList: Listed = async (client, { assistantId }) =>
  (await client.assistants.integrations({ assistantId })).rows;
const operationList: Listed = async (client, { integrationId }) =>
  (await client.definitions.operations({ integrationId })).rows;
const historyList: Listed = async (client) => (await client.requests.history({})).rows;
const savedList: Listed = async (client) => (await client.collections.tree()).requests;
const groupList: Listed = async (client) => (await client.collections.tree()).groups;
const environmentList: Listed = (client) => client.environments.list();
const variableList: Listed = (client, { environmentId: id }) =>
  client.environments.variables({ kind: 'environment', id });
const activityList: Listed = async (client) => (await client.activity.list({})).entries;
const jobList: Listed = (client) => client.jobs.list();
const memberList: Listed = (client) => client.tenants.members();
const tenantList: Listed = async (client) => (await client.tenants.session()).tenants;

const latest = (table: string) => `id = (SELECT max(id) FROM ${table})`;

/** What is damaged in the store, and where it is seen. */
const cases: [string, Listed, string][] = [
  [
    'integrations, a type that there is not',
    integrationList,
    "UPDATE integrations SET type = 'nonsense' WHERE name = 'world'",
  ],
  [
    'integrations, a state that there is not',
    integrationList,
    "UPDATE integrations SET status = '' WHERE name = 'world'",
  ],
  [
    'integrations, a count out of all bounds',
    integrationList,
    "UPDATE integrations SET operations = 9007199254740993 WHERE name = 'world'",
  ],
  [
    'integrations, a time out of all bounds',
    integrationList,
    "UPDATE integrations SET created_at = 9e18 WHERE name = 'world'",
  ],
  [
    'connections, settings that are no JSON',
    connectionList,
    "UPDATE connections SET placement = '{' WHERE name = 'key'",
  ],
  [
    'connections, a kind that there is not',
    connectionList,
    "UPDATE connections SET kind = 'nonsense' WHERE name = 'key'",
  ],
  [
    'connections, a state that there is not',
    connectionList,
    "UPDATE connection_state SET state = 'nonsense' WHERE connection_id = (SELECT id FROM connections WHERE name = 'key')",
  ],
  [
    'assistants, a visibility that there is not',
    assistantList,
    "UPDATE assistants SET visibility = 'team ' WHERE name = 'world'",
  ],
  [
    'attachments, operations that are no JSON',
    attachmentList,
    "UPDATE attachments SET operations = '[1' WHERE connection_id IS NOT NULL",
  ],
  ['attachments, an integration of no type', attachmentList, "UPDATE integrations SET type = '' WHERE name = 'other'"],
  ['operations, tags that are no JSON', operationList, "UPDATE definition_operations SET tags = '['"],
  ['operations, security of another shape', operationList, "UPDATE definition_operations SET security = '[7]'"],
  [
    'history, a status that is none',
    historyList,
    `UPDATE exchanges SET status = 9007199254740993 WHERE ${latest('exchanges')}`,
  ],
  ['history, an id that is none', historyList, `UPDATE exchanges SET id = 'x' WHERE ${latest('exchanges')}`],
  ['saved requests, an id that is none', savedList, "UPDATE saved_requests SET id = 'x' WHERE name = 'saved'"],
  [
    'saved requests, a collection that is none',
    savedList,
    "UPDATE saved_requests SET group_id = 'x' WHERE name = 'saved'",
  ],
  ['collections, an id that is none', groupList, "UPDATE request_groups SET id = 'x' WHERE name = 'collection'"],
  [
    'collections, authentication that is no JSON',
    groupList,
    "UPDATE request_groups SET auth = '{' WHERE name = 'collection'",
  ],
  [
    'environments, a colour that is none',
    environmentList,
    "UPDATE environments SET color = 'red' WHERE name = 'environment'",
  ],
  ['environments, an id that is none', environmentList, "UPDATE environments SET id = 'x' WHERE name = 'environment'"],
  ['variables, a kind that there is not', variableList, "UPDATE variables SET kind = 'nonsense' WHERE name = 'value'"],
  ['activity, details that are no JSON', activityList, `UPDATE activity SET details = 'x' WHERE ${latest('activity')}`],
  [
    'activity, a kind that there is not',
    activityList,
    `UPDATE activity SET result = 'nonsense' WHERE ${latest('activity')}`,
  ],
  [
    'activity, a change that is no JSON',
    activityList,
    "UPDATE facts SET after = '{' WHERE id = (SELECT max(id) FROM facts WHERE type = 'connection.created')",
  ],
  ['jobs, what to do that is no JSON', jobList, `UPDATE jobs SET payload = '{' WHERE ${latest('jobs')}`],
  ['people, a role that there is not', memberList, "UPDATE memberships SET role = 'king' WHERE role = 'viewer'"],
  [
    'tenants, a role that there is not',
    tenantList,
    "UPDATE memberships SET role = 'king' WHERE tenant_id = (SELECT id FROM tenants WHERE name = 'Second tenant')",
  ],
];

test('one damaged row leaves every list readable, and says which it is and what to do', async () => {
  const { client, world, sqlite } = await twoOfEach();
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('ignore_check_constraints = ON');
  for (const [what, list, damage] of cases) {
    const before = await list(client, world);
    sqlite.exec('BEGIN');
    expect.soft(sqlite.prepare(damage).run().changes, what).toBeGreaterThan(0);
    const after = await list(client, world).catch((error: Error) => [{ unreadable: error.message }]);
    sqlite.exec('ROLLBACK');
    const said = (rows: Rows) => rows.flatMap(({ unreadable }) => unreadable ?? []);
    expect.soft([said(before), after.length, said(after).length], what).toEqual([[], before.length, 1]);
    expect.soft(said(after)[0], what).toMatch(/cannot be read.*Its id is .+\. [A-Z]/);
  }
});

test('what cannot be read can be deleted, and fits nothing', async () => {
  const { client, world, sqlite } = await twoOfEach();
  const { connectionId, integrationId, assistantId, savedRequestId, groupId, variableId, jobId } = world;
  sqlite.pragma('ignore_check_constraints = ON');
  sqlite.exec(`UPDATE connections SET more = '[7]' WHERE name = 'key'; UPDATE saved_requests SET auth = '{' WHERE name = 'saved';
    UPDATE request_groups SET auth = '{' WHERE name = 'collection'; UPDATE variables SET kind = 'nonsense' WHERE name = 'value';
    UPDATE jobs SET payload = '{' WHERE id = '${jobId}'`);
  const { connections } = await client.assistants.options({ assistantId, integrationId });
  expect(connections.find(({ id }) => id === connectionId)?.unfit).toContain('cannot be read');
  expect(await client.connections.remove({ id: connectionId, confirmed: true })).toEqual({ id: connectionId });
  const items = [
    { kind: 'request' as const, id: savedRequestId },
    { kind: 'group' as const, id: groupId },
  ];
  expect(await client.collections.remove({ items })).toEqual({ items });
  expect(await client.environments.removeVariable({ id: variableId })).toEqual({ id: variableId });
  expect((await client.jobs.discard({ id: jobId })).find(({ id }) => id === jobId)?.unreadable).toBeDefined();
  sqlite.exec("UPDATE integrations SET manual_auth = '{' WHERE name = 'world'");
  expect(await client.integrations.remove({ ids: [integrationId] })).toEqual({ ids: [integrationId] });
});
