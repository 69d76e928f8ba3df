import type { Postgres } from '#test/support/postgres.ts';
import type { Opened } from '../benchConsole.ts';
import { sqliteOf, withTeam } from './benchTeam.ts';
import { type Cost, costOf } from './cost.ts';

export interface Crowd {
  readonly clients: number;
  /** Edits that were sent, each as a revision of its own. */
  readonly pushes: number;
  readonly cost: Cost;
  /** How long each waited until the team had its edit. */
  readonly waitedMs: readonly number[];
  /** Edits that are not with the team, revisions that are missing, and stores that differ from it in the end: all none. */
  readonly lost: number;
  readonly gaps: number;
  readonly different: number;
}

/** So many clients, each with a store and a login of its own, who all send an edit at the same moment, several times. */
export function measureCrowd(cluster: Postgres, clients: number, rounds: number): Promise<Crowd> {
  return withTeam(cluster, { rows: 200, inMemory: true }, async ({ first, join, tenantId, database }) => {
    const all: Opened[] = [];
    for (let at = 0; at < clients; at += 1) all.push(await join());
    await Promise.all(all.map(({ client }) => client.sync.now()));
    const ids = sqliteOf(first)
      .prepare<[string], string>('SELECT id FROM saved_requests WHERE tenant_id = ? ORDER BY id')
      .pluck()
      .all(tenantId);
    const waitedMs: number[] = [];
    const wanted = new Map<string, string>();
    const before = await headOf(database, tenantId);
    const cost = await costOf(cluster.pid, async () => {
      for (let round = 0; round < rounds; round += 1)
        await Promise.all(
          all.map(async (opened, at) => {
            const [id, url] = [ids[at % ids.length] ?? '', `/round/${round}/client/${at}`];
            const { store } = opened.console;
            store.write(
              () => void sqliteOf(opened).prepare('UPDATE saved_requests SET url = ? WHERE id = ?').run(url, id),
            );
            wanted.set(id, url);
            const since = performance.now();
            await opened.client.sync.now();
            waitedMs.push(performance.now() - since);
          }),
        );
    });
    const pushes = (await headOf(database, tenantId)) - before;
    for (const { client } of all) await client.sync.now();
    const texts = new Set(all.map(textOf));
    const [found] = await database.admin(
      async (client) =>
        (
          await client.query(
            `SELECT (SELECT count(*) FROM jsonb_each_text($2) w JOIN patchbay.rows r ON r.tenant_id = $1
               AND r.table_name = 'saved_requests' AND r.row_id = w.key WHERE r.data ->> 'url' <> w.value)::int AS lost,
             (SELECT max(rev) - count(*) FROM patchbay.revisions WHERE tenant_id = $1)::int AS gaps`,
            [tenantId, JSON.stringify(Object.fromEntries(wanted))],
          )
        ).rows,
    );
    return { clients, pushes, cost, waitedMs, lost: found?.lost, gaps: found?.gaps, different: texts.size - 1 };
  });
}

const textOf = (opened: Opened): string =>
  JSON.stringify(sqliteOf(opened).prepare('SELECT id, url FROM saved_requests ORDER BY id').raw().all());

const headOf = (database: Parameters<Parameters<typeof withTeam>[2]>[0]['database'], tenantId: string) =>
  database.admin(async (client) => {
    const { rows } = await client.query('SELECT head::int AS head FROM patchbay.tenants WHERE tenant_id = $1', [
      tenantId,
    ]);
    return Number(rows[0]?.head);
  });
