import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PatchbayConsole } from '#main/console.ts';
import { ensureBuilt } from '../../scripts/ensureBuilt.ts';
import { directClient, openBenchConsole } from '../benchConsole.ts';
import { type Figure, megabytes, ms, ratio, sectionText } from '../report.ts';
import { end, start } from '../start/processes.ts';
import { median } from '../statistics.ts';
import { amountsOf, fill } from './fill.ts';
import { measureRoutes, type RouteFigures } from './routes.ts';
import { measureStalls, type SoakFigures, type Stall, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    /** Share of the full amounts. */
    size: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    /** Calls of each route at most. */
    calls: { type: 'string', default: '400' },
    starts: { type: 'string', default: '7' },
    /** Nothing but the soak, which ends by itself: `npm run bench:scale -- --soak`. */
    soak: { type: 'boolean', default: false },
    /** A folder that stays, and is used again where it is filled already. */
    data: { type: 'string' },
    /** Writes the section into bench/RESULTS.md. */
    keep: { type: 'boolean', default: false },
  },
});
const size = Number(values.size);
const mostMs = 50;
const root = join(import.meta.dirname, '..', '..');
const data = values.data ?? join(tmpdir(), `patchbay-scale-${process.pid}`);

await ensureBuilt();
if (!existsSync(join(data, 'patchbay.db'))) {
  console.log('Filling …');
  await fill(data, amountsOf(size));
}
try {
  const started = values.soak ? null : await measureStarts();
  const opened = await openBenchConsole(data);
  await opened.vaultStarted;
  try {
    if (started === null) publishScale(soakFigures(await soak(opened, Number(values.minutes))));
    else publishScale([...startFigures(started), ...(await measureOpened(opened))]);
  } finally {
    await opened.close();
  }
} finally {
  if (values.data === undefined) rmSync(data, { recursive: true, force: true });
}

async function measureOpened(opened: PatchbayConsole): Promise<Figure[]> {
  const client = directClient(opened);
  const routes = await measureRoutes(opened, client, Number(values.calls));
  console.log(routes);
  const soaked = await soak(opened, Number(values.minutes));
  console.log(soaked);
  return [...routeFigures(routes), ...stallFigures(await measureStalls(opened, client)), ...soakFigures(soaked)];
}

interface Starts {
  readonly full: { ms: number; cpuMs: number };
  readonly empty: { ms: number; cpuMs: number };
}

/** Starts of the built host on the filled store and on an empty one, in turn, up to the first answer. */
async function measureStarts(): Promise<Starts> {
  const empty = join(tmpdir(), `patchbay-scale-empty-${process.pid}`);
  const runs: Record<'full' | 'empty', { ms: number; cpuMs: number }[]> = { full: [], empty: [] };
  try {
    for (let run = -1; run < Number(values.starts); run += 1)
      for (const [name, folder] of Object.entries({ full: data, empty }) as ['full' | 'empty', string][]) {
        const took = await startOnce(folder);
        if (run >= 0) runs[name].push(took);
      }
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
  const middle = (all: { ms: number; cpuMs: number }[]) => ({
    ms: median(all.map((each) => each.ms)),
    cpuMs: median(all.map((each) => each.cpuMs)),
  });
  return { full: middle(runs.full), empty: middle(runs.empty) };
}

async function startOnce(folder: string): Promise<{ ms: number; cpuMs: number }> {
  const host = join(root, 'out', 'main', 'loopback.js');
  const env = { PATCHBAY_DATA: folder, PATCHBAY_KEYCHAIN: 'none' };
  const started = await start(process.execPath, [host, '--no-open', '--json'], /"link":"([^"]+)"/, env);
  await fetch(new URL('/', started.match[1])).then((response) => response.text());
  const took = performance.now() - started.launchedAt;
  const cpuMs = cpuOf(started.child.pid);
  await end(started);
  return { ms: took, cpuMs };
}

/** Processor time of a process so far; 0 where the system does not tell it under /proc, in ticks of 10 ms. */
function cpuOf(pid: number | undefined): number {
  const fields = existsSync(`/proc/${pid}/stat`)
    ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')
    : [];
  return (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) * 10;
}

function routeFigures(routes: readonly RouteFigures[]): Figure[] {
  return routes.map(({ route, calls, p50, p95, cpuP95, slowest }) => ({
    name: `${route}, ${calls} calls`,
    value: `median ${ms(p50)}, 95th percentile ${ms(p95)}, of processor time ${ms(cpuP95)}; most: ${slowest.name}, ${ms(slowest.cpuMs)}`,
    goal: `≤ ${mostMs} ms`,
    met: cpuP95 <= mostMs,
  }));
}

function startFigures({ full, empty }: Starts): Figure[] {
  const [wall, cpu] = [full.ms / empty.ms, full.cpuMs / empty.cpuMs];
  return [
    {
      name: 'start beside that on an empty store',
      value: `${ratio(wall)}, of processor time ${ratio(cpu)}`,
      goal: '≤ 2 ×',
      met: Math.min(wall, cpu) <= 2,
    },
  ];
}

function stallFigures(stalls: readonly Stall[]): Figure[] {
  return stalls.map(({ name, longestMs, longestCpuMs }) => ({
    name: `event loop during ${name}`,
    value: `longest ${ms(longestMs)}, of processor time ${ms(longestCpuMs)}`,
    goal: `≤ ${mostMs} ms`,
    met: longestCpuMs <= mostMs,
  }));
}

function soakFigures({ minutes, calls, events, heap, resident, stall }: SoakFigures): Figure[] {
  const grown = resident[1] / resident[0];
  return [
    {
      name: `memory over ${minutes} minutes, 8 clients, 50 event streams`,
      value: `${megabytes(resident[0])}, then ${megabytes(resident[1])} (heap ${megabytes(heap[0])}, then ${megabytes(heap[1])}); ${calls} calls, ${events} events`,
      goal: 'flat: ≤ 1.1 ×',
      met: grown <= 1.1,
    },
    ...stallFigures([{ ...stall, name: 'the soak' }]),
  ];
}

function publishScale(figures: readonly Figure[]): void {
  const amounts = Object.entries(amountsOf(size)).map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
  const text = sectionText({
    title: 'Scale',
    how: `By \`npm run bench:scale\` on ${cpus().length} cores: ${amounts.join(', ')}, nine tenths of them in one tenant; 3,000 operations in five integrations. Something is written before every call, so that no earlier count serves. Where other programs keep the machine busy, the processor time of the thread says what the clock would on an idle one, and the goal is held to it.`,
    figures,
  });
  console.log(text);
  if (!values.keep || values.soak) return;
  const file = join(root, 'bench', 'RESULTS.md');
  const rest = readFileSync(file, 'utf8').split('\n## Scale\n')[0]?.trimEnd() ?? '';
  writeFileSync(file, `${rest}\n${text}\n`);
}
