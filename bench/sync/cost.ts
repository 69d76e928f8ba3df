import { readdirSync, readFileSync } from 'node:fs';
import { median } from '../statistics.ts';

/** What a piece of work took: by the clock, of this process's processor time, and of the server's. Milliseconds. */
export interface Cost {
  readonly wallMs: number;
  readonly ownMs: number;
  readonly serverMs: number;
}

/** Measures one piece of work; `server` is the process id of the postmaster. */
export async function costOf(server: number, work: () => Promise<unknown>): Promise<Cost> {
  const [before, own, began] = [serverTime(server), process.cpuUsage(), performance.now()];
  await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(own);
  return { wallMs, ownMs: (user + system) / 1_000, serverMs: serverTime(server) - before };
}

export const medianCost = (costs: readonly Cost[]): Cost => ({
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
  ownMs: median(costs.map(({ ownMs }) => ownMs)),
  serverMs: median(costs.map(({ serverMs }) => serverMs)),
});

/** Both sides together. */
export const processorMs = ({ ownMs, serverMs }: Cost): number => ownMs + serverMs;

export const costText = (cost: Cost): string =>
  `${Math.round(cost.wallMs)} ms, processor ${Math.round(cost.ownMs)} ms here and ${Math.round(cost.serverMs)} ms in Postgres`;

const tickMs = 10;

/** Processor time of the postmaster and its backends, those that have ended included; 0 where there is no /proc. */
function serverTime(server: number): number {
  let ticks = 0;
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const fields = statOf(name);
      if (fields === undefined) continue;
      const isMaster = Number(name) === server;
      if (!isMaster && Number(fields[1]) !== server) continue;
      // utime, stime; of the postmaster also those of backends that it has seen end.
      for (const at of isMaster ? [11, 12, 13, 14] : [11, 12]) ticks += Number(fields[at]);
    }
  } catch {
    return 0;
  }
  return ticks * tickMs;
}

/** The fields of /proc/<pid>/stat from the state on; a process may end meanwhile. */
function statOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
