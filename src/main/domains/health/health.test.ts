import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import type { ConsoleEvent } from '#contract/events.ts';
import type { HealthSchedule } from '#contract/health.ts';
import { checkConnection, createConnection } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { checkAll, checkNow } from './check.ts';
import type { HealthDeps } from './deps.ts';
import { forgetOldResults, readReport } from './report.ts';
import { setSchedule } from './schedule.ts';
import { holdLease, startScheduler } from './scheduledChecks.ts';

const minuteMs = 60_000;
const every15: HealthSchedule = { enabled: true, intervalMinutes: 15, quietHours: null, notify: true };

/** Time that a test moves; timers that come due run in their order, and their work is waited for. */
function testClock(start: number) {
  let at = start;
  const timers = new Set<{ at: number; work: () => void }>();
  return {
    now: () => at,
    after: (ms: number, work: () => void) => {
      const timer = { at: at + ms, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    /** Moves on to the next timer, where that is within `ms`. */
    next: (until: number): boolean => {
      const [due] = [...timers].sort((a, b) => a.at - b.at);
      if (due === undefined || due.at > until) {
        at = until;
        return false;
      }
      timers.delete(due);
      at = Math.max(at, due.at);
      due.work();
      return true;
    },
  };
}

async function begin(answer: () => number = () => 200) {
  const rig = await connectionsRig();
  const clock = testClock(Date.UTC(2026, 5, 1, 12));
  const server = await loopbackServer((_request, response) => {
    response.statusCode = answer();
    response.end('{}');
  });
  const events: ConsoleEvent[] = [];
  rig.events.onEvent((event) => void events.push(event));
  const connections = { ...rig.deps, now: clock.now };
  const checks = new Set<Promise<unknown>>();
  const deps: HealthDeps = {
    store: rig.store,
    events: rig.events,
    vault: rig.vault,
    now: clock.now,
    log: () => undefined,
    check: (actor, input, signal) => {
      const check = checkConnection(connections, actor, input, signal);
      const settled: Promise<unknown> = check.catch(() => undefined).finally(() => checks.delete(settled));
      checks.add(settled);
      return check;
    },
  };
  const start = () =>
    startScheduler(deps, {
      after: clock.after,
      random: () => 0.5,
      minuteOfDay: (at) => Math.floor(at / minuteMs) % 1_440,
    });
  /** Lets so many minutes go by. */
  const pass = async (minutes: number) => {
    const until = clock.now() + minutes * minuteMs;
    do {
      do {
        await Promise.all(checks);
        await setImmediate();
      } while (checks.size > 0);
    } while (clock.next(until));
  };
  const schedule = (integrationId: IntegrationId, given: Partial<HealthSchedule> = {}, actor: Actor = rig.admin) =>
    setSchedule(deps, actor, { integrationId, schedule: { ...every15, ...given } });
  const report = (integrationId: IntegrationId) => readReport(deps, rig.admin, { integrationId, hours: 24 });
  const notices = () => events.flatMap((event) => (event.type === 'notice' ? [event.title] : []));
  const integrate = () => rig.integrate({ baseUrl: server.url, displayName: 'Atlas' });
  return { ...rig, health: deps, clock, server, events, start, pass, schedule, report, notices, integrate };
}

describe('checks by schedule', () => {
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
    const { deps, admin, server, start, pass, schedule, integrate, member, store, happenings } = await begin();
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
    expect(happenings.at(-1)).toMatchObject({ kind: 'check', actor: { name: 'Ada' } });
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

describe('the lease', () => {
  it('is one holder’s until its time is over', async () => {
    const { store } = await begin();
    const hold = (holder: string, now: number) => store.write((w) => holdLease(w, holder, now, now + 100));
    expect([hold('a', 0), hold('b', 50), hold('a', 90), hold('b', 190), hold('b', 191), hold('a', 200)]).toEqual([
      ...[true, false, true, false, true, false],
    ]);
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
    const check: HealthDeps['check'] = async (actor, input, signal) => {
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

it('results are kept for 90 days', async () => {
  const { admin, health, store, integrate } = await begin();
  await checkNow(health, admin, { integrationId: integrate() });
  const after = (days: number) => store.write((w) => forgetOldResults(w, health.now() + days * 24 * 60 * minuteMs));
  expect([after(89), after(91)]).toEqual([0, 1]);
});
