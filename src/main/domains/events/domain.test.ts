import { getEventListeners } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '#contract/common.ts';
import type { ConsoleEvent } from '#contract/events.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { createEvents } from '#main/kernel/events.ts';
import { createEventsDomain } from './domain.ts';

const [ours, theirs] = ['tenant-one', 'tenant-two'] as unknown as [TenantId, TenantId];

/** A page that listens, and what it has heard. */
function listening() {
  const events = createEvents();
  const closing = new AbortController();
  const page = new AbortController();
  const actor = { tenantId: ours } as { tenantId: TenantId };
  const { routes } = createEventsDomain({ events, closing: closing.signal } as never);
  const session = { actor: () => actor as Actor, switchTenant: () => undefined };
  const heard: ConsoleEvent[] = [];
  const stream = routes.subscribe(actor as Actor, undefined, page.signal, session) as AsyncGenerator<ConsoleEvent>;
  const over = (async () => {
    for await (const event of stream) heard.push(event);
  })();
  onTestFinished(async () => {
    page.abort();
    await over;
  });
  return {
    events,
    closing,
    page,
    actor,
    heard,
    over,
    until: (count: number) => expect.poll(() => heard.length).toBe(count),
  };
}

const topicsOf = (heard: readonly ConsoleEvent[]) =>
  heard.map((event) => ('topic' in event ? event.topic : event.type));

describe('changes of a moment', () => {
  test('of one topic and tenant are one, with the things of all of them once each', async () => {
    const { events, heard, until } = listening();
    events.changed('requests', ours, ['a', 'b']);
    events.changed('connections', ours, ['c']);
    events.changed('requests', ours, ['b', 'd']);
    await until(2);
    expect(heard).toEqual([
      { type: 'changed', topic: 'requests', tenantId: ours, ids: ['a', 'b', 'd'] },
      { type: 'changed', topic: 'connections', tenantId: ours, ids: ['c'] },
    ]);
  });

  test.each<[string, string[] | undefined, string[] | undefined]>([
    ['the first', undefined, ['a']],
    ['the second', ['a'], undefined],
    ['either', undefined, undefined],
  ])('are of everything where %s was', async (_, first, second) => {
    const { events, heard, until } = listening();
    events.changed('requests', ours, first);
    events.changed('requests', ours, second);
    await until(1);
    expect(heard).toEqual([{ type: 'changed', topic: 'requests', tenantId: ours }]);
  });

  test('of all tenants and of one are two', async () => {
    const { events, heard, until } = listening();
    events.changed('tenants', null);
    events.changed('tenants', ours);
    await until(2);
    expect(heard.map(({ tenantId }) => tenantId)).toEqual([null, ours]);
  });

  test('are told again when they happen again', async () => {
    const { events, until } = listening();
    events.changed('requests', ours, ['a']);
    await until(1);
    events.changed('requests', ours, ['a']);
    await until(2);
  });
});

test('of the steps of one job the last is heard, of each job its own', async () => {
  const { events, heard, until } = listening();
  const step = (job: string, done: number) =>
    events.progress({ tenantId: ours, job, label: 'Reading', done, total: 3 });
  for (const done of [1, 2, 3]) step('one', done);
  step('two', 1);
  await until(2);
  expect(heard).toMatchObject([
    { job: 'one', done: 3 },
    { job: 'two', done: 1 },
  ]);
});

test('every notice is heard, also the same one twice', async () => {
  const { events, heard, until } = listening();
  const notice = { tenantId: ours, level: 'info' as const, title: 'Done', body: '', path: null };
  events.notice(notice);
  events.notice(notice);
  await until(2);
  expect(heard).toEqual([
    { type: 'notice', ...notice },
    { type: 'notice', ...notice },
  ]);
});

test('of other tenants nothing is heard, and after a switch those of the new one are', async () => {
  const { events, heard, actor, until } = listening();
  events.changed('requests', theirs);
  events.changed('settings', null);
  await until(1);
  expect(topicsOf(heard)).toEqual(['settings']);
  actor.tenantId = theirs;
  events.changed('requests', theirs);
  events.changed('connections', ours);
  await until(2);
  expect(topicsOf(heard)).toEqual(['settings', 'requests']);
});

describe('the end', () => {
  test('comes with the page, and nobody listens any more', async () => {
    const { events, page, over, heard } = listening();
    page.abort();
    await over;
    events.changed('requests', ours);
    expect(heard).toEqual([]);
  });

  test('comes with the console', async () => {
    const { closing, over } = listening();
    closing.abort();
    await over;
  });
});

test('nothing stays behind on the signals, however much was heard', async () => {
  const add = EventTarget.prototype.addEventListener;
  const signals = new Set<EventTarget>();
  EventTarget.prototype.addEventListener = function (this: EventTarget, ...given) {
    if (this instanceof AbortSignal) signals.add(this);
    return add.apply(this, given);
  };
  onTestFinished(() => {
    EventTarget.prototype.addEventListener = add;
  });
  const { events, until } = listening();
  for (let count = 1; count <= 5; count += 1) {
    events.changed('requests', ours);
    await until(count);
  }
  const listeners = [...signals].map((signal) => getEventListeners(signal, 'abort').length);
  expect(Math.max(...listeners)).toBeLessThan(4);
});
