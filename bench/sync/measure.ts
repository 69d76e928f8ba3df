import { loadavg } from 'node:os';
import { type Postgres, startPostgres } from '#test/support/postgres.ts';
import { type Figure, ms, type Section } from '../report.ts';
import { median, quantile } from '../statistics.ts';
import { withTeam } from './benchTeam.ts';
import { type Cost, costOf, costText, medianCost, processorMs } from './cost.ts';
import { type Crowd, measureCrowd } from './crowd.ts';
import { copyInto, joinWith } from './download.ts';
import { type Exchange, measureEdits, measureStores } from './growth.ts';
import { type Idle, measureDelivery, measureIdle } from './live.ts';
import { edit, preparePlain, sendPlain } from './upload.ts';

const storeRows = 100_000;
const uploads = 10_000;
const sizes = [1_000, 10_000, 100_000];
const counts = [100, 1_000, 10_000];
const countsStore = 20_000;
const edits = 100;
const crowd = { clients: 50, rounds: 4 };

/** A tenant shared through a Postgres on loopback, beside bare scripts that bring the same rows there and back. */
export async function measureSync(runs: number): Promise<Section> {
  const cluster = await startPostgres();
  const load = [loadOfNow()];
  try {
    const bulk = await measureBulk(cluster, runs);
    load.push(loadOfNow());
    const delivery = await measureDelivery(cluster);
    const idle = await measureIdle(cluster);
    const bySize = await measureStores(cluster, sizes, edits, runs);
    const byCount = await measureEdits(cluster, countsStore, counts, runs);
    load.push(loadOfNow());
    const pushed = await measureCrowd(cluster, crowd.clients, crowd.rounds);
    load.push(loadOfNow());
    return {
      title: 'Sync',
      how: `A Postgres of its own on 127.0.0.1 that does not wait for a disk, and stores as they always are, those of the 50 clients in memory; rows are integrations, connections and saved requests. Ours and the bare script in turns, ${runs} times each. “Processor” is what the work itself took, of this process and of Postgres, which other programs on the machine (load ${Math.min(...load)} to ${Math.max(...load)}) do not lengthen much; goals for ratios are held to the sum of both.`,
      figures: [
        ...bulkFigures(bulk),
        ...liveFigures(delivery, idle),
        ...growthFigures(bySize, byCount),
        ...crowdFigures(pushed),
      ],
    };
  } finally {
    await cluster.stop();
  }
}

const loadOfNow = (): number => Math.round(loadavg()[0] ?? 0);

interface Pair {
  readonly ours: Cost;
  readonly bare: Cost;
}

function measureBulk(cluster: Postgres, runs: number): Promise<{ download: Pair; upload: Pair }> {
  return withTeam(cluster, { rows: storeRows }, async (team) => {
    const costs = { join: [] as Cost[], copy: [] as Cost[], push: [] as Cost[], plain: [] as Cost[] };
    for (let round = 0; round < runs; round += 1) {
      const opened = await team.open();
      const invitation = await team.invite();
      costs.join.push(await costOf(cluster.pid, () => joinWith(team, opened, invitation)));
      costs.copy.push(await costOf(cluster.pid, () => copyInto(team, opened)));
      await team.end(opened);
    }
    for (let round = 0; round < runs; round += 1) {
      await preparePlain(team);
      edit(team, uploads);
      costs.push.push(await costOf(cluster.pid, () => team.first.client.sync.now()));
      costs.plain.push(await costOf(cluster.pid, () => sendPlain(team, uploads)));
      await team.database.admin((client) => client.query('DROP TABLE public.plain'));
    }
    return {
      download: { ours: medianCost(costs.join), bare: medianCost(costs.copy) },
      upload: { ours: medianCost(costs.push), bare: medianCost(costs.plain) },
    };
  });
}

