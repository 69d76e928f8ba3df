import { describe, expect, onTestFinished, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { contractChoice } from '#contract/contracts.ts';
import { type RequestDraftInput, requestDraft } from '#contract/requests.ts';
import { httpServer } from '#main/http/testServer.ts';
import { uuidv7 } from '#main/store/index.ts';
import { importDocument } from '#test/support/roundTrip.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

const key = 'value-of-the-secret-4711';

/** A server that notes all that it is sent, and variables that hold everywhere: `key` is secret. */
async function rig(answer: (url: string) => unknown = () => ({})) {
  const { client } = await testConsole();
  const seen: string[] = [];
  const authorization = new Set<string | undefined>();
  const server = await httpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString().replace(/\s/g, '');
      seen.push(`${request.method} ${request.url} ${body}`.trim());
      authorization.add(request.headers.authorization);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request.url ?? '')));
    });
  });
  onTestFinished(() => server.close());
  const all = (await client.environments.list()).find((each) => each.unreadable === undefined && each.isGlobal);
  if (all === undefined) throw new Error('There is an environment that holds everywhere');
  const owner = { kind: 'environment' as const, id: all.id };
  const set = (name: string, value: string) => client.environments.setVariable({ owner, name, kind: 'plain', value });
  await client.environments.setVariable({ owner, name: 'key', kind: 'secret', secret: key });
  await set('id', '{id}');
  await set('both', '{{inner}}/{id}');
  await set('inner', '{other}');
  return { client, seen, authorization, set, origin: `http://127.0.0.1:${server.port}` };
}

const send = (client: Client, fields: Partial<RequestDraftInput>) =>
  client.requests.send({ id: exchangeId.parse(uuidv7()), draft: requestDraft.parse({ ...plainDraft, ...fields }) });

const path = (name: string, value: string) => ({ name, in: 'path' as const, value });

describe('what was filled in is not looked through again', () => {
  test.each<[string, string, RequestDraftInput['parameters'], string]>([
    ['a value that looks like a name of the path', '/a/{{id}}/{id}', [path('id', 'x')], 'GET /a/%7Bid%7D/x'],
    ['a value that looks like a name that has no value', '/a/{{inner}}', [], 'GET /a/%7Bother%7D'],
    ['values within values', '/a/{{both}}/{id}', [path('id', 'x')], 'GET /a/%7Bother%7D/%7Bid%7D/x'],
    ['a value in the query', '/a?q={{id}}', [path('id', 'x')], 'GET /a?q={id}'],
    [
      'a parameter of the path that a variable fills',
      '/a/{p}',
      [path('p', '{{id}}'), path('id', 'x')],
      'GET /a/%7Bid%7D',
    ],
    ['a parameter that names another', '/a/{p}/{id}', [path('p', '{id}'), path('id', 'x')], 'GET /a/%7Bid%7D/x'],
  ])('%s', async (_, url, parameters, expected) => {
    const { client, seen, origin } = await rig();
    await send(client, { url: `${origin}${url}`, parameters });
    expect(seen).toEqual([expected]);
  });

  test('a value that a script or a response set is taken as it is, wherever it stands', async () => {
    const { client, seen, origin } = await rig(() => ({ next: '{{key}}' }));
    const capture = { variable: 'next', subject: 'jsonPath' as const, expression: '$.next', enabled: true };
    await send(client, { url: `${origin}/first`, captures: [capture] });
    await send(client, {
      method: 'POST',
      url: `${origin}/{p}?q={{next}}`,
      parameters: [path('p', '{{next}}'), { name: 'X-Next', in: 'header', value: '{{next}}' }],
      body: { kind: 'text', mediaType: 'text/plain', text: '{{next}}' },
    });
    expect(seen.at(-1)).toBe('POST /%7B%7Bkey%7D%7D?q={{key}} {{key}}');
  });

  test('a server whose variable holds a name is no template of servers', async () => {
    const { client, set, seen, origin } = await rig();
    await set('base', `${origin}/{region}`);
    const definition = {
      openapi: '3.1.0',
      info: { title: 'S', version: '1' },
      paths: { '/a': { get: { responses: {} } } },
    };
    const integrationId = await importDocument(client, 's', Buffer.from(JSON.stringify(definition)));
    const fields = { integrationId, operationKey: 'GET /a', url: '/a', serverVariables: { region: 'eu' } };
    await send(client, { ...fields, server: '{{base}}' });
    await send(client, { ...fields, server: `${origin}/{region}` });
    expect(seen).toEqual(['GET /%7Bregion%7D/a', 'GET /eu/a']);
  });
});

