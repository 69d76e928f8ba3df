import { describe, expect, test } from 'vitest';
import type { Role } from '#contract/common.ts';
import { facts as factRows } from '#main/facts/table.ts';
import { assistantsRig, definitionNeeding, keyAuth } from '#test/support/assistantsRig.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { createAssistants } from './domain.ts';
import { assistantFacts } from './table.ts';

async function routes() {
  const rig = await assistantsRig();
  rig.kernel.facts.register(Object.values(assistantFacts), undefined);
  const domain = createAssistants({ ...rig.kernel, facts: rig.deps.facts }, rig.assistants);
  const client = domainClient(domain, rig.admin);
  const as = (role: Role) => domainClient(domain, { ...rig.admin, role });
  const said = () =>
    rig.store.read
      .select({ type: factRows.type, before: factRows.before, after: factRows.after })
      .from(factRows)
      .orderBy(factRows.seq)
      .all()
      .filter(({ type }) => type.startsWith('assistant.'));
  return { rig, domain, client, as, said };
}

test('every route leads to what it names, and each change is told', async () => {
  const { rig, client, domain, said } = await routes();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const [one, two] = [
    rig.integrate({ baseUrl: server.url }),
    rig.integrate({ baseUrl: server.url, manualAuth: keyAuth }),
  ];
  rig.define(one, definitionNeeding([]));
  const key = rig.connect(two);
  const made = await client.create({ name: 'Helper' });
  const of = { assistantId: made.id };
  expect(await client.get({ id: made.id })).toEqual(made);
  expect(await client.list({})).toMatchObject({ total: 1, rows: [{ id: made.id }] });
  expect(await client.ids({})).toMatchObject({ ids: [made.id] });
  expect(await client.attach({ ...of, integrationId: one, connectionId: null, validate: false })).toMatchObject({
    attachment: { state: 'ready' },
  });
  expect(await client.options({ ...of, integrationId: two })).toMatchObject({ connections: [{ id: key.id }] });
  expect(await client.attach({ ...of, integrationId: two, connectionId: key.id, validate: true })).toMatchObject({
    attachment: { connection: { id: key.id } },
  });
  expect(server.requests[0]?.headers['x-key']).toBeDefined();
  const other = rig.connect(two);
  await client.configure({ ...of, integrationId: two, connectionId: other.id, validate: false });
  await client.setOperations({ ...of, integrationId: one, operations: ['GET /things', 'GET /things'] });
  expect((await client.integrations({ ...of })).rows).toHaveLength(2);
  const { tools } = await client.tools({ assistantId: made.id });
  expect(tools.map(({ operationKey }) => operationKey)).toEqual(['GET /things']);
  expect(JSON.parse((await client.exportTools({ ...of, format: 'anthropic' })).text)).toMatchObject([
    { name: tools[0]?.name, input_schema: { type: 'object' } },
  ]);
  const call = { ...of, name: tools[0]?.name ?? '', arguments: {} };
  expect(await client.composeTool(call)).toEqual({ method: 'GET', url: `${server.url}/things` });
  expect((await client.tryTool(call)).response?.status).toBe(200);
  expect(domain.api.thoseWith(rig.store.read, rig.admin, [one])).toEqual({ assistants: 1, assistantNames: ['Helper'] });
  await client.detach({ ...of, integrationId: two });
  expect(
    await client.changeAttachments({ ...of, attach: [{ integrationId: two, connectionId: key.id }], detach: [one] }),
  ).toEqual({
    attached: 1,
    detached: 1,
  });
  const copy = await client.duplicate({ id: made.id });
  await client.update({ id: copy.id, changes: { name: 'Other', description: 'Mine' } });
  expect(await client.removal({ ids: [copy.id] })).toMatchObject({ assistants: 1 });
  expect(await client.remove({ ids: [copy.id] })).toEqual({ ids: [copy.id] });
  expect(await client.deleted()).toMatchObject([{ id: copy.id, name: 'Other' }]);
  expect(await client.restore({ ids: [copy.id] })).toEqual({ ids: [copy.id] });
  expect(said().map(({ type }) => type)).toEqual([
    'assistant.created',
    'assistant.attached',
    'assistant.attached',
    'assistant.configured',
    'assistant.operationsChosen',
    'assistant.detached',
    'assistant.attachmentsChanged',
    'assistant.duplicated',
    'assistant.changed',
    'assistant.deleted',
    'assistant.restored',
  ]);
});

