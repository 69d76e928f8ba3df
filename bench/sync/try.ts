import { startPostgres } from '#test/support/postgres.ts';
import { withTeam } from './benchTeam.ts';
import { costOf, costText } from './cost.ts';
import { copyInto, joinWith } from './download.ts';
import { edit, preparePlain, sendPlain } from './upload.ts';
import { openWire } from './wire.ts';
const n = Number(process.argv[2] ?? 10000);
const pg = await startPostgres();
const wire = await openWire(pg.port);
try {
  await withTeam(pg, { rows: n, port: wire.port }, async (team) => {
    console.log('init', team.initMs);
    const { team: s } = await team.first.client.sync.status(); console.log(s?.state, s?.problem, s?.heldBack);
    for (let i = 0; i < 2; i++) {
      const o = await team.open(); const inv = await team.invite();
      console.log('ours', costText(await costOf(pg.pid, () => joinWith(team, o, inv))));
      console.log('bare', costText(await costOf(pg.pid, () => copyInto(team, o))));
      wire.reset();
      console.log('idle', costText(await costOf(pg.pid, () => o.client.sync.now())), wire.roundTrips());
      wire.reset();
      console.log('idle', costText(await costOf(pg.pid, () => o.client.sync.now())), wire.roundTrips());
      await team.end(o);
    }
    for (let i = 0; i < 2; i++) {
      edit(team, Math.min(10000, n/2));
      wire.reset();
      console.log('up ours', costText(await costOf(pg.pid, () => team.first.client.sync.now())), wire.roundTrips());
      await preparePlain(team);
      console.log('up bare', costText(await costOf(pg.pid, () => sendPlain(team, Math.min(10000, n/2)))));
      await team.database.admin((c) => c.query('DROP TABLE public.plain'));
    }
  });
} finally { wire.close(); await pg.stop(); }
