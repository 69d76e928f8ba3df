import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCanary } from '#test/support/canary.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';

const definition = (server: string) => ({
  openapi: '3.1.0',
  info: { title: 'Shelves', version: '1' },
  servers: [{ url: server }],
  security: [{ key: [] }],
  paths: {
    '/books/{id}': {
      put: {
        operationId: 'putBook',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
        ],
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 200: { description: 'The book' } },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
});

/** Each command is a process of its own; on a busy machine a start takes seconds. */
const manyProcesses = 180_000;

const passphrase = 'correct horse battery staple';

/** An API that answers 401 without the key, and gives back what it was asked with it. */
function api(key: string) {
  return loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const known = request.headers['x-key'] === key;
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ url: request.url, body: Buffer.concat(chunks).toString(), key: request.headers['x-key'] }),
      );
    });
  });
}

async function begin() {
  const key = makeCanary('cli');
  const server = await api(key.secret);
  const patchbay = commandLine();
  const file = join(temporaryFolder(), 'passphrase');
  writeFileSync(file, `${passphrase}\n`);
  await patchbay.run(['import', '-', '--name', 'shelves'], { input: JSON.stringify(definition(server.url)) });
  return { ...patchbay, key, server, unlocked: ['--passphrase-file', file] };
}

describe('import and list', () => {
  it(
    'make an integration of a document, refuse its name a second time, and show what it needs',
    async () => {
      const { run, json } = commandLine();
      const input = JSON.stringify(definition('http://127.0.0.1:9'));
      const made = await json(['import', '-', '--name', 'shelves'], { input });
      expect(made).toMatchObject({
        code: 0,
        answer: { name: 'shelves', operations: 1, auth: ['apiKey'], problems: 0 },
      });
      const again = await run(['import', '-', '--name', 'shelves'], { input });
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('shelves') });
      const changed = await json(['import', '-', '--into', 'shelves'], {
        input: input.replace('putBook', 'replaceBook'),
      });
      expect(changed).toMatchObject({ code: 0, answer: { name: 'shelves', operations: 1 } });
      const moved = input.replace('/books/', '/items/');
      const refused = await run(['import', '-', '--into', 'shelves'], { input: moved });
      expect(refused).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/Operations removed:\n {2}PUT \/books/),
      });
      expect(refused.stderr).toContain('--yes');
      expect((await json(['import', '-', '--into', 'shelves', '--yes'], { input: moved })).code).toBe(0);
      const { answer } = await json(['list']);
      expect(answer).toMatchObject([{ name: 'shelves', auth: ['apiKey'], needsConnection: true, operations: 1 }]);
      const { stdout } = await run(['list']);
      expect(stdout.split('\n')[1]).toMatch(/^shelves +API +custom +Not verified +API key +needed +1$/);
    },
    manyProcesses,
  );
});

