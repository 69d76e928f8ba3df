import { startPostgres } from '#test/support/postgres.ts';
import { measureCrowd } from './crowd.ts';
import { measureDelivery, measureIdle } from './live.ts';
import { measureEdits, measureStores } from './growth.ts';
import { median, quantile } from '../statistics.ts';
const pg = await startPostgres();
const what = process.argv[2];
try {
if (!what || what === 'live') { const d = await measureDelivery(pg); console.log('delivery', median(d), quantile(d, .95), Math.max(...d));
const i = await measureIdle(pg); console.log('idle', i.roundTrips, i.bytes, median(i.tookMs)); }
if (!what || what === 'crowd') {const { waitedMs, ...c } = await measureCrowd(pg, Number(process.argv[3] ?? 50), 4); console.log(c, median(waitedMs), quantile(waitedMs, .99), Math.max(...waitedMs));}
if (!what || what === 'growth') {
for (const e of [...await measureStores(pg, [1000, 10000, 50000], 100, 3), ...await measureEdits(pg, 20000, [100, 1000, 10000], 3)]) console.log(JSON.stringify(e));}
} finally { await pg.stop(); }
