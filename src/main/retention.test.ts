import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';
import type { Actor } from './kernel/actor.ts';
import type { Kernel } from './kernel/kernel.ts';

const day = 86_400_000;
const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

/** A console whose clock the test moves. */
async function begin() {
  const clock = { at: Date.UTC(2026, 4, 18, 12) };
  const { console, client } = await testConsole({ now: () => clock.at });
  return { console, client, clock };
}

it.each([1, 30, 90])('activity of %i days stays to the millisecond, and goes right after', async (activityDays) => {
  const { console, client, clock } = await begin();
  const { retention } = await client.settings.get();
  await client.settings.update({ retention: { ...retention, activityDays } });
  const { facts, store } = console.kernel;
  const actor = console.openSession().actor();
  const lines = async (kind: 'change' | 'request') =>
    (await client.activity.list({ kinds: [kind] })).entries.filter(({ at }) => at === begun).length;
  const begun = clock.at;
  await client.integrations.create({ name: 'a', ...api });
  store.record((w) =>
    facts.recordTraffic(w, {
      tenantId: actor.tenantId,
      actor,
      at: begun,
      kind: 'request',
      action: 'sent',
      subject: 'GET /',
      result: 'ok',
    }),
  );
  clock.at = begun + activityDays * day;
  await client.system.cleanUp();
  expect([await lines('change'), await lines('request')]).toEqual([1, 1]);
  clock.at += 1;
  await client.system.cleanUp();
  expect([await lines('change'), await lines('request')]).toEqual([0, 0]);
});

it('old activity goes in steps between which the thread serves others', async () => {
  const { console, client, clock } = await begin();
  const { facts, store } = console.kernel;
  const actor = console.openSession().actor();
  const traffic = {
    tenantId: actor.tenantId,
    actor,
    at: clock.at,
    kind: 'request',
    action: 'sent',
    subject: 'GET /',
  } as const;
  const rows = 2_600;
  store.record((w) => {
    for (let index = 0; index < rows; index += 1) facts.recordTraffic(w, { ...traffic, result: 'ok' });
  });
  clock.at += 400 * day;
  const left: unknown[] = [];
  const watch = () => {
    left.push(store.sqlite.prepare("SELECT count(*) FROM activity WHERE action = 'sent'").pluck().get());
    timer = setImmediate(watch);
  };
  let timer = setImmediate(watch);
  await client.system.cleanUp();
  clearImmediate(timer);
  expect(new Set(left).size).toBeGreaterThan(4);
  expect((await client.activity.list({ kinds: ['request'] })).entries).toEqual([]);
});

/** History of `rows` requests, one a second from the first on; every tenth has its body in a file. */
function fillHistory({ paths, store }: Kernel, { tenantId, userId }: Actor, rows: number, first: number): void {
  mkdirSync(paths.bodies, { recursive: true });
  const insert = store.sqlite.prepare(`INSERT INTO exchanges
    (tenant_id, id, at, actor_id, actor_name, method, url, record, kept_bytes, body_file, body)
    VALUES (?, ?, ?, ?, 'Me', 'GET', '/', '{}', 1000, ?, ?)`);
  store.sqlite.transaction(() => {
    for (let index = 0; index < rows; index += 1) {
      const file = index % 10 === 0 ? `body-${index}` : null;
      if (file !== null) writeFileSync(join(paths.bodies, file), 'x');
      insert.run(tenantId, `id-${index}`, first + index * 1_000, userId, file, file === null ? Buffer.alloc(8) : null);
    }
  })();
}

