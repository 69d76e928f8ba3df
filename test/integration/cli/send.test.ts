import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpsServer } from '#main/http/testServer.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';

const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const body = (content: object) => ({ requestBody: { content }, responses: { 200: { description: 'What came' } } });

const document = (server: string) => ({
  openapi: '3.1.0',
  info: { title: 'Echo', version: '1' },
  servers: [{ url: server }],
  components: {
    schemas: { Ids: { type: 'array', items: { type: 'integer' } } },
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      user: { type: 'http', scheme: 'basic' },
      tenant: { type: 'apiKey', in: 'query', name: 'tenant' },
    },
  },
  paths: {
    '/list': {
      get: {
        operationId: 'list',
        parameters: [
          { name: 'ids', in: 'query', schema: nullable({ $ref: '#/components/schemas/Ids' }) },
          { name: 'named', in: 'query', explode: false, schema: { $ref: '#/components/schemas/Ids' } },
          { name: 'big', in: 'query', schema: { type: 'integer' } },
        ],
        responses: { 200: { description: 'What came' } },
      },
    },
    '/json': { post: { operationId: 'json', ...body({ 'application/xml': {}, 'application/json': {} }) } },
    '/any': { post: { operationId: 'any', ...body({ '*/*': {} }) } },
    '/bytes': { post: { operationId: 'bytes', ...body({ 'application/octet-stream': {} }) } },
    '/urlencoded': {
      post: {
        operationId: 'urlencoded',
        ...body({
          'application/x-www-form-urlencoded': {
            schema: { properties: { filter: { type: 'object' } } },
            encoding: { filter: { style: 'deepObject', explode: true } },
          },
        }),
      },
    },
    '/upload': {
      post: {
        operationId: 'upload',
        security: [{ key: [], user: [], tenant: [] }],
        ...body({
          'multipart/form-data': {
            schema: { properties: { photo: { type: 'string', format: 'binary' }, about: { type: 'object' } } },
            encoding: { photo: { contentType: 'image/png' } },
          },
        }),
      },
    },
  },
});