test('a viewer sees assistants, and changes and tries nothing', async () => {
  const { rig, client, as, said } = await routes();
  const integrationId = rig.integrate({ baseUrl: 'http://127.0.0.1:9' });
  rig.define(integrationId, definitionNeeding([]));
  const { id } = await client.create({ name: 'Helper' });
  await client.attach({ assistantId: id, integrationId, connectionId: null, validate: false });
  const before = said();
  const viewer = as('viewer');
  expect(await viewer.get({ id })).toMatchObject({ name: 'Helper' });
  const [tool] = (await viewer.tools({ assistantId: id })).tools;
  const call = { assistantId: id, name: tool?.name ?? '', arguments: {} };
  for (const refused of [
    () => viewer.create({ name: 'Mine' }),
    () => viewer.update({ id, changes: { name: 'Mine' } }),
    () => viewer.duplicate({ id }),
    () => viewer.remove({ ids: [id] }),
    () => viewer.restore({ ids: [id] }),
    () => viewer.attach({ assistantId: id, integrationId, connectionId: null, validate: false }),
    () => viewer.configure({ assistantId: id, integrationId, connectionId: null, validate: false }),
    () => viewer.detach({ assistantId: id, integrationId }),
    () => viewer.changeAttachments({ assistantId: id, attach: [], detach: [integrationId] }),
    () => viewer.setOperations({ assistantId: id, integrationId, operations: [] }),
    () => viewer.composeTool(call),
    () => viewer.tryTool(call),
  ])
    await expect(refused(), String(refused)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(said()).toEqual(before);
});

describe('a name', () => {
  test('is taken from the moment it is given, and free once another one is', async () => {
    const { client } = await routes();
    const first = await client.create({ name: 'Helper' });
    const second = await client.create({ name: 'Second' });
    await client.update({ id: first.id, changes: { name: 'Ａssistent' } });
    for (const name of ['assistent', 'ASSISTENT'])
      await expect(client.update({ id: second.id, changes: { name } })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await client.update({ id: second.id, changes: { name: 'helper' } })).toMatchObject({ name: 'helper' });
    expect(await client.update({ id: second.id, changes: { name: 'HELPER' } })).toMatchObject({ name: 'HELPER' });
    await expect(client.create({ name: 'Helper' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  test('of a copy is the first that nobody has, however long it is', async () => {
    const { client } = await routes();
    const { id } = await client.create({ name: 'a'.repeat(120) });
    const names = [await client.duplicate({ id }), await client.duplicate({ id })].map(({ name }) => name);
    expect(names).toEqual([`${'a'.repeat(105)} copy`, `${'a'.repeat(105)} copy 2`]);
  });
});

test('a change is refused where something else stands than the editor saw, and is told with what was', async () => {
  const { client, said } = await routes();
  const { id } = await client.create({ name: 'Helper', description: 'One' });
  await client.update({ id, changes: { description: 'Two' } });
  await expect(
    client.update({ id, changes: { description: 'Three' }, expected: { description: 'One' } }),
  ).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE', data: { meanwhile: [{ field: 'description', now: 'Two' }] } });
  expect(await client.update({ id, changes: { name: 'Renamed' }, expected: { name: 'Helper' } })).toMatchObject({
    name: 'Renamed',
    description: 'Two',
  });
  expect(said().at(-1)).toMatchObject({ before: { name: 'Helper' }, after: { name: 'Renamed' } });
});

test('operations that do not exist are named, and the choice of before stays', async () => {
  const { rig, client } = await routes();
  const integrationId = rig.integrate({ baseUrl: 'http://127.0.0.1:9' });
  rig.define(integrationId, definitionNeeding([]));
  const { id: assistantId } = await client.create({ name: 'Helper' });
  const key = { assistantId, integrationId };
  await expect(client.setOperations({ ...key, operations: [] })).rejects.toMatchObject({ code: 'NOT_ATTACHED' });
  await client.attach({ ...key, connectionId: null, validate: false });
  await client.setOperations({ ...key, operations: ['GET /things'] });
  await expect(client.setOperations({ ...key, operations: ['GET /things', 'GET /none'] })).rejects.toMatchObject({
    code: 'INVALID',
    message: 'The integration has no operation GET /none.',
    data: { names: ['GET /none'], field: 'operations' },
  });
  const stored = async () => (await client.integrations({ assistantId })).rows[0]?.attachment?.operations;
  expect(await stored()).toEqual(['GET /things']);
  await expect(client.setOperations({ ...key, operations: null, expected: { operations: [] } })).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
  });
  await client.setOperations({ ...key, operations: null, expected: { operations: ['GET /things'] } });
  expect(await stored()).toBeNull();
});

test('what a new definition does to the tools of an assistant is told with the first five of each', async () => {
  const { rig, client, domain } = await routes();
  const integrationId = rig.integrate({ baseUrl: 'http://127.0.0.1:9' });
  rig.define(integrationId, definitionNeeding([]));
  const { id: assistantId } = await client.create({ name: 'Helper' });
  await client.attach({ assistantId, integrationId, connectionId: null, validate: false });
  const keys = (from: number, count: number) => new Set(Array.from({ length: count }, (_, at) => `GET /${from + at}`));
  const told = (removed: number, changed: number) =>
    domain.api.toolsAffected(rig.admin, integrationId, { removed: keys(0, removed), changed: keys(10, changed) });
  expect(told(0, 0)).toEqual([]);
  expect(told(1, 0)).toEqual([{ name: 'Helper', reason: '1 tool goes: GET /0.' }]);
  expect(told(5, 1)).toEqual([
    { name: 'Helper', reason: '5 tools go: GET /0, GET /1, GET /2, GET /3, GET /4; 1 tool changes: GET /10.' },
  ]);
  expect(told(0, 7)).toEqual([
    { name: 'Helper', reason: '7 tools change: GET /10, GET /11, GET /12, GET /13, GET /14 and 2 more.' },
  ]);
  expect(
    domain.api.toolsAffected(rig.admin, rig.integrate({ baseUrl: 'http://a.test' }), {
      removed: keys(0, 1),
      changed: keys(0, 0),
    }),
  ).toEqual([]);
});
