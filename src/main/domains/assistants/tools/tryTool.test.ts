import { describe, expect, it } from 'vitest';
import { assistantsRig, definitionNeeding } from '#test/support/assistantsRig.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { createAssistant } from '../assistant.ts';
import { attach, setOperations } from '../attachments.ts';
import { composeTool, exportTools, previewTools, tryTool } from './tools.ts';

const operation = {
  operationId: 'addNote',
  summary: 'Adds a note',
  responses: { 200: { description: 'Added' } },
  parameters: [{ name: 'book', in: 'path', required: true, schema: { type: 'integer' } }],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } } },
    },
  },
};

async function begin() {
  const rig = await assistantsRig();
  const bodies: string[] = [];
  const server = await loopbackServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => void bodies.push(text));
    request.on('end', () => response.end('{"ok":true}'));
  });
  const integrationId = rig.integrate({ baseUrl: server.url, name: 'Notes', displayName: 'Notes' });
  rig.need(integrationId, definitionNeeding(['x-key'], { '/books/{book}/notes': { post: operation } }));
  const { id: connectionId } = rig.connect(integrationId, { schemeKey: 'x-key' });
  const { id: assistantId } = createAssistant(rig.assistants, rig.admin, { name: 'Helper' });
  await attach(rig.assistants, rig.admin, { assistantId, integrationId, connectionId, validate: false });
  const run = (name: string, args: object, actor = rig.admin) =>
    tryTool(rig.assistants, actor, { assistantId, name, arguments: JSON.parse(JSON.stringify(args)) });
  return { ...rig, server, bodies, integrationId, connectionId, assistantId, run };
}

describe('the tools of an assistant', () => {
  it('are one for each operation, or those that were chosen', async () => {
    const { assistants, admin, assistantId, integrationId } = await begin();
    const names = async () => (await previewTools(assistants, admin, { assistantId })).tools.map(({ name }) => name);
    expect(await names()).toEqual(['notes_things', 'notes_addNote']);
    setOperations(assistants, admin, { assistantId, integrationId, operations: ['POST /books/{book}/notes'] });
    expect(await names()).toEqual(['notes_addNote']);
    setOperations(assistants, admin, { assistantId, integrationId, operations: 'readOnly' });
    expect(await names()).toEqual(['notes_things']);
    const unknown = { assistantId, integrationId, operations: ['GET /gone'] };
    expect(await outcomeOf(Promise.try(() => setOperations(assistants, admin, unknown)))).toBe('INVALID');
  });

  it('that only read are kept as such: those of the next definition are offered too, what writes is not', async () => {
    const { assistants, admin, assistantId, integrationId, need } = await begin();
    const row = setOperations(assistants, admin, { assistantId, integrationId, operations: 'readOnly' });
    expect(row.attachment?.operations).toBe('readOnly');
    const answer = { responses: { 200: { description: '' } } };
    need(integrationId, definitionNeeding(['x-key'], { '/later': { get: answer, head: answer, put: answer } }));
    const { tools } = await previewTools(assistants, admin, { assistantId });
    expect(tools.map(({ operationKey }) => operationKey).sort()).toEqual(['GET /later', 'GET /things', 'HEAD /later']);
  });

  it('say where they would be sent, and send nothing', async () => {
    const { assistants, admin, assistantId, server } = await begin();
    const given = { assistantId, name: 'notes_addNote', arguments: { book: 7, text: 'hello' } };
    expect(await composeTool(assistants, admin, given)).toEqual({
      method: 'POST',
      url: `${server.url}/books/7/notes`,
    });
    const wrong = { ...given, arguments: {} };
    expect(await outcomeOf(composeTool(assistants, admin, wrong))).toBe('ARGUMENTS_INVALID');
    expect(server.requests).toEqual([]);
  });

  it('stay within 128, and say how many are left out', async () => {
    const { assistants, admin, assistantId, integrationId, need } = await begin();
    const many = Array.from({ length: 140 }, (_, n) => [
      `/n${n}`,
      { get: { responses: { 200: { description: '' } } } },
    ]);
    need(integrationId, definitionNeeding(['x-key'], Object.fromEntries(many)));
    const { tools, notes } = await previewTools(assistants, admin, { assistantId });
    expect(tools).toHaveLength(128);
    expect(notes).toEqual([expect.stringContaining('13 of 141 operations are left out')]);
  });

  it('are written in the shape of each provider', async () => {
    const { assistants, admin, assistantId } = await begin();
    const text = async (format: 'openai' | 'anthropic' | 'gemini') =>
      JSON.parse((await exportTools(assistants, admin, { assistantId, format })).text);
    const parameters = { type: 'object', required: ['book', 'text'] };
    const name = 'notes_addNote';
    expect((await text('openai'))[1]).toMatchObject({ type: 'function', function: { name, parameters } });
    expect((await text('anthropic'))[1]).toMatchObject({ name, input_schema: parameters });
    expect((await text('gemini'))[0].functionDeclarations[1]).toMatchObject({ name, parametersJsonSchema: parameters });
  });
});