it.each([
  ['by age', { historyDays: 1 }, 2_600, 400 * day, { rows: 0, bodies: 0 }],
  ['by count', { historyCount: 30 }, 2_600, 0, { rows: 30, bodies: 3 }],
  ['by bytes of bodies', { bodyBytes: 1_000_000 }, 2_600, 0, { rows: 2_600, bodies: 100 }],
] as const)('history goes %s in steps, and each file after its row', async (_what, limit, rows, later, left) => {
  const { console, client, clock } = await begin();
  const { kernel } = console;
  const { retention } = await client.settings.get();
  await client.settings.update({ retention: { ...retention, historyCount: rows, ...limit } });
  fillHistory(kernel, console.openSession().actor(), rows, clock.at - rows * 1_000);
  clock.at += later;
  const sqlite = kernel.store.sqlite;
  const kept = sqlite.prepare('SELECT count(*) FROM exchanges WHERE kept_bytes > 0').pluck();
  const named = sqlite.prepare<[], string>('SELECT body_file FROM exchanges WHERE body_file IS NOT NULL').pluck();
  const steps: number[] = [Number(kept.get())];
  const lost: string[] = [];
  const watch = () => {
    steps.push(Number(kept.get()));
    const files = new Set(readdirSync(kernel.paths.bodies));
    lost.push(...named.all().filter((file) => !files.has(file)));
    timer = setImmediate(watch);
  };
  let timer = setImmediate(watch);
  await client.system.cleanUp();
  clearImmediate(timer);
  const largest = Math.max(...steps.slice(1).map((count, index) => (steps[index] ?? count) - count));
  expect(largest).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(500);
  expect(lost).toEqual([]);
  expect(sqlite.prepare('SELECT count(*) FROM exchanges').pluck().get()).toBe(left.rows);
  expect(readdirSync(kernel.paths.bodies)).toHaveLength(left.bodies);
});

type Soft = [
  string,
  (client: Client) => Promise<{ gone: () => Promise<unknown>; back: () => Promise<{ ids: unknown[] }> }>,
];

const soft: Soft[] = [
  [
    'integration',
    async (client) => {
      const { id } = await client.integrations.create({ name: 'soft', ...api });
      return {
        gone: () => client.integrations.remove({ ids: [id] }),
        back: () => client.integrations.restore({ ids: [id] }),
      };
    },
  ],
  [
    'assistant',
    async (client) => {
      const { id } = await client.assistants.create({ name: 'soft' });
      return {
        gone: () => client.assistants.remove({ ids: [id] }),
        back: () => client.assistants.restore({ ids: [id] }),
      };
    },
  ],
  [
    'connection',
    async (client) => {
      const auth = { manualAuth: { kind: 'bearer' as const }, credentials: { secret: 'some-secret-0001' } };
      const { id: integrationId } = await client.integrations.create({ name: 'soft', ...api, ...auth });
      const ids = (await client.connections.list({ integrationId })).rows.map(({ id }) => id);
      return {
        gone: () => client.connections.removeMany({ ids }),
        back: () => client.connections.restore({ ids }),
      };
    },
  ],
  [
    'collection',
    async (client) => {
      const { id } = await client.collections.saveGroup({ name: 'soft' });
      return {
        gone: () => client.collections.remove({ items: [{ kind: 'group', id }] }),
        back: async () => ({ ids: (await client.collections.restore({ items: [{ kind: 'group', id }] })).items }),
      };
    },
  ],
  [
    'environment',
    async (client) => {
      const { id } = await client.environments.create({ name: 'soft', color: null, isProduction: false });
      return {
        gone: () => client.environments.remove({ id }),
        back: () => client.environments.restore({ ids: [id] }),
      };
    },
  ],
  [
    'saved request',
    async (client) => {
      const { id } = await client.collections.save({ name: 'soft', draft: plainDraft });
      return {
        gone: () => client.collections.remove({ items: [{ kind: 'request', id }] }),
        back: async () => ({ ids: (await client.collections.restore({ items: [{ kind: 'request', id }] })).items }),
      };
    },
  ],
];

it.each(soft)('a deleted %s comes back for 30 days, and not a moment longer', async (_noun, make) => {
  const { client, clock } = await begin();
  const { gone, back } = await make(client);
  await gone();
  clock.at += 30 * day;
  await client.system.cleanUp();
  expect((await back()).ids).toHaveLength(1);
  await gone();
  clock.at += 30 * day + 1;
  await client.system.cleanUp();
  expect((await back()).ids).toEqual([]);
});
