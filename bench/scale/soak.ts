import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { PatchbayConsole } from '#main/console.ts';
import { directClient } from '../benchConsole.ts';
import { quantile } from '../statistics.ts';

type Client = ReturnType<typeof directClient>;

/** How long the event loop was held up while something ran, in milliseconds, beside the processor time of the thread. */
export interface Stall {
  readonly name: string;
  readonly longestMs: number;
  /** The most processor time of the thread that one turn of 5 ms took. */
  readonly longestCpuMs: number;
}

/** Runs work and watches the event loop: by the clock, and by what the thread itself used between two turns. */
export async function watchLoop(name: string, work: () => Promise<unknown>): Promise<Stall> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let longestCpuMs = 0;
  let used = process.threadCpuUsage();
  const turn = setInterval(() => {
    const spent = process.threadCpuUsage(used);
    longestCpuMs = Math.max(longestCpuMs, (spent.user + spent.system) / 1_000);
    used = process.threadCpuUsage();
  }, 5);
  delay.enable();
  await wait(20);
  delay.reset();
  longestCpuMs = 0;
  try {
    await work();
    await wait(20);
  } finally {
    clearInterval(turn);
    delay.disable();
  }
  return { name, longestMs: delay.max / 1e6, longestCpuMs };
}

/** What keeps the loop longest: retention of a tenth of all records, a checkpoint, and searches one after the other. */
export async function measureStalls(opened: PatchbayConsole, client: Client): Promise<Stall[]> {
  const search = async () => {
    for (const text of ['atlas', '00042', 'no such thing']) {
      let before: Awaited<ReturnType<Client['activity']['list']>>['next'] = null;
      for (let piece = 0; piece < 60; piece += 1) {
        const page = await client.activity.list({ text, ...(before === null ? {} : { before }) });
        before = page.next;
        if (before === null) break;
        await wait(0);
      }
      await client.requests.history({ text });
      await wait(0);
      await client.connections.list({ text });
      await wait(0);
    }
  };
  const searched = await watchLoop('search through everything', search);
  const checkpoint = await watchLoop('checkpoint of a long log', async () => {
    const pages = opened.store.sqlite.pragma('wal_autocheckpoint', { simple: true });
    opened.store.sqlite.exec('PRAGMA wal_autocheckpoint = 0');
    for (let batch = 0; batch < 240; batch += 1) {
      opened.store.sqlite.exec(
        `UPDATE facts SET subject = subject || ' ' WHERE seq BETWEEN ${batch * 500} AND ${batch * 500 + 499}`,
      );
      await wait(0);
    }
    opened.store.sqlite.exec(`PRAGMA wal_autocheckpoint = ${String(pages)}`);
    await wait(20);
    opened.store.sqlite.pragma('wal_checkpoint(PASSIVE)');
  });
  await client.settings.update({ retention: { activityDays: 81, historyDays: 81 } });
  const retention = await watchLoop('retention of a tenth', () => client.system.cleanUp());
  return [searched, checkpoint, retention];
}

export interface SoakFigures {
  readonly minutes: number;
  readonly calls: number;
  readonly events: number;
  /** Bytes of the heap in use and of the process, after the first fifth of the time and at the end. */
  readonly heap: readonly [number, number];
  readonly resident: readonly [number, number];
  readonly stall: Stall;
}

const clients = 8;
const streams = 50;
const warmUpMs = 5_000;

/** Eight clients that read and write and fifty open event streams, for so many minutes. */
export async function soak(opened: PatchbayConsole, minutes: number): Promise<SoakFigures> {
  const ending = new AbortController();
  const until = Date.now() + warmUpMs + minutes * 60_000;
  const count = { calls: 0, events: 0 };
  const listening = Array.from({ length: streams }, () => listen(directClient(opened), ending.signal, count));
  const memory: { heap: number; resident: number }[] = [];
  const sample = setInterval(() => {
    const { heapUsed, rss } = process.memoryUsage();
    memory.push({ heap: heapUsed, resident: rss });
  }, 1_000);
  // Code that runs for the first time is compiled first, which belongs to the start.
  await work(directClient(opened), clients, Date.now() + warmUpMs, { calls: 0 });
  const stall = await watchLoop('soak', () =>
    Promise.all(Array.from({ length: clients }, (_, index) => work(directClient(opened), index, until, count))),
  );
  clearInterval(sample);
  ending.abort();
  await Promise.all(listening);
  // The least of a window is what stays after a collection.
  const least = (from: number, to: number, of: 'heap' | 'resident') =>
    quantile(
      memory.slice(Math.floor(from * memory.length), Math.ceil(to * memory.length)).map((each) => each[of]),
      0.1,
    );
  return {
    minutes,
    ...count,
    heap: [least(0.2, 0.4, 'heap'), least(0.8, 1, 'heap')],
    resident: [least(0.2, 0.4, 'resident'), least(0.8, 1, 'resident')],
    stall,
  };
}

async function listen(client: Client, signal: AbortSignal, count: { events: number }): Promise<void> {
  try {
    for await (const _event of await client.events.subscribe(undefined, { signal })) count.events += 1;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What an open page does: lists, a search now and then, and a change that all the others hear of. */
async function work(client: Client, index: number, until: number, count: { calls: number }): Promise<void> {
  const made = await client.assistants.create({ name: `soak ${index} ${Date.now()}` });
  const steps: ((round: number) => Promise<unknown>)[] = [
    (round) => client.integrations.list({ offset: (round * 100) % 9_000 }),
    () => client.connections.list({ sort: 'state' }),
    () => client.activity.list({ limit: 100 }),
    (round) => client.requests.history({ offset: (round * 100) % 80_000 }),
    (round) => client.activity.list({ text: round % 2 === 0 ? 'atlas' : 'no such thing' }),
    () => client.assistants.list({ limit: 20 }),
    (round) => client.assistants.update({ id: made.id, changes: { description: `Round ${round}` } }),
    () => client.integrations.list({ text: 'harbour' }),
  ];
  for (let round = index; Date.now() < until; round += 1) {
    await steps[round % steps.length]?.(round);
    count.calls += 1;
    await wait(40);
  }
}
