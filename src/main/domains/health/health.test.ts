import { eq, min } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import type { ConsoleEvent } from '#contract/events.ts';
import type { HealthSchedule } from '#contract/health.ts';
import { checkConnection, createConnection } from '#main/domains/connections/index.ts';
import { integrationFacts, integrations } from '#main/domains/integrations/index.ts';
import { createJobs, type Jobs, jobs as jobTable, releaseLease, takeLease } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { checkAll, checkNow } from './check.ts';
import type { HealthContext } from './context.ts';
import { healthJobHandlers } from './domain.ts';
import { forgetOldResults, readReport } from './report.ts';
import { planMissing, resumeChecks, setSchedule } from './scheduledChecks.ts';

const minuteMs = 60_000;
const every15: HealthSchedule = { enabled: true, intervalMinutes: 15, quietHours: null, notify: true };

async function begin(answer: () => number = () => 200) {
  const rig = await connectionsRig();
  const clock = { at: Date.UTC(2026, 5, 1, 12) };
  const now = () => clock.at;
  const server = await loopbackServer((_request, response) => {
    response.statusCode = answer();
    response.end('{}');
  });
  const events: ConsoleEvent[] = [];
  rig.events.onEvent((event) => void events.push(event));
  const connections = { ...rig.deps, now };
  const checkedAs: Actor[] = [];
  const openJobs = () => {
    const jobs = createJobs({ store: rig.store, events: rig.deps.events, log: () => undefined, now });
    onTestFinished(() => jobs.close());
    return jobs;
  };
  const deps: HealthContext = {
    store: rig.store,
    facts: rig.deps.facts,
    events: rig.events,
    jobs: openJobs(),
    vault: rig.vault,
    now,
    random: () => 0.5,
    minuteOfDay: (at) => Math.floor(at / minuteMs) % 1_440,
    check: async (actor, input, signal) => {
      checkedAs.push(actor);
      return checkConnection(connections, actor, input, signal);
    },
  };
  const running = new Set<Jobs>();
  /** A process that runs jobs. */
  const start = () => {
    const jobs = openJobs();
    jobs.register(healthJobHandlers(deps));
    running.add(jobs);
    return {
      runDue: () => jobs.runDue(),
      stop: () => {
        running.delete(jobs);
        return jobs.close();
      },
    };
  };
  const nextRunAt = () =>
    rig.store.read
      .select({ at: min(jobTable.runAt) })
      .from(jobTable)
      .get()?.at ?? null;
  /** Lets so many minutes go by. */
  const pass = async (minutes: number) => {
    const until = clock.at + minutes * minuteMs;
    for (let next = nextRunAt(); running.size > 0 && next !== null && next <= until; next = nextRunAt()) {
      clock.at = Math.max(clock.at, next);
      await Promise.all([...running].map((jobs) => jobs.runDue()));
    }
    clock.at = until;
  };
  const schedule = (integrationId: IntegrationId, given: Partial<HealthSchedule> = {}, actor: Actor = rig.admin) =>
    setSchedule(deps, actor, { integrationId, schedule: { ...every15, ...given } });
  const report = (integrationId: IntegrationId) => readReport(deps, rig.admin, { integrationId, hours: 24 });
  const notices = () => events.flatMap((event) => (event.type === 'notice' ? [event.title] : []));
  const integrate = () => rig.integrate({ baseUrl: server.url, displayName: 'Atlas' });
  return { ...rig, health: deps, clock, server, events, checkedAs, start, pass, schedule, report, notices, integrate };
}

