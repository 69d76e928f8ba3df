import { expect, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { actAs } from '#test/support/actAs.ts';
import { draftOf, filesWith } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

const canary = 'k4Vq-canary-7f3a';

test('a saved request holds no secret that was typed by hand, and can be opened again', async () => {
  const { console, client } = await testConsole();
  const draft = draftOf({
    url: `https://a.test/?access_token=${canary}1`,
    parameters: [
      { name: 'authorization', in: 'header', value: `Bearer ${canary}2` },
      { name: 'X-Api-Key', in: 'header', value: `${canary}3` },
      { name: 'sid', in: 'cookie', value: `${canary}4` },
      { name: 'note', in: 'query', value: ['plain', `again ${canary}3`] },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'client_secret', value: `${canary}5` }],
    },
  });
  const saved = await client.collections.save({ name: 'mine', draft });
  expect(saved.draft.parameters.map(({ value }) => value)).toEqual(['••••', '••••', '••••', ['plain', 'again ••••']]);
  expect(saved.draft.url).toBe('https://a.test/?access_token=••••');
  expect(requestDraft.parse(saved.draft)).toEqual(saved.draft);
  expect((await client.collections.request({ id: saved.id })).draft).toEqual(saved.draft);
  expect(filesWith(console.kernel.paths.root, 'canary')).toEqual([]);
  const again = await client.requests.compose(saved.draft);
  expect(again.problems).toContainEqual(expect.objectContaining({ severity: 'error', field: 'X-Api-Key' }));
});

test('and none that the definition of its operation declares', async () => {
  const { console, client } = await testConsole();
  const properties = { door: { type: 'string', format: 'password' }, lid: { type: 'string', writeOnly: true } };
  const content = { 'application/json': { schema: { type: 'object', properties } } };
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    components: { securitySchemes: { shop: { type: 'apiKey', in: 'header', name: 'X-Shop-Pass-Through' } } },
    paths: { '/login': { post: { requestBody: { content }, responses: {} } } },
  });
  const review = await client.definitions.review({ source: { kind: 'text', text } });
  const target = { kind: 'new' as const, name: 'shop', fields: { baseUrl: 'https://shop.test' } };
  const { id: integrationId } = await client.definitions.apply({ id: review.id, target });
  const draft = draftOf({
    integrationId,
    operationKey: 'POST /login',
    method: 'POST',
    url: '/login',
    parameters: [{ name: 'X-Shop-Pass-Through', in: 'header', value: `${canary}5` }],
    body: {
      kind: 'text',
      mediaType: 'application/json',
      text: JSON.stringify({ door: canary, lid: `${canary}2`, max_tokens: 256 }),
    },
  });
  const saved = await client.collections.save({ name: 'mine', draft });
  expect(saved.draft.body).toMatchObject({ text: '{"door":"••••","lid":"••••","max_tokens":256}' });
  expect(saved.draft.parameters[0]?.value).toBe('••••');
  expect(filesWith(console.kernel.paths.root, 'canary')).toEqual([]);
});

test('names count once in a group in any case, belong to the tenant, and viewers change none', async () => {
  const { console, client } = await testConsole();
  const { id } = await client.collections.save({ name: 'Mine', draft: plainDraft });
  const { id: groupId } = await client.collections.saveGroup({ name: 'Group' });
  const save = (fields: object, name: string) =>
    client.collections.save({ name, draft: { ...plainDraft, groupId: null }, ...fields });
  await expect(save({}, 'mINE')).rejects.toMatchObject({ code: 'CONFLICT', data: { field: 'name' } });
  expect((await save({ id }, 'mine')).id).toBe(id);
  const inside = await save({ draft: { ...plainDraft, groupId } }, 'mine');
  await expect(save({ draft: { ...plainDraft, groupId } }, 'MINE')).rejects.toMatchObject({ code: 'CONFLICT' });
  const rename = client.collections.rename({ item: { kind: 'request', id }, name: 'MINE' });
  expect(await rename).toEqual({ items: [{ kind: 'request', id }] });
  const viewer = await actAs(console, client, 'viewer');
  expect((await viewer.collections.tree()).requests.map(({ name }) => name)).toEqual(['MINE', 'mine']);
  const items = [{ kind: 'request' as const, id }];
  await expect(viewer.collections.remove({ items })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { id: tenantId } = await client.tenants.create({ name: 'Elsewhere' });
  await client.tenants.switch({ tenantId });
  expect(await client.collections.tree()).toEqual({ groups: [], requests: [] });
  await expect(client.collections.remove({ items })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.collections.request({ id: inside.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a connection names the requests and collections that use it', async () => {
  const { client } = await testConsole();
  const auth = { manualAuth: { kind: 'bearer' as const }, credentials: { secret: 'some-secret-0001' } };
  const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
  const { id: integrationId } = await client.integrations.create({ name: 'a', ...api, ...auth });
  const common = { integrationId, kind: 'bearer', schemeKey: null, visibility: 'team', secret: 'x-secret-2' } as const;
  const used = await client.connections.create({ ...common, name: 'used' });
  const unused = await client.connections.create({ ...common, name: 'unused' });
  await client.collections.save({ name: 'mine', draft: { ...plainDraft, connectionId: used.id } });
  await client.collections.saveGroup({ name: 'ours', auth: { kind: 'connection' }, connectionId: used.id });
  expect(await client.connections.uses({ id: used.id })).toEqual([
    { kind: 'saved request', name: 'mine' },
    { kind: 'collection', name: 'ours' },
  ]);
  expect(await client.connections.uses({ id: unused.id })).toEqual([]);
});
