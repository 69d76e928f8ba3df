import { expect, it } from 'vitest';
import { type Client, testConsole } from '#test/support/testConsole.ts';

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
