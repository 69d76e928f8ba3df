import type { Postgres } from '#test/support/postgres.ts';
import { type BenchTeam, withTeam } from './benchTeam.ts';
import { type Cost, costOf, medianCost } from './cost.ts';
import { editRequests } from './fillStore.ts';

/** What it costs to send a number of edits and to take them over elsewhere. */
export interface Exchange {
  readonly rows: number;
  readonly edits: number;
  readonly sent: Cost;
  readonly fetched: Cost;
}

/** The same edits in stores of different sizes. */
export async function measureStores(cluster: Postgres, sizes: readonly number[], edits: number, runs: number) {
  const found: Exchange[] = [];
  for (const rows of sizes)
    found.push(await withTeam(cluster, { rows }, (team) => exchange(cluster, team, { rows, edits }, runs)));
  return found;
}

/** More and more edits in one store. */
export function measureEdits(cluster: Postgres, rows: number, counts: readonly number[], runs: number) {
  return withTeam(cluster, { rows }, async (team) => {
    const found: Exchange[] = [];
    for (const edits of counts) found.push(await exchange(cluster, team, { rows, edits }, runs));
    return found;
  });
}

async function exchange(
  { pid }: Postgres,
  { first, join, tenantId, end }: BenchTeam,
  { rows, edits }: Pick<Exchange, 'rows' | 'edits'>,
  runs: number,
): Promise<Exchange> {
  const other = await join();
  const sent: Cost[] = [];
  const fetched: Cost[] = [];
  // The first fills the caches.
  for (let round = 0; round <= runs; round += 1) {
    editRequests(first, tenantId, edits);
    const costs = [await costOf(pid, () => first.client.sync.now()), await costOf(pid, () => other.client.sync.now())];
    if (round === 0) continue;
    sent.push(...costs.slice(0, 1));
    fetched.push(...costs.slice(1));
  }
  await end(other);
  return { rows, edits, sent: medianCost(sent), fetched: medianCost(fetched) };
}
