import { expect, test } from 'vitest';
import { kernelRig } from '#test/support/kernelRig.ts';
import { defineFacts } from './index.ts';

const noteFacts = defineFacts('note', {
  written: { kind: 'change', action: 'wrote' },
  counted: { kind: null, action: 'counted' },
});

function rig() {
  const made = kernelRig(Object.values(noteFacts));
  const { facts, store } = made.kernel;
  const actor = made.newActor();
  const emit = (type: (typeof noteFacts)['written'], name: string) =>
    store.write((w) => facts.emit(w, type, { actor, entity: { id: null, name } }));
  const { tenantId } = actor;
  const line = { tenantId, kind: 'request', action: 'sent', subject: 'GET /', result: 'ok' } as const;
  return {
    ...made,
    facts,
    store,
    write: (name: string) => emit(noteFacts.written, name),
    count: (name = 'c') => emit(noteFacts.counted, name),
    send: () => store.record((w) => facts.recordTraffic(w, { ...line, at: made.clock.at, actor })),
  };
}

test.each<[string, number, { lines: number; more: boolean }]>([
  ['nothing that is younger', 0, { lines: 0, more: false }],
  ['what is older, silent facts without counting them as lines', 10, { lines: 4, more: false }],
])('forgets %s', (_, later, expected) => {
  const { facts, store, write, count, send, clock } = rig();
  for (const name of ['a', 'b']) write(name);
  count();
  for (let n = 0; n < 2; n += 1) send();
  expect(store.write((w) => facts.forget(w, clock.at + later))).toEqual(expected);
  const left = ['facts', 'activity'].map((table) =>
    store.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  );
  expect(left).toEqual(later === 0 ? [3, 2] : [0, 0]);
});

test.each([
  [1, { lines: 2, more: true }],
  [3, { lines: 6, more: true }],
  [4, { lines: 6, more: false }],
])('forgets at most %d of each at once, and says whether there may be more', (most, expected) => {
  const { facts, store, write, send, clock } = rig();
  for (let n = 0; n < 3; n += 1) {
    write(String(n));
    send();
  }
  expect(store.write((w) => facts.forget(w, clock.at + 1, most))).toEqual(expected);
});

test('keeps for a slow subscriber what it has not read, and forgets what is no business of its', () => {
  const { facts, store, write, count, clock } = rig();
  let ready = false;
  facts.subscribe({
    name: 'slow',
    types: ['note.written'],
    handle: () => {
      if (!ready) throw new Error('not yet');
      return undefined;
    },
  });
  facts.subscribe({ name: 'quick', types: ['note.counted'], handle: () => undefined });
  count('first');
  write('unread');
  count('behind it');
  const forget = () => store.write((w) => facts.forget(w, clock.at + 1)).lines;
  const left = () => store.sqlite.prepare('SELECT subject FROM facts ORDER BY seq').pluck().all();
  expect([forget(), left()]).toEqual([0, ['unread', 'behind it']]);
  ready = true;
  facts.deliver();
  expect([forget(), left()]).toEqual([1, []]);
});