function bulkFigures({ download, upload }: { download: Pair; upload: Pair }): Figure[] {
  const beside = (name: string, bareName: string, { ours, bare }: Pair, least: number, goal: string): Figure[] => {
    const speed = processorMs(bare) / processorMs(ours);
    const byClock = bare.wallMs / ours.wallMs;
    const value = `${costText(ours)}: ${speed.toFixed(2)} of its speed by the processor, ${byClock.toFixed(2)} by the clock`;
    return [
      { name: bareName, value: costText(bare) },
      { name, value, goal, met: speed >= least },
    ];
  };
  return [
    ...beside(
      `first download of ${storeRows.toLocaleString('en')} rows`,
      'COPY … TO STDOUT piped into the same tables',
      download,
      1 / 2,
      '≥ 0.5 of its speed',
    ),
    ...beside(
      `upload of ${uploads.toLocaleString('en')} edits, half of them new rows`,
      'the same rows by `pg`, a thousand in a statement',
      upload,
      1 / 3,
      '≥ 0.33 of its speed',
    ),
  ];
}

function liveFigures(delivery: readonly number[], idle: Idle): Figure[] {
  const middle = median(delivery);
  return [
    {
      name: 'an edit stands in another idle store',
      value: `${ms(middle)} (95th percentile ${ms(quantile(delivery, 0.95))}), of ${delivery.length}`,
      goal: '< 300 ms',
      met: middle < 300,
    },
    {
      name: 'a sync with nothing to do',
      value: `${idle.roundTrips} round trip, ${idle.bytes} bytes both ways, ${ms(median(idle.tookMs))}`,
      goal: 'one round trip',
      met: idle.roundTrips === 1,
    },
  ];
}

function growthFigures(bySize: readonly Exchange[], byCount: readonly Exchange[]): Figure[] {
  const cost = ({ sent, fetched }: Exchange) => processorMs(sent) + processorMs(fetched);
  const text = (each: Exchange) => `${Math.round(cost(each))} ms`;
  const number = (count: number) => count.toLocaleString('en');
  const bySizes = bySize.map(cost);
  const growth = Math.max(...bySizes) / (bySizes[0] ?? Number.NaN);
  const [few, many] = [byCount[0], byCount.at(-1)];
  const perEdit = few && many ? cost(many) / many.edits / (cost(few) / few.edits) : Number.NaN;
  return [
    {
      name: `${edits} edits sent and fetched, processor, in stores of ${bySize.map(({ rows }) => number(rows)).join(', ')} rows`,
      value: `${bySize.map(text).join(', ')}: at most ${growth.toFixed(2)} × the smallest`,
      goal: 'not with the store: ≤ 2 ×',
      met: growth <= 2,
    },
    {
      name: `${byCount.map((each) => number(each.edits)).join(', ')} edits sent and fetched, processor, in a store of ${number(countsStore)} rows`,
      value: `${byCount.map(text).join(', ')}: for each edit ${perEdit.toFixed(2)} × as much for the most as for the fewest`,
      goal: 'linear: ≤ 1.5 × for each',
      met: perEdit <= 1.5,
    },
  ];
}

function crowdFigures({ clients, pushes, cost, waitedMs, lost, gaps, different }: Crowd): Figure[] {
  const perSecond = pushes / (cost.wallMs / 1_000);
  const each = `${(cost.serverMs / pushes).toFixed(1)} ms of Postgres’s processor for each`;
  return [
    {
      name: `${clients} clients that send an edit at the same moment, ${crowd.rounds} times, all of them in one process`,
      value: `${perSecond.toFixed(1)} pushes a second, ${each}; waited ${ms(median(waitedMs))}, 99th percentile ${ms(quantile(waitedMs, 0.99))}, at most ${ms(Math.max(...waitedMs))}`,
      goal: 'none starves: at most 3 × the median',
      met: Math.max(...waitedMs) <= 3 * median(waitedMs),
    },
    {
      name: 'of these edits',
      value: `${lost} lost, ${gaps} revisions missing, ${different} stores different in the end`,
      goal: 'none',
      met: lost + gaps + different === 0,
    },
  ];
}