describe('checks by schedule', () => {
  it('are left to the process that holds the lease of the check, and go on when it has ended', async () => {
    const { store, clock, server, start, pass, schedule, report, integrate } = await begin();
    const id = integrate();
    schedule(id);
    const job = store.sqlite.prepare<[], string>("SELECT id FROM jobs WHERE kind = 'health.check'").pluck().get();
    const other = `${process.ppid}.another`;
    store.write((w) => takeLease(w, `job:${job}`, other, clock.at, clock.at + 4 * minuteMs));
    const process_ = start();
    clock.at += minuteMs;
    await process_.runDue();
    expect([server.requests.length, report(id).recent.length]).toEqual([0, 0]);
    store.write((w) => releaseLease(w, `job:${job}`, other));
    await pass(1);
    expect([server.requests.length, report(id).recent.length]).toEqual([1, 1]);
  });

  it('are done by the console in the activity, and those that a person asks for by that person', async () => {
    const { store, admin, health, start, pass, schedule, integrate } = await begin();
    const id = integrate();
    schedule(id);
    start();
    await pass(1);
    await checkNow(health, admin, { integrationId: id });
    const who = store.sqlite.prepare<[], string | null>(
      "SELECT actor_id FROM activity WHERE kind = 'check' ORDER BY id",
    );
    expect(who.pluck().all()).toEqual([null, admin.userId]);
  });

  it('are off until a person turns them on, then come soon and every 15 minutes', async () => {
    const { server, start, pass, schedule, report, integrate } = await begin();
    const id = integrate();
    expect(report(id)).toMatchObject({ schedule: { enabled: false, intervalMinutes: 15 }, nextAt: null, uptime: null });
    const scheduler = start();
    await pass(60);
    expect(server.requests).toHaveLength(0);
    schedule(id);
    await pass(1);
    expect(server.requests).toHaveLength(1);
    await pass(45);
    expect(server.requests).toHaveLength(4);
    expect(report(id)).toMatchObject({ uptime: 1, failuresInRow: 0, recent: { length: 4 } });
    schedule(id, { enabled: false });
    await pass(60);
    await scheduler.stop();
    expect(server.requests).toHaveLength(4);
  });

  it('wait longer after each failure, and tell once when it stops working and once when it works again', async () => {
    const state = { status: 200 };
    const { server, start, pass, schedule, report, notices, integrate } = await begin(() => state.status);
    const id = integrate();
    schedule(id);
    const scheduler = start();
    await pass(1);
    state.status = 500;
    await pass(15 + 30 + 60 + 60);
    expect(server.requests).toHaveLength(1 + 4);
    expect(report(id)).toMatchObject({ failuresInRow: 4, uptime: 1 / 5 });
    state.status = 200;
    await pass(60);
    await scheduler.stop();
    expect(notices()).toEqual(['Atlas does not work', 'Atlas works again']);
    expect(report(id).failuresInRow).toBe(0);
  });

  it('tell nothing where a person does not want to hear of it', async () => {
    const { start, pass, schedule, notices, integrate } = await begin(() => 500);
    schedule(integrate(), { notify: false });
    const scheduler = start();
    await pass(30);
    await scheduler.stop();
    expect(notices()).toEqual([]);
  });

  it('rest in quiet hours', async () => {
    const { server, start, pass, schedule, integrate } = await begin();
    schedule(integrate(), { quietHours: { from: '12:05', to: '14:00' } });
    const scheduler = start();
    await pass(119);
    expect(server.requests).toHaveLength(1);
    await pass(15);
    await scheduler.stop();
    expect(server.requests).toHaveLength(2);
  });

  it('wait for the vault where they need a secret, and go on where they need none', async () => {
    const { deps, admin, vault, server, integrate, start, pass, schedule } = await begin();
    const keyed = integrate();
    createConnection(deps, admin, {
      integrationId: keyed,
      name: 'bot',
      kind: 'apiKey',
      schemeKey: null,
      visibility: 'team',
      secret: 'canary-key-4711-abcdef',
      placement: { in: 'header', name: 'X-Key', prefix: '' },
    });
    vault.lock();
    schedule(keyed);
    schedule(integrate());
    const scheduler = start();
    await pass(10);
    expect(server.requests.map(({ headers }) => headers['x-key'])).toEqual([undefined]);
    await vault.unlock();
    await pass(2);
    await scheduler.stop();
    expect(server.requests.map(({ headers }) => headers['x-key'])).toEqual([
      ...[undefined, 'canary-key-4711-abcdef', undefined],
    ]);
  });

  it('are made by one process of several, and by another once that one ends', async () => {
    const { server, start, pass, schedule, integrate } = await begin();
    const [one, other] = [start(), start()];
    schedule(integrate());
    await pass(16);
    expect(server.requests).toHaveLength(2);
    await one.stop();
    await other.stop();
    const third = start();
    await pass(15);
    await third.stop();
    expect(server.requests).toHaveLength(3);
  });

  it('go on as an admin when the person who set them leaves, without a connection of the admin’s own', async () => {
    const { deps, admin, server, start, pass, schedule, integrate, member, store, checkedAs } = await begin();
    const eve = member('editor', 'Eve');
    const id = integrate();
    createConnection(deps, admin, {
      integrationId: id,
      name: 'mine',
      kind: 'apiKey',
      schemeKey: null,
      visibility: 'private',
      secret: 'canary-key-4711-abcdef',
      placement: { in: 'header', name: 'X-Key', prefix: '' },
    });
    schedule(id, {}, eve);
    store.sqlite.prepare('DELETE FROM memberships WHERE user_id = ?').run(eve.userId);
    const scheduler = start();
    await pass(1);
    await scheduler.stop();
    expect(server.requests.map(({ headers }) => headers['x-key'])).toEqual([undefined]);
    expect(checkedAs.at(-1)).toMatchObject({ kind: 'system', name: 'Ada', userId: admin.userId });
  });
});

