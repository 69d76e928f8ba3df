import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '#test/support/postgres.ts';
import type { Opened } from '../benchConsole.ts';
import { sqliteOf, withTeam } from './benchTeam.ts';
import { editRequests } from './fillStore.ts';
import { openWire } from './wire.ts';

const edits = 40;
/** Between two edits, so that the other client is idle again. */
const restMs = 150;

/** How long after its commit each edit stands in another store, whose console waits to be told. Milliseconds. */
export async function measureDelivery(cluster: Cluster): Promise<number[]> {
  return withTeam(cluster, { rows: 1_000, kind: 'test' }, async ({ first, join, tenantId }) => {
    const other = await join();
    await untilTold(other);
    const took: number[] = [];
    for (let at = 0; at < edits; at += 1) {
      await sleep(restMs);
      const arrived = nextUrl(other);
      const began = performance.now();
      editRequests(first, tenantId, 1);
      await arrived;
      took.push(performance.now() - began);
    }
    return took;
  });
}

async function untilTold({ client }: Opened): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { team } = await client.sync.status();
    if (team?.state === 'inStep' && team.hears === 'atOnce') return;
    await sleep(100);
  }
  throw new Error('The other client does not listen');
}

/** Settles with the commit after which the first request has another address. */
function nextUrl(opened: Opened): Promise<void> {
  const { store } = opened.console;
  const read = sqliteOf(opened).prepare('SELECT url FROM saved_requests ORDER BY id LIMIT 1').pluck();
  const before = read.get();
  return new Promise((resolve) => {
    const stop = store.onCommit(() => {
      if (read.get() === before) return;
      stop();
      resolve();
    });
  });
}

const repeats = 30;

export interface Idle {
  readonly roundTrips: number;
  readonly bytes: number;
  readonly tookMs: readonly number[];
}

/** Syncs where nothing happened on either side. Of round trips and bytes the most that one took. */
export async function measureIdle(cluster: Cluster): Promise<Idle> {
  const wire = await openWire(cluster.port);
  try {
    return await withTeam(cluster, { rows: 1_000, port: wire.port }, async ({ join }) => {
      const other = await join();
      await other.client.sync.now();
      const found = { roundTrips: 0, bytes: 0, tookMs: [] as number[] };
      for (let at = 0; at < repeats; at += 1) {
        wire.reset();
        const began = performance.now();
        await other.client.sync.now();
        found.tookMs.push(performance.now() - began);
        found.roundTrips = Math.max(found.roundTrips, wire.roundTrips());
        found.bytes = Math.max(found.bytes, wire.bytes());
      }
      return found;
    });
  } finally {
    wire.close();
  }
}
