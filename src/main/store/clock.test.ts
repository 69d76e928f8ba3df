import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { testConsole } from '#test/support/testConsole.ts';
import { createClockMender } from './clock.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const tenYears = 3_650 * dayMs;
const today = Date.UTC(2030, 0, 1);

/** A console whose clock and steady time a test moves; half an hour has passed since its start. */
async function rig() {
  const clock = { at: today, steady: 0 };
  const { console, client } = await testConsole({ now: () => clock.at });
  const mend = createClockMender({ now: () => clock.at, steady: () => clock.steady });
  const pass = (ms: number) => {
    clock.at += ms;
    clock.steady += ms;
  };
  pass(30 * minuteMs);
  const columns = console.domains.flatMap(({ tables }) =>
    tables.flatMap(({ table, past = [] }) => past.map((each) => ({ table, ...each }))),
  );
  const times = (query: string) => console.store.sqlite.prepare<[], number>(query).pluck().all();
  return { clock, pass, console, client, times, mend: () => mend(console.store, columns) };
}

const kept = { name: 'parcels', provider: 'parcels', type: 'api', baseUrl: 'http://127.0.0.1:9' } as const;

it('what happened lies at most now, in its order, and retention goes on', async () => {
  const { clock, client, times, mend } = await rig();
  clock.at += tenYears;
  const { id } = await client.integrations.create(kept);
  clock.at += minuteMs;
  await client.integrations.remove({ ids: [id] });
  clock.at -= tenYears + minuteMs;
  const before = times('SELECT at FROM facts ORDER BY seq');
  expect(before.at(-1)).toBeGreaterThan(clock.at + tenYears - dayMs);
  expect(mend()).toBeGreaterThan(2);
  const after = times('SELECT at FROM facts ORDER BY seq');
  expect(after.every((at) => at <= clock.at)).toBe(true);
  expect(after).toEqual(after.toSorted((a, b) => a - b));
  expect(times('SELECT deleted_at FROM integrations')).toEqual([clock.at]);
  expect(mend()).toBe(0);
});

it('ends keep their distance to what they count from', async () => {
  const { clock, console, mend, times } = await rig();
  const { sqlite } = console.store;
  sqlite.pragma('foreign_keys = OFF');
  const insert = sqlite.prepare(`INSERT INTO oauth_tokens
    (tenant_id, connection_id, status, obtained_at, expires_at, refreshable, requested_scopes, generation)
    VALUES ('t', ?, 'ok', ?, ?, 1, '[]', 1)`);
  insert.run('ahead', clock.at + tenYears, clock.at + tenYears + 3_600_000);
  insert.run('right', clock.at - minuteMs, clock.at + tenYears);
  expect(mend()).toBe(1);
  expect(times('SELECT expires_at FROM oauth_tokens ORDER BY connection_id')).toEqual([
    clock.at + 3_600_000,
    clock.at + tenYears,
  ]);
});

it('the secret of before is forgotten when its hours are over, by the clock that is right now', async () => {
  const { clock, console, client, pass, mend, times } = await rig();
  const { id: integrationId } = await client.integrations.create(kept);
  await client.connections.create({
    integrationId,
    name: 'key',
    kind: 'bearer',
    schemeKey: null,
    visibility: 'team',
    secret: 'secret-of-today-01',
  });
  const set = console.store.sqlite.prepare(
    "UPDATE connections SET previous = '{}', secret_changed_at = ?, previous_until = ?",
  );
  set.run(clock.at + tenYears, clock.at + tenYears + dayMs);
  expect(mend()).toBe(1);
  expect(times('SELECT previous_until FROM connections')).toEqual([clock.at + dayMs]);
  pass(dayMs);
  expect(times('SELECT secret_changed_at FROM connections')[0]).toBeLessThan(clock.at);
});

it('results of one time stay apart, since the time is part of their key', async () => {
  const { clock, console, mend, times } = await rig();
  const { sqlite } = console.store;
  sqlite.pragma('foreign_keys = OFF');
  const insert = sqlite.prepare(
    "INSERT INTO health_results (tenant_id, integration_id, at, ok) VALUES ('t', 'i', ?, 1)",
  );
  for (const at of [1, 2, 3, 1_000]) insert.run(clock.at + tenYears + at);
  expect(mend()).toBe(4);
  expect(times('SELECT at FROM health_results ORDER BY at DESC')).toEqual([0, 1, 2, 3].map((ms) => clock.at - ms));
});

it('nothing moves while the clock of now may be the wrong one', async () => {
  const { clock, console, mend, pass, times } = await rig();
  const { sqlite } = console.store;
  const at = clock.at;
  console.store.write((w) =>
    w.run(sql`INSERT INTO activity (tenant_id, id, at, kind, action, subject, result, details)
      VALUES ((SELECT id FROM tenants), 'x', ${at}, 'request', 'sent', 'x', 'ok', '[]')`),
  );
  sqlite.exec('DELETE FROM facts');
  clock.at = Date.UTC(2000, 0, 1);
  expect(mend()).toBe(0);
  pass(dayMs);
  expect(mend()).toBe(0);
  clock.at = at - 30 * dayMs;
  expect(mend()).toBe(0);
  clock.at = at;
  expect(times('SELECT at FROM activity')).toEqual([at]);
});

it('a clock that moved by a minute is as it was; one that moved by more is not trusted for a while', async () => {
  for (const [moved, trusted] of [
    [minuteMs, true],
    [minuteMs + 1, false],
    [-minuteMs, true],
    [-minuteMs - 1, false],
  ] as const) {
    const { clock, client, mend } = await rig();
    clock.at += tenYears;
    await client.integrations.create(kept);
    clock.at += moved - tenYears;
    expect(mend() > 0, `moved by ${moved} ms`).toBe(trusted);
  }
});

it('a clock is trusted from ten minutes after the start, or after it moved, on', async () => {
  const { client, console } = await rig();
  const clock = { at: today, steady: 0 };
  const mend = createClockMender({ now: () => clock.at, steady: () => clock.steady });
  const columns = console.domains.flatMap(({ tables }) =>
    tables.flatMap(({ table, past = [] }) => past.map((each) => ({ table, ...each }))),
  );
  await client.integrations.create(kept);
  console.store.sqlite.prepare('UPDATE facts SET at = ?').run(today + tenYears);
  const pass = (ms: number) => {
    clock.at += ms;
    clock.steady += ms;
    return mend(console.store, columns) > 0;
  };
  expect(pass(10 * minuteMs - 1)).toBe(false);
  expect(pass(1)).toBe(true);
  console.store.sqlite.prepare('UPDATE facts SET at = ?').run(today + tenYears);
  clock.at += dayMs;
  expect([pass(0), pass(10 * minuteMs - 1), pass(1)]).toEqual([false, false, true]);
});
