import { expect, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { testConsole } from '#test/support/testConsole.ts';

const postman = {
  info: { name: 'Shop', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: 'sk_live_abcdefghijklmnop1234', type: 'string' }] },
  variable: [{ key: 'host', value: 'https://shop.test' }],
  event: [{ listen: 'test', script: { exec: ['pm.test("all", () => {})'] } }],
  item: [
    {
      name: 'Orders',
      item: [
        {
          name: 'List',
          request: {
            method: 'GET',
            url: {
              raw: '{{host}}/orders/:id?limit=5',
              host: ['{{host}}'],
              path: ['orders', ':id'],
              query: [{ key: 'limit', value: '5' }],
              variable: [{ key: 'id', value: '7' }],
            },
          },
          response: [
            {
              name: 'ok',
              code: 200,
              status: 'OK',
              header: [{ key: 'Content-Type', value: 'application/json' }],
              body: '{"a":1}',
            },
          ],
        },
        {
          name: 'Create',
          request: {
            method: 'POST',
            url: '{{host}}/orders',
            body: { mode: 'raw', raw: '{"password":"hunter2-and-more"}', options: { raw: { language: 'json' } } },
          },
        },
      ],
    },
  ],
};

test('a query that stands in the address of a saved request is written as one, in every format', async () => {
  const { client } = await testConsole();
  const { id: groupId } = await client.collections.saveGroup({ name: 'Shop' });
  const parameters = [{ name: 'c', in: 'query' as const, value: '3', enabled: true }];
  const blank = { integrationId: null, operationKey: null, connectionId: null, server: null, method: 'GET' };
  const draft = requestDraft.parse({
    ...blank,
    groupId,
    url: 'https://shop.test/a?flag&b=2',
    parameters,
    body: { kind: 'none' },
  });
  await client.collections.save({ name: 'Query', draft });
  const written = async (format: 'postman' | 'openCollection' | 'har' | 'openapi' | 'curl') =>
    (await client.collections.export({ id: groupId, format })).files.map(({ text }) => text).join('\n');
  for (const format of ['postman', 'openCollection', 'har', 'curl'] as const)
    expect(await written(format)).toContain('https://shop.test/a?flag&b=2&c=3');
  const openapi = await written('openapi');
  expect(openapi).toMatch(/^ +["']?\/a["']?:/m);
  for (const name of ['flag', 'b', 'c']) expect(openapi).toMatch(new RegExp(`name: ["']?${name}["']?$`, 'm'));
});

test('takes a collection over with its secrets in the vault, and writes it again without them', async () => {
  const { client } = await testConsole();
  const review = await client.collections.review({ source: { kind: 'text', text: JSON.stringify(postman) } });
  expect(review).toMatchObject({
    format: 'postman',
    collections: [{ name: 'Shop', requests: 2, folders: 1 }],
    secrets: 2,
  });
  const { groups, requests } = await client.collections.import({ id: review.id });
  expect(requests).toBe(2);
  const tree = await client.collections.tree();
  expect(tree.groups.map(({ name }) => name)).toEqual(['Shop', 'Orders']);
  expect(tree.requests.map(({ name }) => name)).toEqual(['List', 'Create']);
  const [list, create] = tree.requests;
  if (!list || !create || !groups[0]) throw new Error('Nothing was imported');
  const { draft } = await client.collections.request({ id: list.id });
  expect(draft).toMatchObject({ url: '{{host}}/orders/{id}', auth: { kind: 'inherit' } });
  expect(await client.collections.examples({ id: list.id })).toMatchObject([
    { name: 'ok', status: 200, body: '{"a":1}' },
  ]);
  const body = (await client.collections.request({ id: create.id })).draft.body;
  expect(body).toMatchObject({ kind: 'text', text: '{"password":"{{password}}"}' });
  const variables = await client.environments.variables({ kind: 'group', id: groups[0] });
  expect(variables.map(({ name, kind }) => [name, kind])).toEqual([
    ['host', 'plain'],
    ['token', 'secret'],
    ['password', 'secret'],
  ]);
  for (const format of ['postman', 'openCollection', 'har', 'openapi', 'curl'] as const) {
    const { files } = await client.collections.export({ id: groups[0], format });
    const text = files.map((file) => file.text).join('\n');
    expect(text).toContain('orders');
    expect(text).not.toMatch(/sk_live|hunter2/);
  }
});

test('numbers that the console does not take are bounded, in requests and folders, and the rest stays', async () => {
  const { client } = await testConsole();
  const behavior = (maxRedirects: number) => ({ protocolProfileBehavior: { maxRedirects } });
  const document = {
    info: postman.info,
    ...behavior(9_999),
    item: [
      { name: 'Many', request: 'https://a.test', ...behavior(1e300) },
      { name: 'Less', request: 'https://a.test', ...behavior(-1) },
      { name: 'Part', request: 'https://a.test', ...behavior(2.5) },
    ],
  };
  const review = await client.collections.review({ source: { kind: 'text', text: JSON.stringify(document) } });
  expect(review.notes).toHaveLength(4);
  const { groups } = await client.collections.import({ id: review.id });
  const { requests } = await client.collections.tree();
  const drafts = await Promise.all(requests.map(({ id }) => client.collections.request({ id })));
  expect(drafts.map(({ draft }) => draft.maxRedirects)).toEqual([50, 0, 3]);
  expect(await client.collections.group({ id: groups[0] ?? ('' as never) })).toMatchObject({ maxRedirects: 50 });
});

test('a time limit of part of a second in a workspace leaves its collection readable', async () => {
  const { client } = await testConsole();
  const text = JSON.stringify({
    yaakSchema: 4,
    resources: { workspaces: [{ id: 'w', name: 'W', settingRequestTimeout: 1_500 }] },
  });
  const review = await client.collections.review({ source: { kind: 'text', text } });
  const { groups } = await client.collections.import({ id: review.id });
  expect(await client.collections.group({ id: groups[0] ?? ('' as never) })).toMatchObject({ timeoutSeconds: 2 });
});

test('folders that lie deeper than any can here are imported, joined', async () => {
  const { client } = await testConsole();
  let item: object = { name: 'Deep', request: 'https://a.test' };
  for (let depth = 0; depth < 90; depth += 1) item = { name: `F${depth}`, item: [item] };
  const text = JSON.stringify({ info: postman.info, item: [item] });
  const review = await client.collections.review({ source: { kind: 'text', text } });
  expect(await client.collections.import({ id: review.id })).toMatchObject({ requests: 1 });
});
