import { afterAll, expect, test } from 'vitest';
import { failedTests, jsonResponse, logLines, openScriptRig } from '#test/support/scriptRig.ts';
import type { ScriptHost } from './index.ts';

const rig = openScriptRig();
afterAll(() => rig.close());

test('an asynchronous test has the result of its promise, and one that never ends has failed', async () => {
  const output = await rig.run(`
pm.test('kept', async () => { await new Promise((done) => setTimeout(done, 5)); pm.expect(1).to.equal(1); });
pm.test('broken', async () => { await null; pm.expect(1).to.equal(2); });
pm.test('never', (done) => undefined);
await new Promise((done) => setTimeout(done, 1));
pm.test('after await', () => {});`);
  expect(output.tests.map(({ name, passed }) => [name, passed])).toEqual([
    ['kept', true],
    ['broken', false],
    ['never', false],
    ['after await', true],
  ]);
  expect(failedTests(output)).toContain('broken: expected 1 to equal 2');
});

test('an error names its line, a syntax error too, and what came before is kept', async () => {
  const failed = await rig.run('pm.test("a", () => {});\n\n  missing.call();');
  expect(failed).toMatchObject({
    tests: [{ name: 'a', passed: true }],
    failure: { kind: 'error', message: 'ReferenceError: missing is not defined', line: 3 },
  });
  expect((await rig.run('const user = undefined;\nuser.name')).failure).toMatchObject({
    message: "TypeError: Cannot read properties of undefined (reading 'name')",
    line: 2,
  });
  expect((await rig.run('let a = 1;\nlet b = ;')).failure).toMatchObject({ kind: 'error', line: 2 });
  const lost = await rig.run('setTimeout(() => {\n throw new Error("late"); }, 1)');
  expect(lost.failure).toMatchObject({ message: 'Error: late', line: 2 });
});

test('before a request, it can be changed and there is no response', async () => {
  const output = await rig.run(
    `pm.request.method = 'PUT'; pm.request.url = 'https://other.example.org/x?y=1#z'; pm.request.url.query.upsert({ key: 'y', value: '2' });
pm.request.headers.upsert({ key: 'content-type', value: 'text/plain' }); pm.request.body.raw = 'hello';
console.log(typeof pm.response, pm.request.url.getHost(), pm.request.url.hash, pm.request.url.path.join());`,
    { phase: 'before', response: null },
  );
  expect(logLines(output)).toEqual(['undefined other.example.org z x']);
  expect(output.request).toEqual({
    method: 'PUT',
    url: 'https://other.example.org/x?y=2#z',
    headers: [{ name: 'content-type', value: 'text/plain' }],
    body: { kind: 'text', mediaType: 'application/json', text: 'hello' },
  });
  expect((await rig.run('pm.request.url.getQueryString()')).request).toBeNull();
});

test('forms, GraphQL and files keep their kind', async () => {
  const form = await rig.run(
    `pm.request.body = { mode: 'urlencoded', urlencoded: [{ key: 'a', value: '1' }] }; pm.request.body.urlencoded.add({ key: 'b', value: 2 });`,
  );
  expect(form.request?.body).toEqual({
    kind: 'form',
    mediaType: 'application/x-www-form-urlencoded',
    fields: [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
  });
  const graphql = { kind: 'graphql' as const, query: '{ me }', variables: '{}', operationName: null };
  const request = { method: 'POST', url: 'https://a.example/', headers: [], body: graphql };
  const changed = await rig.run('pm.request.body.graphql.query = "{ you }"', { request });
  expect(changed.request?.body).toEqual({ ...graphql, query: '{ you }' });
});

test('requests of a script go through the host, twenty at most', async () => {
  const sent: unknown[] = [];
  const host: ScriptHost = {
    send: (request) => {
      sent.push(request);
      if (request.url.endsWith('/bad')) return Promise.reject(new Error('The address is not allowed.'));
      return Promise.resolve({ ...jsonResponse, status: 201, statusText: 'Created' });
    },
  };
  const output = await rig.run(
    `const response = await pm.sendRequest({ url: 'https://a.example/x', method: 'post', header: ['X-A: 1'], body: 'text' });
pm.test('promise', () => pm.expect(response).to.have.status(201));
pm.test('json', () => pm.expect(response.json().user.name).to.equal('Ada'));
try { await pm.sendRequest('https://a.example/bad'); } catch (error) { console.log(error.message); }
let refused = 0;
for (let n = 0; n < 30; n += 1) await pm.sendRequest('https://a.example/' + n).catch((error) => { refused += 1; console.log(error.message); });
console.log(refused);`,
    {},
    host,
  );
  expect(failedTests(output)).toEqual([]);
  expect(sent[0]).toEqual({
    method: 'POST',
    url: 'https://a.example/x',
    headers: [{ name: 'X-A', value: '1' }],
    body: { kind: 'text', mediaType: '', text: 'text' },
  });
  expect(sent).toHaveLength(20);
  expect(logLines(output)).toEqual([
    'The address is not allowed.',
    ...Array.from({ length: 12 }, () => 'A script can send 20 requests.'),
    '12',
  ]);
});

test('a host that is still sending when the script is over hears of it', async () => {
  const host: ScriptHost = {
    send: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        controller.abort();
      }),
  };
  const controller = new AbortController();
  const output = await rig.run('await pm.sendRequest("https://a.example")', {}, host, controller.signal);
  expect(output.failure).toMatchObject({ message: 'The script was cancelled.' });
});

