import { afterAll, beforeAll, it } from 'vitest';
import { type Postgres, startPostgres } from '#test/support/postgres.ts';
import { copyTeam, makePrototype, type Prototype } from '#test/support/sync/rig.ts';

let cluster: Postgres;
let prototype: Prototype;
beforeAll(async () => {
  cluster = await startPostgres();
  const t = performance.now();
  prototype = await makePrototype(cluster);
  console.log('prototype', performance.now() - t);
}, 120_000);
afterAll(() => cluster.stop());
it('x', async () => {
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    const team = await copyTeam(prototype, [0, 1, 2]);
    console.log('copied', performance.now() - t);
    for (const s of team.stores) {
      const t = performance.now();
      await s.processes[0]!.client.sync.now();
      console.log('sync', performance.now() - t, JSON.stringify(await s.processes[0]!.client.sync.status()));
    }
    const t2 = performance.now();
    await team.stores[0]!.kill();
    console.log('kill', performance.now() - t2);
    console.log('sync', JSON.stringify(await team.stores[0]!.processes[0]!.client.sync.now()));
    const t3 = performance.now();
    await team.close();
    console.log('close', performance.now() - t3);
  }
});
