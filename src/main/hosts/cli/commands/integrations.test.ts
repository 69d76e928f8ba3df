import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandRig, pipeIn, typeIn } from '#test/support/commandRig.ts';
import { ok } from '#test/support/definitionDocuments.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { importDefinition } from './integrations.ts';
import { listIntegrations, listSaved } from './lists.ts';

type Options = Parameters<typeof importDefinition>[3];

const pets = (parts: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1.2' },
  servers: [{ url: 'https://pets.example.com/v1' }],
  security: [{ key: [] }],
  paths: { '/a': { get: ok }, '/b': { get: ok } },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  ...parts,
});

async function rig() {
  const rig = await commandRig();
  const path = join(temporaryFolder(), 'pets api.json');
  /** Imports from a file, so that stdin is free for answers. */
  const run = (document: object, options: Options = {}) => {
    writeFileSync(path, JSON.stringify(document));
    rig.output.lines.length = 0;
    rig.output.notes.length = 0;
    rig.output.values.length = 0;
    return importDefinition(rig.client, rig.output, path, options);
  };
  const all = async () => (await rig.client.integrations.list({ offset: 0, limit: 50 })).rows;
  return { ...rig, path, run, all };
}

test('a new integration is told with what it needs, and hints can be pasted', async () => {
  const { run, output, path } = await rig();
  pipeIn('');
  const made = await run(pets({ paths: { '/a': { get: ok, head: 5 } } }));
  expect(output.lines).toEqual([
    `Imported Pets 1.2 as ${made.name}: 1 operation, authentication API key.`,
    `1 problem; to list them: patchbay inspect '${path}'`,
    `It needs a connection: patchbay connect ${made.name}`,
  ]);
  expect(output.values).toEqual([
    {
      id: made.id,
      name: made.name,
      baseUrl: 'https://pets.example.com/v1',
      operations: 1,
      auth: ['apiKey'],
      problems: 1,
    },
  ]);
  await run(pets({ info: { title: 'Open', version: '1' }, security: [] }), {
    name: 'my pets',
    baseUrl: 'https://else.example.com',
  });
  expect(output.values).toMatchObject([{ name: 'my pets', baseUrl: 'https://else.example.com' }]);
  expect(output.lines).toEqual(['Imported Open 1 as my pets: 2 operations, authentication None.']);
});

test('a document without a server needs the address, of an option or at the terminal', async () => {
  const { run, all } = await rig();
  const nowhere = pets({ servers: [] });
  pipeIn('https://ignored.example.com\n');
  await expect(run(nowhere)).rejects.toMatchObject({
    code: 'INVALID',
    data: { kept: 'Nothing was imported.', todo: expect.stringContaining('--base-url') },
  });
  expect(await all()).toEqual([]);
  const terminal = typeIn('https://typed.example.com');
  expect((await run(nowhere)).baseUrl).toBe('https://typed.example.com');
  expect(terminal.shown()).toContain('Pets names no server. Base URL of the API: ');
});

test('a document that was imported before is told, and updates that one where a person says so', async () => {
  const { run, output, all, path } = await rig();
  pipeIn('');
  const first = await run(pets(), { name: 'pets' });
  await run(pets(), { name: 'again' });
  expect(output.lines).toContain(
    `It was imported before as pets; to update that one: patchbay import '${path}' --into pets`,
  );
  expect(output.values).toMatchObject([{ alreadyImportedAs: { id: first.id, displayName: 'pets' } }]);
  expect(await all()).toHaveLength(2);
  for (const answer of ['n', '', 'yellow']) {
    typeIn(answer);
    await run(pets(), { name: `not ${answer}` });
  }
  expect(await all()).toHaveLength(5);
  const terminal = typeIn('Yes');
  const again = await run(pets());
  // The last one that was imported is the one that is meant.
  expect(terminal.shown()).toContain(
    'It was imported before as not yellow. Update that one instead of adding another?',
  );
  expect([again.name, (await all()).length]).toEqual(['not yellow', 5]);
  expect(output.values[0]).not.toHaveProperty('alreadyImportedAs');
});