test('cookies are read from the list and changed through the jar', async () => {
  const jar: Record<string, string> = { session: 'abc' };
  const host: ScriptHost = {
    send: () => Promise.reject(new Error('not here')),
    jar: (action) => {
      if (action.action === 'set') jar[action.cookie.name] = action.cookie.value;
      if (action.action === 'unset') delete jar[action.name];
      return Promise.resolve(Object.entries(jar).map(([name, value]) => ({ name, value })));
    },
  };
  const output = await rig.run(
    `const url = 'https://api.example.org'; const jar = pm.cookies.jar();
console.log(pm.cookies.get('session'), pm.cookies.has('x'), pm.response.cookies.get('session'));
jar.set(url, 'a', '1', (error) => jar.get(url, 'a', (error, value) => { console.log(value); jar.unset(url, 'session', () => jar.getAll(url, (error, all) => console.log(all.count()))); }));`,
    {},
    host,
  );
  expect(logLines(output)).toEqual(['abc false abc', '1', '1']);
  const without = await rig.run("pm.cookies.jar().clear('https://a', (error) => console.log(error.message))");
  expect(logLines(without)).toEqual(['There is no cookie jar here.']);
});

test('what is not there says so', async () => {
  const messages = [
    [
      'require("moment")',
      'There is no module “moment” here. Scripts can require: chai, crypto-js, lodash, uuid, atob, btoa, ajv, tv4, querystring, url, buffer.',
    ],
    ['CryptoJS.AES.encrypt("a", "b")', 'CryptoJS.AES is not part of this sandbox.'],
    ['xml2Json("<a/>")', 'xml2Json is not part of this sandbox.'],
    ['pm.execution.skipRequest()', 'pm.execution.skipRequest is not a function'],
  ];
  for (const [source = '', message] of messages) expect((await rig.run(source)).failure?.message).toContain(message);
});

test('the small modules do what theirs do', async () => {
  const output = await rig.run(`
const { parse, stringify } = require('querystring'); const url = require('url');
console.log(JSON.stringify(parse('a=1&b=2&a=%C3%A9+x')), stringify({ a: [1, 'é'], b: '&' }));
console.log(url.parse('https://a.example:8/b?c=d#e').pathname, url.parse('https://a.example/?c=d', true).query.c);
console.log(Buffer.from('é€').toString('base64'), Buffer.from('4pyT', 'base64').toString(), Buffer.from('ff00', 'hex').toString('base64url'));
console.log(CryptoJS.SHA256('a').words.length, CryptoJS.enc.Utf8.parse('é').sigBytes, CryptoJS.MD5('a') + '');
const Ajv = require('ajv'); const check = new Ajv().compile({ type: 'object', required: ['a'] });
console.log(check({ a: 1 }), check({}), check.errors.length);`);
  expect(output.failure).toBeNull();
  expect(logLines(output)).toEqual([
    '{"a":["1","é x"],"b":"2"} a=1&a=%C3%A9&b=%26',
    '/b d',
    'w6nigqw= ✓ _wA',
    '8 2 0cc175b9c0f1b6a831c399e269772661',
    'true false 1',
  ]);
});

test('variables of all kinds cross, and changes are told by scope', async () => {
  const output = await rig.run(`pm.environment.set('o', { a: [1, null, 'x'] }); pm.environment.unset('old');
pm.globals.clear(); pm.collectionVariables.set('c', undefined); pm.variables.set('l', true);
pm.environment.set('twice', 1); pm.environment.unset('twice');`);
  const { environment, globals, collection, local, data } = output.variables;
  expect(environment).toEqual({ set: { o: { a: [1, null, 'x'] } }, unset: ['old'] });
  expect(globals).toEqual({ set: {}, unset: ['g'] });
  expect(collection).toEqual({ set: { c: null }, unset: [] });
  expect(local).toEqual({ set: { l: true }, unset: [] });
  expect(data).toEqual({ set: {}, unset: [] });
});