interface Received {
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

async function begin() {
  const received: Received[] = [];
  const server = await loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.end('{}');
    });
  });
  const patchbay = commandLine();
  await patchbay.run(['import', '-', '--name', 'echo'], { input: JSON.stringify(document(server.url)) });
  const send = async (args: readonly string[], input?: string) => {
    const { code, stderr } = await patchbay.run(['send', 'echo', ...args], input === undefined ? {} : { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [last] = received.splice(0);
    if (last === undefined) throw new Error('nothing came');
    return last;
  };
  return { ...patchbay, send };
}

const formOf = ({ headers, body: bytes }: Received) =>
  new Response(new Uint8Array(bytes), { headers: { 'content-type': String(headers['content-type']) } }).formData();

/** Each command is a process of its own; on a busy machine a start takes seconds. */
const manyProcesses = 180_000;

describe('patchbay send', () => {
  it(
    'writes lists, large numbers and bodies as the page would',
    async () => {
      const { send, data } = await begin();
      const { url } = await send(['list', '--param', 'ids=[9007199254740993,2]', '--param', 'big=9007199254740993']);
      expect(url).toBe('/list?ids=9007199254740993&ids=2&big=9007199254740993');
      expect((await send(['list', '--param', 'named=1', '--param', 'named=2'])).url).toBe('/list?named=1,2');
      for (const operation of ['json', 'any']) {
        const sent = await send([operation, '--body', '{"n":9007199254740993}']);
        expect([sent.headers['content-type'], String(sent.body)]).toEqual([
          'application/json',
          '{"n":9007199254740993}',
        ]);
      }
      const bytes = Buffer.from([0, 255, 254, 13, 10, 128]);
      writeFileSync(join(data, 'some.bin'), bytes);
      const sent = await send(['bytes', '--body', `@${join(data, 'some.bin')}`]);
      expect([sent.headers['content-type'], sent.body]).toEqual(['application/octet-stream', bytes]);
      const form = await send(['urlencoded', '--body', '{"filter":{"id":9007199254740993},"q":"a b"}']);
      expect(String(form.body)).toBe('filter%5Bid%5D=9007199254740993&q=a+b');
    },
    manyProcesses,
  );

  it(
    'writes multipart bodies with their boundary, from JSON and from fields with files',
    async () => {
      const { send, data } = await begin();
      const photo = join(data, 'a.png');
      writeFileSync(photo, Buffer.from([0, 255]));
      const options = ['upload', '--no-connection'];
      const parts = await formOf(await send([...options, '--form', `photo=@${photo}`, '--form', 'about={"n":1}']));
      const file = parts.get('photo');
      if (!(file instanceof File)) throw new Error('no file');
      expect([file.name, file.type, file.size]).toEqual(['a.png', 'image/png', 2]);
      const sent = await send([...options, '--body', '{"about":{"n":9007199254740993}}']);
      expect(String(sent.body)).toContain('Content-Type: application/json\r\n\r\n{"n":9007199254740993}');
    },
    manyProcesses,
  );

  it(
    'takes bodies and files of any length, and says what is too long or not there',
    async () => {
      const { send, run, data } = await begin();
      const file = join(data, 'large.bin');
      writeFileSync(file, '');
      truncateSync(file, 150_000_000);
      expect((await send(['bytes', '--body', `@${file}`])).body.length).toBe(150_000_000);
      const parts = await formOf(await send(['upload', '--no-connection', '--form', `photo=@${file}`]));
      const part = parts.get('photo');
      expect(part instanceof File && [part.name, part.size]).toEqual(['large.bin', 150_000_000]);

      const text = JSON.stringify({ text: 'ä'.repeat(1_500_000) });
      const piped = await send(['json', '--body', '-'], text);
      expect([piped.headers['content-type'], String(piped.body) === text]).toEqual(['application/json', true]);
      const whole = `--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'a'.repeat(1_200_000)}\r\n--edge--\r\n`;
      writeFileSync(join(data, 'whole'), whole);
      const form = await formOf(await send(['upload', '--no-connection', '--body', `@${join(data, 'whole')}`]));
      expect(String(form.get('a')).length).toBe(1_200_000);

      const tooLong = await run(['send', 'echo', 'urlencoded', '--body', '-'], {
        input: `{"q":"${'a'.repeat(1_100_000)}"}`,
      });
      expect(tooLong).toMatchObject({ code: 2, stderr: expect.stringContaining('--form name=@file') });
      const missing = await run(['send', 'echo', 'bytes', '--body', '@nothing.bin']);
      expect(missing).toMatchObject({ code: 5, stderr: expect.stringContaining('There is no file nothing.bin.') });
      const folder = await run(['send', 'echo', 'upload', '--no-connection', '--form', `photo=@${data}`]);
      expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder, not a file') });
    },
    manyProcesses,
  );

  it(
    'accepts the certificate that is named, for the host that shows it, and no other',
    async () => {
      const server = await httpsServer((_request, response) => response.end('{}'));
      onTestFinished(() => server.close());
      const { run, json } = await begin();
      const args = ['send', 'echo', 'list', '--base-url', server.url];
      const refused = await json(args);
      expect(refused).toMatchObject({ code: 8, answer: { fault: { code: 'TLS_FAILED' } } });
      const { fault } = refused.answer as { fault: { certificate: string } };
      const [place = '', fingerprint = ''] = fault.certificate.split(' ');
      const words = await run(args);
      expect(words.stdout).toContain(`--accept-certificate ${fingerprint}`);
      expect(words.stdout).toContain(place);

      const other = await run([...args, '--accept-certificate', 'AB'.repeat(32)]);
      expect(other).toMatchObject({ code: 8, stderr: expect.stringContaining('another certificate') });
      expect((await json(args)).code).toBe(8);
      const accepted = await run([...args, '--accept-certificate', fingerprint.replaceAll(':', '').toLowerCase()]);
      expect(accepted).toMatchObject({ code: 0, stderr: expect.stringContaining(`${place} is accepted`) });
      expect(await json(args)).toMatchObject({ code: 0, answer: { response: { unverified: true } } });
      const elsewhere = ['send', 'echo', 'list', '--base-url', server.url.replace('localhost', '127.0.0.1')];
      const same = server.url.includes('127.0.0.1') ? 0 : 8;
      expect((await run(elsewhere)).code).toBe(same);
    },
    manyProcesses,
  );

  it(
    'starts without what it does not need, and keeps its compiled code in the data folder',
    async () => {
      const { run, data } = await begin();
      const hook = join(temporaryFolder(), 'loaded.mjs');
      writeFileSync(hook, `process.on('exit', () => console.error(process.moduleLoadList.join('\\n')));`);
      const { stderr } = await run(['list'], { nodeOptions: `--import=${hook}` });
      const loaded = stderr.split('\n');
      expect(loaded).toContain('NativeModule http');
      // Node's own fetch and WebSocket.
      expect(loaded.filter((name) => name.includes('deps/undici'))).toEqual([]);
      expect(existsSync(join(data, 'cache'))).toBe(true);
    },
    manyProcesses,
  );
});

describe('patchbay connect', () => {
  it(
    'connects schemes that are needed together, a line of the input each',
    async () => {
      const { run, json, send, data } = await begin();
      const passphrase = join(data, 'passphrase');
      writeFileSync(passphrase, 'correct horse battery staple\n');
      const unlocked = ['--passphrase-file', passphrase];
      await run(['vault', 'setup', '--method', 'passphrase', ...unlocked]);
      const args = ['connect', 'echo', '--username', 'ada', ...unlocked];
      const short = await run(args, { input: 'first-secret-1\n' });
      expect(short).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Line 2 of the input must hold: Secret for echo, tenant'),
      });
      const made = await json(args, { input: 'first-secret-1\nsecond-secret-2\nthird-secret-3\n' });
      expect(made).toMatchObject({
        code: 0,
        answer: { parts: [{ schemeKey: 'key' }, { schemeKey: 'tenant' }, { schemeKey: 'user' }] },
      });
      const { url, headers } = await send(['upload', '--form', 'a=b', ...unlocked]);
      expect([url, headers['x-key'], headers.authorization]).toEqual([
        '/upload?tenant=second-secret-2',
        'first-secret-1',
        `Basic ${Buffer.from('ada:third-secret-3').toString('base64')}`,
      ]);
      const unknown = await run(['connect', 'echo', '--scheme', 'key', '--scheme', 'other', ...unlocked], {
        input: 'x',
      });
      expect(unknown.stderr).toContain('echo has no security scheme other');
    },
    manyProcesses,
  );
});
