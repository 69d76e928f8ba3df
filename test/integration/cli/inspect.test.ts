import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { commandLine } from '#test/support/runCommand.ts';

const flow = {
  authorizationUrl: 'https://a.example/auth',
  tokenUrl: 'https://a.example/token',
  scopes: { read: 'Read' },
};
const definition = {
  openapi: '3.0.3',
  info: { title: 'Shelves', version: '2.1' },
  servers: [{ url: 'https://api.example/{base}', variables: { base: { default: 'v1' } } }],
  security: [{ key: [] }],
  paths: {
    '/books': {
      get: { responses: { 200: { description: 'Books' } } },
      post: { security: [{ oauth: ['read'] }, {}], responses: {} },
    },
    '/open': { get: { security: [], responses: {} }, head: 5 },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      oauth: { type: 'oauth2', flows: { authorizationCode: flow } },
      unused: { type: 'http', scheme: 'basic' },
    },
  },
};

/** What programs rely on, as the command's description names it. */
const fields = [
  'title',
  'version',
  'specVersion',
  'servers',
  'operations',
  'securitySchemes',
  'requiresApiKey',
  'requiresOAuth2',
  'requiresBasic',
  'requiresBearer',
  'optionalAuth',
  'coverage',
  'problems',
];

describe('patchbay inspect', () => {
  it('says the same of a file, of stdin and of an address, and makes no store', async () => {
    const { data, run, json } = commandLine();
    const text = JSON.stringify(definition);
    writeFileSync(join(data, 'shelves.json'), text);
    const server = await loopbackServer((_request, response) => response.end(text));
    const [file, stdin, url] = [
      await json(['inspect', 'shelves.json']),
      await json(['inspect', '-'], { input: text }),
      await json(['inspect', `${server.url}/openapi.json`]),
    ];
    expect([file.code, stdin.code, url.code]).toEqual([0, 0, 0]);
    expect(stdin.answer).toEqual(file.answer);
    expect(url.answer).toEqual(file.answer);
    const listed = await run(['list', '--json']);
    expect(listed.stdout.trim()).toBe('[]');
  });

  it('prints every field of its interface', async () => {
    const { json } = commandLine();
    const { answer } = await json(['inspect', '-'], { input: JSON.stringify(definition) });
    for (const field of fields) expect(answer).toHaveProperty(field);
    expect(answer).toMatchObject({
      title: 'Shelves',
      version: '2.1',
      specVersion: '3.0.3',
      operations: 3,
      servers: [{ url: 'https://api.example/{base}' }],
      requiresApiKey: true,
      requiresOAuth2: true,
      requiresBasic: false,
      requiresBearer: false,
      optionalAuth: 1,
      securitySchemes: [
        { name: 'key', type: 'apiKey', in: 'header', parameterName: 'X-Key' },
        { name: 'oauth', type: 'oauth2', flows: [{ ...flow, scopes: [{ name: 'read', description: 'Read' }] }] },
        { name: 'unused', type: 'http', scheme: 'basic' },
      ],
      coverage: { mapped: 3, total: 4, unmapped: [{ pointer: '/paths/~1open/head', reason: expect.any(String) }] },
    });
    expect(answer).toHaveProperty('problems.0', {
      code: 'OPERATION_INVALID',
      message: expect.any(String),
      pointer: '/paths/~1open/head',
      line: 1,
      column: expect.any(Number),
      severity: expect.any(String),
    });
  });

  it('tells a person where a broken document breaks', async () => {
    const { run, json } = commandLine();
    const input = '{\n  "openapi": "3.1.0",\n  "info": }';
    const told = await run(['inspect', '-'], { input });
    expect(told).toMatchObject({ code: 1, stdout: '' });
    expect(told.stderr).toContain('line 3, column 11');
    expect(told.stderr).toContain('Nothing was imported or changed.');
    const { code, answer } = await json(['inspect', '-'], { input });
    expect(code).toBe(1);
    expect(answer).toMatchObject({ error: { code: 'DEFINITION_SYNTAX', line: 3, column: 11 } });
  });

  it('says what is wrong with a file or an address that gives no document', async () => {
    const { run, json } = commandLine();
    const missing = await run(['inspect', 'nothing.json']);
    expect(missing).toMatchObject({ code: 5, stderr: 'There is no file nothing.json.\nNothing was changed.\n' });
    const server = await loopbackServer((_request, response) => response.writeHead(404).end('{}'));
    const { code, answer } = await json(['inspect', `${server.url}/gone.json`]);
    expect(code).toBe(1);
    expect(answer).toMatchObject({ error: { code: 'FETCH_FAILED', message: expect.stringContaining('404') } });
  });

  it('goes by the proxy of the environment, whose password it does not show', async () => {
    const asked: string[] = [];
    const proxy = await loopbackServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify(definition));
    });
    const { run } = commandLine();
    const at = `http://ada:canary-4711@127.0.0.1:${new URL(proxy.url).port}`;
    const address = 'http://api.example.test/openapi.json';
    const { code, stdout } = await run(['inspect', address], { env: { http_proxy: at } });
    expect([code, asked, stdout.split('\n')[0]]).toEqual([0, [address], 'Shelves 2.1 (OpenAPI 3.0.3)']);
    const dead = await run(['inspect', address], { env: { http_proxy: 'http://ada:canary-4711@127.0.0.1:1' } });
    expect([dead.code === 0, dead.stderr]).toEqual([false, expect.stringContaining('The proxy 127.0.0.1:1')]);
    expect(dead.stderr + dead.stdout).not.toContain('canary');
  });
});