describe('trying a tool', () => {
  it('sends the request with the attached connection and records it', async () => {
    const { server, bodies, store, run } = await begin();
    const exchange = await run('notes_addNote', { book: 7, text: 'Good' });
    expect(exchange.response?.status).toBe(200);
    expect(server.requests.at(-1)).toMatchObject({
      method: 'POST',
      url: '/books/7/notes',
      headers: { 'x-key': 'canary-key-4711-abcdef' },
    });
    expect(bodies).toEqual(['{"text":"Good"}']);
    expect(store.sqlite.prepare('SELECT count(*) FROM exchanges').pluck().get()).toBe(1);
    expect(JSON.stringify(exchange)).not.toContain('canary-key');
  });

  it('sends no credential with an operation that needs none', async () => {
    const { server, need, integrationId, run } = await begin();
    const open = { operationId: 'open', security: [], responses: { 200: { description: 'Open' } } };
    need(integrationId, definitionNeeding(['x-key'], { '/open': { get: open } }));
    expect((await run('notes_open', {})).response?.status).toBe(200);
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-key');
    expect((await run('notes_things', {})).response?.status).toBe(200);
    expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-key': 'canary-key-4711-abcdef' });
  });

  it('goes to the server that the operation names for itself, and sends the secret there', async () => {
    const { need, integrationId, connect, assistants, admin } = await begin();
    const files = await loopbackServer((_, response) => response.end('{}'));
    const upload = { operationId: 'upload', servers: [{ url: `${files.url}/up` }], responses: {} };
    need(integrationId, definitionNeeding(['x-key'], { '/files': { put: upload } }));
    const { id: connectionId, allowedHosts } = connect(integrationId, { schemeKey: 'x-key' });
    expect(allowedHosts).toContain(files.host);
    const { id: assistantId } = createAssistant(assistants, admin, { name: 'Second' });
    await attach(assistants, admin, { assistantId, integrationId, connectionId, validate: false });
    const sent = await tryTool(assistants, admin, { assistantId, name: 'notes_upload', arguments: {} });
    expect(sent.response?.status).toBe(200);
    expect(files.requests).toMatchObject([
      { method: 'PUT', url: '/up/files', headers: { 'x-key': 'canary-key-4711-abcdef' } },
    ]);
  });

  it('sends nothing where the tool is unknown or the arguments do not fit', async () => {
    const { server, run, member } = await begin();
    const name = 'notes_addNote';
    expect(await outcomeOf(run('notes_delete_everything', {}))).toBe('TOOL_UNKNOWN');
    expect(await outcomeOf(run(name, { book: 'seven', text: 'Good' }))).toBe('ARGUMENTS_INVALID');
    expect(await outcomeOf(run(name, { book: 7 }))).toBe('ARGUMENTS_INVALID');
    expect(await outcomeOf(run(name, { book: 7, text: 'Good', other: 1 }))).toBe('ARGUMENTS_INVALID');
    expect(await outcomeOf(run(name, ['book']))).toBe('ARGUMENTS_INVALID');
    expect(await outcomeOf(run(name, { book: 7, text: 'Good' }, member('viewer', 'Vi')))).toBe('FORBIDDEN');
    expect(server.requests).toEqual([]);
  });

  it('sends nothing where the connection is gone', async () => {
    const { server, store, connectionId, run } = await begin();
    store.sqlite.prepare('DELETE FROM connections WHERE id = ?').run(connectionId);
    expect(await outcomeOf(run('notes_addNote', { book: 7, text: 'Good' }))).toBe('CONNECTION_NEEDED');
    expect(server.requests).toEqual([]);
  });
});