describe('the jobs of schedules', () => {
  it('are planned at the start where one is missing, at the time that was set before', async () => {
    const { health, server, start, pass, schedule, report, integrate, store } = await begin();
    const id = integrate();
    schedule(id);
    const planned = report(id).nextAt;
    store.write((w) => w.delete(jobTable).run());
    planMissing(health);
    expect(report(id).nextAt).toBe(planned);
    const scheduler = start();
    await pass(1);
    await scheduler.stop();
    expect(server.requests).toHaveLength(1);
  });

  it('rest while the integration is inactive, and go on once it is active again', async () => {
    const { health, server, start, pass, schedule, report, integrate, store, admin } = await begin();
    const id = integrate();
    schedule(id);
    store.write((w) => w.update(integrations).set({ active: false }).where(eq(integrations.id, id)).run());
    const scheduler = start();
    await pass(60);
    expect([server.requests.length, report(id).nextAt]).toEqual([0, null]);
    health.facts.subscribe(resumeChecks(health));
    store.write((w) => {
      w.update(integrations).set({ active: true }).where(eq(integrations.id, id)).run();
      const entity = { id, name: 'Atlas' };
      health.facts.emit(w, integrationFacts.activated, { actor: admin, entity, integrationId: id });
    });
    await pass(1);
    await scheduler.stop();
    expect(server.requests).toHaveLength(1);
  });
});

describe('what a check by schedule says', () => {
  it('is said once where a connection is refused', async () => {
    const { deps, admin, start, pass, schedule, notices, integrate } = await begin(() => 401);
    const id = integrate();
    createConnection(deps, admin, {
      integrationId: id,
      name: 'bot',
      kind: 'apiKey',
      schemeKey: null,
      visibility: 'team',
      secret: 'canary-key-4711-abcdef',
      placement: { in: 'header', name: 'X-Key', prefix: '' },
    });
    schedule(id);
    const scheduler = start();
    await pass(60);
    await scheduler.stop();
    expect(notices()).toEqual(['bot (Atlas) was refused']);
  });

  it('is nothing where authentication is asked for and there is no connection: neither success nor failure', async () => {
    const { server, health, admin, start, pass, schedule, report, notices, integrate } = await begin(() => 401);
    const id = integrate();
    schedule(id);
    const scheduler = start();
    await pass(20);
    await scheduler.stop();
    expect(server.requests).toHaveLength(2);
    expect(report(id)).toMatchObject({ uptime: null, failuresInRow: 0, recent: [] });
    expect(notices()).toEqual([]);
    expect(await checkAll(health, admin, {})).toEqual({ checked: 1, failed: 0 });
  });
});

