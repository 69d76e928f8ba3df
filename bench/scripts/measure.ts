import { createScriptRunner, type Script } from '#main/scripts/index.ts';
import { megabytes, ms, type Section } from '../report.ts';
import { median, quantile } from '../statistics.ts';

const rounds = 500;
const warmUp = 100;
const host = { send: () => Promise.reject(new Error('Nothing is sent here.')) };

/** What a script costs beside its request: one with a single test, each in a realm of its own. */
export async function measureScripts(): Promise<Section> {
  const runner = createScriptRunner({ threads: 1 });
  try {
    const times: number[] = [];
    let cpu = process.cpuUsage();
    const run = async (source: string) => {
      const before = performance.now();
      const { tests, failure } = await runner.run({ ...script, source }, host);
      if (failure !== null || !tests.every(({ passed }) => passed)) throw new Error('The script did not pass.');
      return performance.now() - before;
    };
    for (let round = -warmUp; round < rounds; round += 1) {
      if (round === 0) cpu = process.cpuUsage();
      const time = await run(oneTest);
      if (round >= 0) times.push(time);
    }
    const { user, system } = process.cpuUsage(cpu);
    return section(times, (user + system) / 1_000 / rounds, await memoryOfFilling());
  } finally {
    await runner.close();
  }
}

/** Bytes that the process grows by while scripts fill their memory, one after the other. */
async function memoryOfFilling(): Promise<number> {
  const runner = createScriptRunner({ threads: 1 });
  await runner.run({ ...script, source: oneTest }, host);
  const before = process.memoryUsage().rss;
  let most = before;
  const meter = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  for (let round = 0; round < 10; round += 1)
    await runner.run({ ...script, source: 'const a = []; for (;;) a.push("x".repeat(100) + a.length);' }, host);
  clearInterval(meter);
  await runner.close();
  return most - before;
}

function section(times: readonly number[], cpu: number, filling: number): Section {
  const middle = median(times);
  return {
    title: 'A script',
    how: `${rounds} scripts of one \`pm.test\` one after the other, each in a fresh realm on a warm thread, from the call to the result that was read; then 10 scripts that fill their 64 MB.`,
    figures: [
      {
        name: 'script of one test',
        value: `${ms(middle)} (95th percentile ${ms(quantile(times, 0.95))})`,
        goal: '< 5 ms',
        met: middle < 5,
      },
      { name: 'processor time of one, all threads', value: ms(cpu) },
      { name: 'most that the process grew by while scripts filled their memory', value: megabytes(filling) },
    ],
  };
}

const oneTest = 'pm.test("status", () => pm.response.to.have.status(200));';

const script: Script = {
  phase: 'after',
  source: oneTest,
  request: { method: 'GET', url: 'https://api.example.org/items', headers: [], body: { kind: 'none' } },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    body: JSON.stringify({ items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })) }),
    bytes: 600,
    timeMs: 12,
  },
  variables: { environment: { base: 'https://api.example.org' }, collection: {}, globals: {}, local: {}, data: {} },
  cookies: [],
  info: { requestName: 'Items', path: [], requestId: '1', environmentName: 'Test', iteration: 0, iterationCount: 1 },
};