describe('connect and send', () => {
  it(
    'take a pasted token where the definition asks for OAuth2 alone',
    async () => {
      const { run, unlocked } = await begin();
      await run(['vault', 'setup', '--method', 'passphrase', ...unlocked]);
      const flows = { clientCredentials: { tokenUrl: 'https://as.example/token', scopes: {} } };
      const asking = definition('http://127.0.0.1:9');
      const components = { securitySchemes: { key: { type: 'oauth2', flows } } };
      await run(['import', '-', '--name', 'club'], { input: JSON.stringify({ ...asking, components }) });
      const connected = await run(['connect', 'club', ...unlocked], { input: 'pasted-access-token-1\n' });
      expect(connected).toMatchObject({ code: 0, stderr: '' });
      expect(connected.stdout).toContain('header Authorization');
    },
    manyProcesses,
  );

  it(
    'take a user name with an empty password for Basic, and nothing empty otherwise',
    async () => {
      const { run, unlocked } = await begin();
      await run(['vault', 'setup', '--method', 'passphrase', ...unlocked]);
      const components = { securitySchemes: { key: { type: 'http', scheme: 'basic' } } };
      const asking = { ...definition('http://127.0.0.1:9'), components };
      await run(['import', '-', '--name', 'till'], { input: JSON.stringify(asking) });
      const neither = await run(['connect', 'till', ...unlocked], { input: '\n' });
      expect(neither).toMatchObject({ code: 1, stderr: expect.stringContaining('Enter the user name, the password') });
      const keyAlone = ['connect', 'till', '--username', 'sk_test_key_0001', ...unlocked];
      expect(await run(keyAlone, { input: '\n' })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('(empty)'),
      });
    },
    manyProcesses,
  );

  it(
    'wait for a vault: code 6 and the command that makes one',
    async () => {
      const { run, json, key } = await begin();
      const refused = await run(['connect', 'shelves'], { input: key.secret });
      expect(refused).toMatchObject({ code: 6, stdout: '' });
      expect(refused.stderr).toContain('patchbay vault setup --method passphrase');
      const status = await json(['vault', 'status']);
      expect(status).toMatchObject({ code: 6, answer: { status: 'setup', keychain: 'unavailable' } });
      expect((await run(['vault', 'setup', '--method', 'keychain'])).code).toBe(6);
    },
    manyProcesses,
  );

  it(
    'store a secret from stdin under a passphrase and send it, on a machine without a keychain',
    async () => {
      const { run, json, key, server, unlocked } = await begin();
      expect((await run(['vault', 'setup', '--method', 'passphrase', ...unlocked])).code).toBe(0);

      const locked = await run(['connect', 'shelves'], { input: key.secret });
      expect(locked).toMatchObject({ code: 6, stderr: expect.stringContaining('--passphrase-file') });
      const connected = await run(['connect', 'shelves', ...unlocked], { input: `${key.secret}\n` });
      expect(connected).toMatchObject({ code: 0, stderr: '' });
      expect(connected.stdout).toContain('••••');

      const request = [
        'send',
        'shelves',
        'putBook',
        '--param',
        'id=7',
        '--param',
        'tags=["a","b"]',
        '--body',
        '{"a":1}',
      ];
      const sent = await json([...request, ...unlocked]);
      expect(sent).toMatchObject({ code: 0, answer: { response: { status: 200 }, method: 'PUT' } });
      expect(server.requests.at(-1)).toMatchObject({ url: '/books/7?tags=a&tags=b', headers: { 'x-key': key.secret } });
      expect(sent.answer).toHaveProperty('body', expect.stringContaining('{\\"a\\":1}'));
      expect(JSON.stringify(sent.answer) + connected.stdout).not.toContain(key.core);

      const without = await run([...request, '--no-connection']);
      expect(without).toMatchObject({ code: 7, stdout: expect.stringContaining('401') });
      const unreachable = await json([...request, '--no-connection', '--base-url', 'http://127.0.0.1:1']);
      expect(unreachable).toMatchObject({ code: 8, answer: { response: null, fault: { code: 'CONNECTION_REFUSED' } } });
      const elsewhere = await json([...request, ...unlocked, '--base-url', 'http://localhost:9']);
      expect(elsewhere).toMatchObject({ code: 1, answer: { error: { code: 'HOST_REFUSED' } } });
    },
    manyProcesses,
  );

  it(
    'name what they cannot find: the integration, the operation, the connection, the parameter',
    async () => {
      const { run } = await begin();
      const outcomes = [
        await run(['send', 'nothing', 'putBook']),
        await run(['send', 'shelves', 'nothing']),
        await run(['send', 'shelves', 'putBook', '--connection', 'nothing']),
        await run(['send', 'shelves', 'putBook', '--param', 'colour=red']),
        await run(['connect', 'nothing'], { input: 'secret' }),
      ];
      expect(outcomes.map(({ code }) => code)).toEqual([5, 5, 5, 2, 5]);
      const words = [
        'called nothing',
        'no operation nothing',
        'no connection called nothing',
        'query:colour=',
        'called nothing',
      ];
      for (const [index, text] of words.entries()) expect(outcomes[index]?.stderr).toContain(text);
    },
    manyProcesses,
  );
});

describe('vault', () => {
  it(
    'refuses a wrong, a weak and a missing passphrase, and changes a right one',
    async () => {
      const { data, run, json } = commandLine();
      const files = {
        right: passphrase,
        wrong: 'something else at all',
        weak: 'short',
        next: 'another long passphrase',
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(data, name), text);
      const setup = ['vault', 'setup', '--method', 'passphrase'];
      expect(await json([...setup, '--passphrase-file', 'weak'])).toMatchObject({
        answer: { error: { code: 'PASSPHRASE_WEAK' } },
      });
      expect((await run([...setup, '--passphrase-file', 'nothing'])).code).toBe(5);
      expect((await run(setup, { input: `${passphrase}\n` })).code).toBe(0);
      expect((await run([...setup, '--passphrase-file', 'next'])).stderr).toContain('patchbay vault passphrase');
      expect(await json(['vault', 'status'])).toMatchObject({
        code: 6,
        answer: { status: 'locked', method: 'passphrase' },
      });
      expect((await run(['vault', 'status', '--passphrase-file', 'wrong'])).code).toBe(6);
      const change = ['vault', 'passphrase', '--passphrase-file', 'right', '--new-passphrase-file', 'next'];
      expect((await run(change)).code).toBe(0);
      expect((await run(['vault', 'status', '--passphrase-file', 'right'])).code).toBe(6);
      expect(await json(['vault', 'status', '--passphrase-file', 'next'])).toMatchObject({
        code: 0,
        answer: { status: 'unlocked' },
      });
    },
    manyProcesses,
  );
});

it(
  'sends no credential with an operation that needs none, and goes to the servers that it names for itself',
  async () => {
    const { run, json, key, server, unlocked } = await begin();
    const files = await api(key.secret);
    const document = {
      ...definition(server.url),
      paths: {
        '/open': { get: { security: [], responses: {} } },
        '/files': {
          servers: [{ url: `${files.url}/{version}`, variables: { version: { default: 'v1' } } }],
          get: { responses: {} },
        },
      },
    };
    await run(['import', '-', '--name', 'files'], { input: JSON.stringify(document) });
    await run(['vault', 'setup', '--method', 'passphrase', ...unlocked]);
    await run(['connect', 'files', ...unlocked], { input: `${key.secret}\n` });
    await json(['send', 'files', 'GET /open', ...unlocked]);
    expect(server.requests.at(-1)).toMatchObject({ url: '/open' });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-key');
    const sent = await json(['send', 'files', 'GET /files', '--server-variable', 'version=v2', ...unlocked]);
    expect(sent).toMatchObject({ code: 0, answer: { response: { status: 200 } } });
    expect(files.requests).toMatchObject([{ url: '/v2/files' }]);
  },
  manyProcesses,
);