test('what breaks is applied only with a yes, and everything else at once', async () => {
  const { run, output, client } = await rig();
  pipeIn('');
  const { id } = await run(pets(), { name: 'pets' });
  const into = { into: 'PETS' };
  const operations = async () => (await client.integrations.get({ id })).operations;

  await run(pets({ paths: { '/a': { get: ok }, '/b': { get: ok }, '/c': { get: ok } } }), into);
  expect(await operations()).toBe(3);
  expect(output.notes.join('\n')).toMatch(/Operations added.*:\n {2}GET \/c/);

  const fewer = pets({ paths: { '/a': { get: ok } } });
  await expect(run(fewer, into)).rejects.toMatchObject({
    code: 'INVALID',
    data: {
      kept: 'The integration was not changed.',
      todo: 'Run it again with --yes to apply it.',
      names: [expect.stringContaining('GET /b, GET /c')],
    },
  });
  for (const answer of ['n', '', 'yet']) {
    typeIn(answer);
    await expect(run(fewer, into)).rejects.toMatchObject({ code: 'INVALID' });
  }
  expect(await operations()).toBe(3);
  typeIn('y');
  await run(fewer, into);
  expect(await operations()).toBe(1);
  pipeIn('');
  await run(pets({ paths: { '/z': { get: ok } } }), { ...into, yes: true });
  expect(await operations()).toBe(1);
});

test('of very many changes the first fifty are named', async () => {
  const { run, output } = await rig();
  pipeIn('');
  await run(pets(), { name: 'pets' });
  const many = (count: number) =>
    pets({
      paths: {
        '/a': { get: ok },
        '/b': { get: ok },
        ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`/n${at}`, { get: ok }])),
      },
    });
  await run(many(50), { into: 'pets' });
  expect(output.notes.filter((note) => note.startsWith('  GET /n'))).toHaveLength(50);
  expect(output.notes.join('\n')).not.toContain('more');
  await run(pets(), { into: 'pets', yes: true });
  await run(many(53), { into: 'pets' });
  expect(output.notes.filter((note) => note.startsWith('  GET /n'))).toHaveLength(50);
  expect(output.notes).toContain('  and 3 more');
});

test('the address of an integration stays unless another one is given', async () => {
  const { run, output, client } = await rig();
  pipeIn('');
  const { id } = await run(pets(), { name: 'pets' });
  const moved = pets({ servers: [{ url: 'https://new.example.com' }] });
  const baseUrl = async () => (await client.integrations.get({ id })).baseUrl;
  await run(moved, { into: id, yes: true });
  expect(await baseUrl()).toBe('https://pets.example.com/v1');
  expect(output.notes.join('\n')).toContain('--base-url changes it.');
  await run(moved, { into: id, yes: true, baseUrl: 'https://new.example.com' });
  expect(await baseUrl()).toBe('https://new.example.com');
  expect(output.notes.join('\n')).not.toContain('--base-url');
});

test('lists say what there is, and what to do where there is nothing', async () => {
  const { run, output, client } = await rig();
  const shown = async (list: typeof listIntegrations) => {
    output.lines.length = 0;
    await list(client, output);
    return output.lines.map((line) => line.split(/ {2,}/));
  };
  expect(await shown(listIntegrations)).toEqual([['No integrations yet. Add one with patchbay import <file>.']]);
  expect(await shown(listSaved)).toEqual([['No saved requests yet. Save one on the Requests page.']]);
  pipeIn('');
  const { id } = await run(pets(), { name: 'pets' });
  await run(pets({ info: { title: 'Open', version: '1' }, security: [] }), { name: 'b' });
  await client.integrations.update({ id, changes: { active: false } });
  expect(await shown(listIntegrations)).toEqual([
    ['NAME', 'TYPE', 'PROVIDER', 'STATUS', 'AUTHENTICATION', 'CONNECTIONS', 'OPERATIONS'],
    ['b', 'API', 'custom', 'Not verified', 'None', '0', '2'],
    ['pets', 'API', 'custom', 'Inactive', 'API key', 'needed', '2'],
  ]);
  const none = {
    operationKey: null,
    connectionId: null,
    server: null,
    parameters: [],
    body: { kind: 'none' as const },
  };
  const draft = { ...none, method: 'GET', url: '/a', integrationId: id };
  await client.collections.save({ name: 'Of an operation', draft: { ...draft, operationKey: 'GET /a' } });
  await client.collections.save({
    name: 'By hand',
    draft: { ...draft, integrationId: null, url: 'https://a.example/' },
  });
  await run(pets({ paths: { '/b': { get: ok } } }), { into: 'pets', yes: true });
  expect(await shown(listSaved)).toEqual([
    ['NAME', 'INTEGRATION', 'REQUEST', 'NOTE'],
    ['By hand', 'GET https://a.example/'],
    ['Of an operation', 'pets', 'GET /a', 'no longer in the definition'],
  ]);
  expect(output.values.at(-1)).toMatchObject([
    { name: 'By hand', integration: null, operationGone: false },
    { name: 'Of an operation', integration: 'pets', operationKey: 'GET /a', operationGone: true },
  ]);
});
