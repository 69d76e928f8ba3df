import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { jsonResponse, logLines, openScriptRig } from '#test/support/scriptRig.ts';
import type { ScriptHost, WireResponse } from './index.ts';

const rig = openScriptRig(5_000, 1);
afterAll(() => rig.close());

test.each([
  'Array.prototype.toJSON = () => "x"; pm.test("a", () => {})',
  'Object.prototype.toJSON = () => ({ tests: 1 }); pm.test("a", () => {})',
  'String.prototype.toJSON = () => 5; pm.environment.set("a", "b"); pm.test("a", () => {})',
])('a report that cannot be read fails the script and nothing else: %s', async (source) => {
  const { failure } = await rig.run(source);
  if (failure !== null) expect(failure.message).toContain('nothing of it was kept');
  expect((await rig.run('pm.test("next", () => {})')).tests).toMatchObject([{ name: 'next', passed: true }]);
});

test('a value that cannot be kept fails where it is set, and the rest of the script counts', async () => {
  const output = await rig.run(`const ring = {}; ring.ring = ring;
pm.test('before', () => {});
try { pm.environment.set('ring', ring); } catch (error) { console.log(error.name, error.message); }
try { pm.globals.set('deep', { n: 1n }); } catch (error) { console.log(error.name); }
pm.environment.set('big', 9007199254740993n);`);
  expect(output.failure).toBeNull();
  expect(output.logs.map(({ text }) => text.slice(0, 45))).toEqual(
    ['TypeError The value of ring cannot be kept: ci', 'TypeError'].map((text) => text.slice(0, 45)),
  );
  expect(output.variables.environment.set).toEqual({ big: '9007199254740993' });
  expect(output.tests).toMatchObject([{ name: 'before', passed: true }]);
});

test('a script finds no Node, no network, no files and no way out', async () => {
  const names = [
    'process',
    'global',
    'module',
    'exports',
    '__dirname',
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'Deno',
    'Bun',
    'std',
    'os',
    'WebAssembly',
    'Worker',
    'importScripts',
    'navigator',
    'window',
    'document',
    'sandboxReady',
    'host',
    'EventTarget',
    'Event',
    'scriptArgs',
    'print',
  ];
  const output = await rig.run(
    `console.log(JSON.stringify(${JSON.stringify(names)}.filter((name) => typeof globalThis[name] !== 'undefined')))`,
  );
  expect(logLines(output)).toEqual(['[]']);
});

test('the globals are those of the language and those that scripts are promised', async () => {
  const [own = ''] = logLines(await rig.run('console.log(Object.getOwnPropertyNames(globalThis).sort().join(" "))'));
  const promised =
    'Buffer CryptoJS _ assert bru cheerio clearImmediate clearInterval clearTimeout console data environment expect globals iteration pm postman req request require res responseBody responseCode responseCookies responseHeaders responseTime setImmediate setInterval setTimeout test tests tv4 xml2Json';
  const language =
    /^(?:[A-Z]\w*|globalThis|undefined|eval|is\w+|parse\w+|(?:de|en)codeURI\w*|escape|unescape|atob|btoa|queueMicrotask|performance|gc)$/;
  expect(own.split(' ').filter((name) => !language.test(name))).toEqual(
    promised.split(' ').filter((name) => /^[a-z_]/.test(name)),
  );
});

test.each([
  'await import("node:fs")',
  'await import("fs")',
  'require("fs")',
  'require("child_process")',
  'new Function("return process")()',
  '(0, eval)("process")',
  'this.constructor.constructor("return process")()',
  'pm.constructor.constructor("return process.env")()',
  'pm.sendRequest.constructor("return globalThis.process.exit()")()',
  '(async () => {}).constructor("return fetch")().then(() => {}); await (async () => {}).constructor("return fetch")()',
])('%s fails', async (source) => {
  expect((await rig.run(source)).failure).toMatchObject({ kind: 'error' });
});

test('nothing is left of the script before', async () => {
  await rig.run(`globalThis.left = 1; leftToo = 2; Array.prototype.left = 3; Object.prototype.left = 4; String.prototype.trim = () => 'bad';
pm.left = 5; Math.max = null; JSON.parse = null; delete globalThis.pm; require('chai').config.left = 6; pm_ = null;
Object.getPrototypeOf(pm ?? {}).left = 7;`);
  const output = await rig.run(
    `console.log(typeof left, typeof leftToo, [].left, ({}).left, ' a '.trim(), pm.left, Math.max(1, 2), typeof JSON.parse, require('chai').config.left)`,
  );
  expect(logLines(output)).toEqual(['undefined undefined undefined undefined a undefined 2 function undefined']);
});

test('an answer to a script that is over reaches no other one', async () => {
  const answer = Promise.withResolvers<WireResponse>();
  const host: ScriptHost = { send: () => answer.promise };
  const source = 'pm.sendRequest("https://a.example", () => console.log("answered")); pm.execution.skipRequest();';
  expect(await rig.run(source, { phase: 'before', response: null }, host)).toMatchObject({ skip: true, logs: [] });
  const next = rig.run('await new Promise((done) => setTimeout(done, 30)); console.log("next");');
  answer.resolve(jsonResponse);
  expect(logLines(await next)).toEqual(['next']);
});

test('scripts that fail, grow or are stopped leave nothing to those after them', async () => {
  const before = [
    'throw new Error("x")',
    'let a = ;',
    'globalThis.left = "x".repeat(20e6);',
    'const a = []; for (;;) a.push("x".repeat(1e6) + a.length)',
    '(function f() { f(); })()',
    'Promise.reject(new Error("lost")); globalThis.left = 1;',
    'CryptoJS.RIPEMD160 = null; require("crypto-js").enc = null; globalThis.left = 1;',
  ];
  for (const source of before) {
    await rig.run(source);
    const after = await rig.run('console.log(typeof left, CryptoJS.enc.Hex.parse("6162").toString(CryptoJS.enc.Utf8))');
    expect([source, logLines(after), after.failure]).toEqual([source, ['undefined ab'], null]);
  }
});

test('chance is another one in every script', async () => {
  const source = 'console.log(Math.random(), Math.random(), pm.variables.replaceIn("{{$guid}}"), require("uuid").v4())';
  const lines = await Promise.all(Array.from({ length: 5 }, async () => logLines(await rig.run(source))[0] ?? ''));
  expect(new Set(lines.flatMap((line) => line.split(' '))).size).toBe(20);
});

test('a script cannot write to the streams of the console', async () => {
  const written = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  onTestFinished(() => {
    for (const each of written) each.mockRestore();
  });
  await rig.run('console.log("secret"); console.error("secret"); throw new Error("secret")');
  expect(JSON.stringify(written.map(({ mock }) => mock.calls))).not.toContain('secret');
});
