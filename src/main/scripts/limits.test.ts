import { afterAll, expect, test } from 'vitest';
import { openScriptRig } from '#test/support/scriptRig.ts';
import { scriptLimits } from './limits.ts';

const timeMs = 400;
const rig = openScriptRig(timeMs);
afterAll(() => rig.close());

const endless = {
  'a loop': 'for (;;);',
  'a loop in a test': 'pm.test("x", () => { while (true); });',
  'a loop that catches everything': 'for (;;) { try { for (;;); } catch { } finally { } }',
  'a pattern that backtracks': '/(a+)+$/.test("a".repeat(60) + "!")',
  'a comparison in sort': '[3, 2, 1].sort(() => { for (;;); })',
  'a sparse array in sort': 'const a = []; a[4294967290] = 1; a.sort()',
  'a search in a long array': 'const a = new Array(4e9); for (;;) a.indexOf(5)',
  'promises without an end': '(function again() { Promise.resolve().then(again); })()',
  'an endless iteration that nobody waits for':
    '(async () => { async function* all() { for (;;) yield 1; } for await (const each of all()); })()',
  'a timer that is late': 'setTimeout(() => undefined, 3_600_000)',
  'an interval': 'setInterval(() => undefined, 1)',
  'a reply that never ends': 'Array.prototype.map = () => { for (;;); }; Array.prototype.filter = Array.prototype.map;',
  'a getter of an error': 'throw { get message() { for (;;); } }',
  'replacing in a long text': 'const s = "ab".repeat(1e6); for (;;) s.replaceAll("a", "b").split("b").join("a")',
};

test.each(Object.entries(endless))('%s is stopped at the time limit', async (_name, source) => {
  const before = performance.now();
  const { failure } = await rig.run(source);
  expect(failure).toMatchObject({ kind: 'time', message: 'The script ran longer than 0.4 seconds and was stopped.' });
  expect(performance.now() - before).toBeLessThan(timeMs + scriptLimits.graceMs + 10_000);
});

const greedy = {
  'one long text': '"x".repeat(2 ** 29)',
  'many texts': 'const a = []; for (;;) a.push("x".repeat(1e6) + a.length)',
  'an array': 'const a = []; for (;;) a.push(a.length, {})',
  'a filled array': 'new Array(2 ** 31).fill(1).join()',
  bytes: 'new Uint8Array(2 ** 30)',
  'many bytes': 'const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))',
  'a sparse array as JSON': 'const a = []; a[4e8] = 1; JSON.stringify(a)',
  'a map': 'const m = new Map(); for (;;) m.set(m.size, {})',
  variables: 'for (let n = 0; ; n += 1) pm.environment.set("v" + n, "x".repeat(1e5) + n)',
  closures: 'let f = () => 1; for (;;) { const g = f; f = () => [g, "x".repeat(1000)]; }',
};

const patient = openScriptRig(20_000);
afterAll(() => patient.close());

test.each(Object.entries(greedy))(
  '%s is stopped at the memory limit, and the console stays small',
  async (_name, source) => {
    await patient.run('1');
    const before = process.memoryUsage().rss;
    let most = before;
    const meter = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 2);
    const { failure } = await patient.run(source);
    clearInterval(meter);
    expect(failure).toMatchObject({ kind: 'memory' });
    // The realm itself, the next one, and what Node needs for both.
    expect((most - before) / 1_048_576).toBeLessThan(160);
  },
);

test('recursion and texts that are too long are errors of the script', async () => {
  expect((await rig.run('(function f() { f(); })()')).failure).toMatchObject({ kind: 'error', line: 1 });
  expect((await rig.run('pm.test("deep", () => { (function f() { f(); })(); })')).tests).toMatchObject([
    { name: 'deep', passed: false, error: { message: 'Maximum call stack size exceeded' } },
  ]);
  expect((await rig.run('let s = "x"; for (;;) s += s;')).failure).toMatchObject({ kind: 'error' });
  expect((await rig.run('JSON.parse("[".repeat(1e6))')).failure).toMatchObject({ kind: 'error' });
});

test('what was tested and set before the limit is kept', async () => {
  const output = await rig.run(
    'pm.test("first", () => {}); pm.environment.set("a", 1); console.log("here"); for (;;);',
  );
  expect(output).toMatchObject({
    tests: [{ name: 'first', passed: true }],
    logs: [{ level: 'log', text: 'here' }],
    variables: { environment: { set: { a: 1 } } },
    failure: { kind: 'time' },
  });
});

test('lines, tests and what is given back are bounded', async () => {
  const lines = await patient.run('for (let n = 0; n < 5000; n += 1) console.log("x".repeat(20_000))');
  expect(lines.logs.length).toBeLessThanOrEqual(1_000);
  expect(lines.logs.length + lines.droppedLogs).toBe(5_000);
  expect(lines.logs[0]?.text).toHaveLength(10_000);
  const tests = await patient.run('for (let n = 0; n < 20_000; n += 1) pm.test("t" + n, () => {})');
  expect(tests.tests).toHaveLength(10_000);
  expect(tests.failure).toMatchObject({ message: 'RangeError: A script can have 10000 tests.' });
  const much = await patient.run('pm.environment.set("a", "x".repeat(17 * 1048576))');
  expect(much.failure).toMatchObject({ kind: 'memory' });
});

test('a cancelled script ends at once, and the next one runs', async () => {
  const controller = new AbortController();
  const running = patient.run('for (;;);', {}, undefined, controller.signal);
  controller.abort();
  expect((await running).failure).toMatchObject({ message: 'The script was cancelled.' });
  expect((await patient.run('pm.test("next", () => {})')).tests).toMatchObject([{ passed: true }]);
});

test('a body of 10 MB crosses, a longer one is refused in words', async () => {
  const body = `[${'1,'.repeat(5 * 1_048_576 - 2)}1]`;
  const response = { status: 200, statusText: 'OK', headers: [], body, bytes: body.length, timeMs: 1 };
  const taken = await patient.run('pm.test("n", () => pm.expect(pm.response.text()).to.have.lengthOf(10485759))', {
    response,
  });
  expect(taken.tests).toMatchObject([{ passed: true }]);
  const refused = await patient.run('pm.test("n", () => pm.response.text())', {
    response: { ...response, body: `${body}  ` },
  });
  expect(refused.tests[0]?.error?.message).toBe(
    'The body has 10,485,761 characters; scripts get bodies of at most 10 MB.',
  );
});