describe('a check at once', () => {
  it('goes out with the connection that stands for the integration, and is kept for the chart', async () => {
    const { deps, admin, health, server, integrate, report } = await begin();
    const id = integrate();
    createConnection(deps, admin, {
      integrationId: id,
      name: 'bot',
      kind: 'apiKey',
      schemeKey: null,
      visibility: 'team',
      secret: 'canary-key-4711-abcdef',
      placement: { in: 'header', name: 'X-Key', prefix: '' },
    });
    expect(await checkNow(health, admin, { integrationId: id })).toMatchObject({ ok: true, status: 200 });
    expect(server.requests[0]?.headers['x-key']).toBe('canary-key-4711-abcdef');
    expect(report(id).recent).toEqual([{ at: health.now(), ok: true, status: 200, latencyMs: expect.any(Number) }]);
  });

  it('is an editor’s to ask for', async () => {
    const { health, member, integrate } = await begin();
    const viewer = member('viewer', 'Vi');
    const id = integrate();
    expect(await outcomeOf(Promise.try(() => checkNow(health, viewer, { integrationId: id })))).toBe('FORBIDDEN');
    expect(await outcomeOf(checkAll(health, viewer, {}))).toBe('FORBIDDEN');
    expect(
      await outcomeOf(Promise.try(() => setSchedule(health, viewer, { integrationId: id, schedule: every15 }))),
    ).toBe('FORBIDDEN');
  });
});

describe('checking all', () => {
  it('checks every active integration, eight at once, and tells how far it is', async () => {
    const open = { now: 0, most: 0 };
    const { admin, health, integrate, events } = await begin();
    for (let index = 0; index < 30; index += 1) integrate();
    const check: HealthContext['check'] = async (actor, input, signal) => {
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      return health.check(actor, input, signal).finally(() => {
        open.now -= 1;
      });
    };
    expect(await checkAll({ ...health, check }, admin, { job: 'all' })).toEqual({ checked: 30, failed: 0 });
    expect(open).toEqual({ now: 0, most: 8 });
    const told = events.flatMap((event) => (event.type === 'progress' ? [`${event.done}/${event.total}`] : []));
    expect([told.length, told[0], told.at(-1)]).toEqual([30, '1/30', '30/30']);
  });

  it('ends when the person cancels, and keeps what it found', async () => {
    const cancel = new AbortController();
    const { admin, health, integrate, store } = await begin(() => {
      cancel.abort();
      return 200;
    });
    for (let index = 0; index < 30; index += 1) integrate();
    expect(await outcomeOf(checkAll(health, admin, {}, cancel.signal))).toBe('CANCELLED');
    expect(store.sqlite.prepare('SELECT count(*) FROM health_results').pluck().get()).toBeLessThanOrEqual(8);
  });
});

it('a check that a clock which was ahead has planned comes soon, and is not shown for then', async () => {
  const { admin, health, store, integrate } = await begin();
  const integrationId = integrate();
  setSchedule(health, admin, { integrationId, schedule: every15 });
  store.sqlite.prepare('UPDATE health_state SET next_at = ?').run(health.now() + 10 * 365 * 24 * 60 * minuteMs);
  expect(readReport(health, admin, { integrationId, hours: 24 }).nextAt).toBeNull();
  store.sqlite.prepare('DELETE FROM jobs').run();
  planMissing(health);
  const { nextAt } = readReport(health, admin, { integrationId, hours: 24 });
  expect(nextAt).toBeLessThanOrEqual(health.now() + minuteMs);
  expect(store.sqlite.prepare('SELECT run_at FROM jobs').pluck().get()).toBe(nextAt);
});

it('results are kept for 90 days', async () => {
  const { admin, health, store, integrate } = await begin();
  await checkNow(health, admin, { integrationId: integrate() });
  const after = (days: number) =>
    store.write((w) => forgetOldResults(w, health.now() + days * 24 * 60 * minuteMs, 100));
  expect([after(89), after(91)]).toEqual([0, 1]);
});
