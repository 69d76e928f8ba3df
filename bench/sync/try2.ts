import { startPostgres } from '#test/support/postgres.ts';
import { withTeam } from './benchTeam.ts';
import { costOf, costText } from './cost.ts';
import { copyInto, joinWith } from './download.ts';
import { sqliteOf } from './benchTeam.ts';
import { statSync } from 'node:fs';
const pg = await startPostgres();
await withTeam(pg, { rows: 100000 }, async (team) => {
  for (const [page, step, wal, cache] of [[1,1,250,48],[1,1,250,48]]) {
    globalThis.PR = page; globalThis.SR = step;
    const o = await team.open(); const inv = await team.invite();
    sqliteOf(o).pragma('wal_autocheckpoint = ' + wal); sqliteOf(o).pragma('cache_size = -' + cache * 1000);
    console.log(page, step, wal, cache, 'ours', costText(await costOf(pg.pid, () => joinWith(team, o, inv))));
    await team.end(o);
  }
    const o = await team.open(); 
    console.log('bare', costText(await costOf(pg.pid, () => copyInto(team, o))));
});
await pg.stop();