const things = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9' }],
  paths: {
    '/things': {
      get: {
        operationId: 'list',
        parameters: [
          { name: 'q', in: 'query', required: true, example: '{{key}}', schema: { type: 'string' } },
          { name: 'X-Q', in: 'header', required: true, example: '{{key}}', schema: { type: 'string' } },
        ],
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
              },
            },
          },
        },
      },
      post: {
        operationId: 'make',
        requestBody: {
          content: { 'application/json': { schema: { type: 'object' }, example: { name: '{{key}}' } } },
        },
        responses: { 200: { description: 'ok' } },
      },
    },
    '/things/{thingId}': {
      get: {
        operationId: 'read',
        parameters: [{ name: 'thingId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

async function checked(client: Client, choice: object) {
  const { integrationId, ...rest } = contractChoice.parse({ connectionId: null, ...choice });
  await client.contracts.check({ integrationId, ...rest });
  for (;;) {
    const { running, last } = await client.contracts.report({ integrationId });
    if (running === null && last !== null) return last;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('values of a definition, a server or a model', () => {
  test('are sent by a contract check as they are, also those that another answer gave', async () => {
    const { client, seen, origin } = await rig((url) => (url.startsWith('/things?') ? [{ id: '{{key}}' }] : {}));
    const integrationId = await importDocument(client, 'things', Buffer.from(JSON.stringify(things)));
    await checked(client, { integrationId, server: origin, includeUnsafe: true });
    expect(seen.toSorted()).toEqual([
      'GET /things/%7B%7Bkey%7D%7D',
      'GET /things?q=%7B%7Bkey%7D%7D',
      'POST /things {"name":"{{key}}"}',
    ]);
    expect(seen.join()).not.toContain(key);
  });

  test('are sent by the tool of an assistant as they are', async () => {
    const { client, seen, origin } = await rig();
    const text = JSON.stringify({ ...things, servers: [{ url: origin }] });
    const { id } = await client.definitions.review({ source: { kind: 'text', text } });
    const target = { kind: 'new' as const, name: 'things', fields: { baseUrl: origin } };
    const { id: integrationId } = await client.definitions.apply({ id, target });
    const { id: assistantId } = await client.assistants.create({ name: 'helper', visibility: 'team' });
    await client.assistants.changeAttachments({ assistantId, attach: [{ integrationId, connectionId: null }] });
    const { tools } = await client.assistants.tools({ assistantId });
    const name = tools.map((tool) => tool.name).find((each) => /read/i.test(each)) ?? '';
    await client.assistants.tryTool({ assistantId, name, arguments: { thingId: '{{key}}' } });
    expect(seen).toEqual(['GET /things/%7B%7Bkey%7D%7D']);
  });

  test('beside a server and headers with variables of an environment, which a person wrote for a contract check', async () => {
    const { client, seen, authorization, origin } = await rig((url) =>
      url.startsWith('/v1/things?') ? [{ id: '{{key}}' }] : {},
    );
    const integrationId = await importDocument(client, 'things', Buffer.from(JSON.stringify(things)));
    const environment = await client.environments.create({ name: 'Staging', color: null, isProduction: true });
    const owner = { kind: 'environment' as const, id: environment.id };
    await client.environments.setVariable({ owner, name: 'baseUrl', kind: 'plain', value: `${origin}/v1` });
    const report = await checked(client, {
      integrationId,
      environmentId: environment.id,
      server: '{{baseUrl}}',
      headers: [{ name: 'Authorization', value: 'Bearer {{key}}' }],
      includeUnsafe: true,
    });
    expect(seen.toSorted()).toEqual([
      'GET /v1/things/%7B%7Bkey%7D%7D',
      'GET /v1/things?q=%7B%7Bkey%7D%7D',
      'POST /v1/things {"name":"{{key}}"}',
    ]);
    expect([...authorization]).toEqual([`Bearer ${key}`]);
    expect(JSON.stringify(report)).not.toContain(key);
    const { rows } = await client.requests.history({ limit: 100, offset: 0 });
    expect(JSON.stringify(rows)).not.toContain(key);
    await client.vault.lock();
    await expect(
      client.contracts.check({ integrationId, connectionId: null, headers: [{ name: 'X', value: '{{key}}' }] }),
    ).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await client.contracts.check({
      integrationId,
      connectionId: null,
      environmentId: environment.id,
      server: '{{baseUrl}}',
    });
  });
});

test('variables of a file that stand in each other are filled in when it is run, as when it was taken over', async () => {
  const { client, seen, origin } = await rig();
  const file = {
    info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    variable: [
      { key: 'origin', value: origin },
      { key: 'base', value: '{{origin}}/v1' },
    ],
    item: [{ name: 'a', request: { method: 'GET', url: '{{base}}/a' } }],
  };
  const { id } = await client.runs.start({
    target: { kind: 'files', files: [{ path: 'f.json', text: JSON.stringify(file) }] },
  });
  while ((await client.runs.get({ id })).state === 'running') await new Promise((resolve) => setTimeout(resolve, 10));
  expect(seen).toEqual(['GET /v1/a']);
});
