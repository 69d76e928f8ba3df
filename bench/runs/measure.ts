import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { megabytes, ms, type Section } from '../report.ts';
import { end, start } from '../start/processes.ts';
import { median } from '../statistics.ts';

const root = join(import.meta.dirname, '..', '..');
const out = join(root, 'out', 'main');
const peers = join(root, 'bench', 'peers', 'node_modules', '.bin');
const requests = 500;

interface Runner {
  readonly name: string;
  readonly line: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface Cost {
  readonly wallMs: number;
  readonly processorMs: number;
  readonly peakBytes: number;
}

/** 500 requests with one check each, one after the other: whole processes, in turns. */
export async function measureRuns(runs: number): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-runs-'));
  const api = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  const origin = await new Promise<string>((resolve) => {
    api.listen(0, '127.0.0.1', () => {
      const address = api.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    });
  });
  try {
    const collection = writePostman(folder, origin);
    const bruno = writeBruno(folder, origin);
    const env = { PATCHBAY_DATA: join(folder, 'data'), PATCHBAY_KEYCHAIN: 'none' };
    const ours = [process.execPath, join(out, 'cli.js'), 'run'];
    const newman: Runner = { name: 'newman', line: [process.execPath, join(peers, 'newman'), 'run', collection] };
    const bru: Runner = { name: 'Bruno', line: [process.execPath, join(peers, 'bru'), 'run'], cwd: bruno };
    const alone: Runner[] = [
      { name: 'patchbay run, Postman’s file', line: [...ours, collection], env },
      { name: 'patchbay run, Bruno’s folder', line: [...ours, bruno], env },
    ];
    const costs = await inTurns([newman, bru, ...alone], runs);
    const console = await start(
      process.execPath,
      [join(out, 'loopback.js'), '--no-open', '--json'],
      /"link":"([^"]+)"/,
      env,
    );
    const served: Runner = { name: 'patchbay run, by a running console', line: [...ours, collection], env };
    const shared = await inTurns([served], runs);
    await end(console);
    return sectionOf(new Map([...costs, ...shared]), runs);
  } finally {
    api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTurns(runners: readonly Runner[], runs: number): Promise<Map<string, Cost>> {
  const all = new Map<string, Cost[]>(runners.map(({ name }) => [name, []]));
  for (let round = 0; round <= runs; round += 1)
    for (const runner of runners) {
      const cost = await costOf(runner);
      // The first fills the caches.
      if (round > 0) all.get(runner.name)?.push(cost);
    }
  const middle = (costs: readonly Cost[], of: keyof Cost) => median(costs.map((cost) => cost[of]));
  return new Map(
    [...all].map(([name, costs]) => [
      name,
      {
        wallMs: middle(costs, 'wallMs'),
        processorMs: middle(costs, 'processorMs'),
        peakBytes: middle(costs, 'peakBytes'),
      },
    ]),
  );
}

async function costOf({ name, line, cwd = root, env = {} }: Runner): Promise<Cost> {
  const began = performance.now();
  const child = spawn('sh', ['-c', '"$@" > /dev/null 2>&1; code=$?; times; exit $code', 'sh', ...line], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let times = '';
  child.stdout.on('data', (chunk: Buffer) => {
    times += chunk.toString();
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 10);
  await once(child, 'close');
  clearInterval(watch);
  if (child.exitCode !== 0) throw new Error(`${name} ended with ${child.exitCode}`);
  return { wallMs: performance.now() - began, processorMs: processorMs(times), peakBytes };
}

/** The most memory of the shell's child so far; 0 where the system does not tell it under /proc. */
function peakOf(shell: number | undefined): number {
  try {
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    return Math.max(
      ...children.map(
        (pid) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
      ),
    );
  } catch {
    return 0;
  }
}

/** User and system time in the last line of `times`, which is that of the shell's children. */
function processorMs(times: string): number {
  const [user = 0, system = 0] = [...(times.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 60_000 * Number(minutes) + 1_000 * Number(seconds),
  );
  return user + system;
}

function writePostman(folder: string, origin: string): string {
  const exec = ['pm.test("Status is 200", () => pm.response.to.have.status(200));'];
  const item = Array.from({ length: requests }, (_, at) => ({
    name: `request ${at}`,
    event: [{ listen: 'test', script: { exec } }],
    request: { method: 'GET', url: `${origin}/${at}` },
  }));
  const path = join(folder, 'collection.json');
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  writeFileSync(path, JSON.stringify({ info: { name: 'Bench', schema }, item }));
  return path;
}

function writeBruno(folder: string, origin: string): string {
  const place = join(folder, 'bruno');
  mkdirSync(place);
  writeFileSync(join(place, 'bruno.json'), JSON.stringify({ version: '1', name: 'Bench', type: 'collection' }));
  for (let at = 0; at < requests; at += 1) {
    const text = `meta {\n  name: request ${at}\n  type: http\n  seq: ${at + 1}\n}\n\nget {\n  url: ${origin}/${at}\n  body: none\n  auth: none\n}\n\nassert {\n  res.status: eq 200\n}\n`;
    writeFileSync(join(place, `request ${at}.bru`), text);
  }
  return place;
}

function sectionOf(costs: ReadonlyMap<string, Cost>, runs: number): Section {
  const [fasterName, faster] = [...costs]
    .filter(([name]) => !name.startsWith('patchbay'))
    .reduce((best, other) => (other[1].wallMs < best[1].wallMs ? other : best));
  const figures = [...costs].map(([name, { wallMs, processorMs: cpu, peakBytes }]) => {
    const value = `${ms(wallMs)}, processor ${ms(cpu)}, ${megabytes(peakBytes)}`;
    if (!name.startsWith('patchbay')) return { name, value };
    const [time, memory] = [wallMs / faster.wallMs, peakBytes / faster.peakBytes];
    const beside = `${time.toFixed(2)} × ${fasterName}’s time, ${memory.toFixed(2)} × its memory`;
    return { name, value: `${value}: ${beside}`, goal: '≤ 0.33 × each', met: time <= 1 / 3 && memory <= 1 / 3 };
  });
  return {
    title: `${requests} requests with one check each`,
    how: `Whole processes from their start to their end, one request at a time as the others do it, to a server that answers at once; median of ${runs} rounds in turns after one that fills the caches.`,
    figures,
  };
}
