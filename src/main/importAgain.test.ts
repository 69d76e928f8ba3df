import { expect, it } from 'vitest';
import { exchangeId, integrationId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { uuidv7 } from '#main/store/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const schema = (type: string) => ({ type: 'object', properties: { title: { type } } });

const definition = (server: string, { without = '', type = 'string' } = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Shelves', version: without === '' ? '1' : '2' },
    servers: [{ url: server }],
    paths: Object.fromEntries(
      ['/books/{id}', '/loans', '/shelves']
        .filter((path) => path !== without)
        .map((path) => [path, path === '/books/{id}' ? { put: book } : { get: { responses: { 200: list } } }]),
    ),
    components: { schemas: { Thing: schema(type) } },
  });
const list = { description: 'ok', content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } };
const book = {
  operationId: 'putBook',
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
  responses: { 200: { description: 'ok' } },
};

async function imported({ definitions }: Client, text: string, into?: string) {
  const existing = into === undefined ? {} : { integrationId: integrationId.parse(into) };
  return definitions.review({ source: { kind: 'text', text }, ...existing });
}

it('says which saved requests and assistants a new definition meets; a request whose operation is gone is still sent', async () => {
  const seen: string[] = [];
  const server = await loopbackServer((request, response) => {
    request.on('data', (chunk: Buffer) => seen.push(`${request.method} ${request.url} ${chunk}`));
    request.on('end', () => response.end('{}'));
  });
  const { client } = await testConsole();
  const first = await imported(client, definition(server.url));
  const { id } = await client.definitions.apply({
    id: first.id,
    target: { kind: 'new', name: 'Shelves', fields: { baseUrl: server.url } },
  });
  const draft = requestDraft.parse({
    integrationId: id,
    operationKey: 'PUT /books/{id}',
    connectionId: null,
    method: 'PUT',
    url: '/books/{id}',
    server: null,
    parameters: [{ name: 'id', in: 'path', value: '7' }],
    body: { kind: 'text', mediaType: 'application/json', text: '{"title":"Emma"}' },
  });
  await client.collections.save({ name: 'Rename a book', draft });
  const reading = { ...draft, operationKey: 'GET /loans', method: 'GET', url: '/loans', parameters: [] };
  await client.collections.save({ name: 'Loans', draft: { ...reading, body: { kind: 'none' } } });
  const assistant = await client.assistants.create({ name: 'Desk' });
  await client.assistants.changeAttachments({
    assistantId: assistant.id,
    attach: [{ integrationId: id, connectionId: null }],
  });

  const later = definition('https://elsewhere.example', { without: '/books/{id}', type: 'integer' });
  const { id: staged, comparison } = await imported(client, later, id);
  expect(comparison).toMatchObject({
    version: { before: '1', after: '2' },
    operations: {
      removed: [{ key: 'PUT /books/{id}' }],
      changed: [{ key: 'GET /loans', aspects: ['responses'] }, { key: 'GET /shelves' }],
    },
    savedRequestsAffected: [
      { name: 'Loans', reason: 'GET /loans changes. It stays as it was saved.' },
      {
        name: 'Rename a book',
        reason: 'PUT /books/{id} is gone. It keeps method, URL and body, and can still be sent.',
      },
    ],
    assistantsAffected: [
      { name: 'Desk', reason: '1 tool goes: PUT /books/{id}; 2 tools change: GET /loans, GET /shelves.' },
    ],
    baseUrl: { kept: server.url, suggested: 'https://elsewhere.example' },
  });

  const { baseUrl } = await client.definitions.apply({ id: staged, target: { kind: 'existing', integrationId: id } });
  expect(baseUrl).toBe(server.url);
  const { requests: saved } = await client.collections.tree();
  expect(saved.map(({ name, operationGone }) => [name, operationGone])).toEqual([
    ['Rename a book', true],
    ['Loans', false],
  ]);
  const [row] = saved;
  if (row?.unreadable !== undefined || row === undefined) throw new Error('The request is gone');
  const gone = await client.collections.request({ id: row.id });
  expect(gone.draft).toMatchObject({ method: 'PUT', url: '/books/{id}', body: { text: '{"title":"Emma"}' } });
  const composed = await client.requests.compose(gone.draft);
  expect(composed).toMatchObject({ method: 'PUT', url: `${server.url}/books/7`, problems: [] });
  const sent = await client.requests.send({ id: exchangeId.parse(uuidv7(Date.now())), draft: gone.draft });
  expect(sent.response?.status).toBe(200);
  expect(seen).toEqual(['PUT /books/7 {"title":"Emma"}']);
});
