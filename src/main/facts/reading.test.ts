import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { integrationId, userId } from '#contract/common.ts';
import type { ConsoleEvent } from '#contract/events.ts';
import { openKernel } from '#main/kernel/kernel.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { testHost } from '#test/support/testConsole.ts';
import { defineFacts, type Fact, factSpec } from './index.ts';

const noteFacts = defineFacts('note', {
  written: factSpec({ kind: 'change', action: 'wrote', change: z.strictObject({ title: z.string(), pages: z.int() }) }),
  counted: { kind: null, action: 'counted' },
});
const bookFacts = defineFacts('tenant', { printed: { kind: 'change', action: 'printed', result: 'failed' } });
const types = [...Object.values(noteFacts), ...Object.values(bookFacts)];
const book = integrationId.parse('00000000-0000-4000-8000-00000000000b');
const someone = userId.parse('00000000-0000-4000-8000-00000000000c');

function rig() {
  const made = kernelRig(types);
  const { facts, store, events } = made.kernel;
  const actor = made.newActor();
  const write = (name: string, id: string | null = null) =>
    store.write((w) => facts.emit(w, noteFacts.written, { actor, entity: { id, name } }));
  const count = (name = 'c') =>
    store.write((w) => facts.emit(w, noteFacts.counted, { actor, entity: { id: null, name } }));
  const cursor = (name: string) =>
    store.sqlite.prepare('SELECT seq FROM fact_cursors WHERE subscriber = ?').pluck().get(name);
  return { ...made, facts, store, events, actor, write, count, cursor };
}

const stored = ({ store }: ReturnType<typeof rig>) =>
  store.sqlite.prepare<[], Record<string, unknown>>('SELECT * FROM facts ORDER BY seq').all();

test('a type is its noun and verb, with all that its domain says of it', () => {
  expect(noteFacts.counted).toEqual({ kind: null, action: 'counted', entity: 'note', type: 'note.counted' });
  expect(bookFacts.printed).toMatchObject({ entity: 'tenant', type: 'tenant.printed', result: 'failed' });
  const { facts } = rig();
  expect(facts.typeOf('note.written')).toBe(noteFacts.written);
  expect(facts.typeOf('note.gone')).toBeUndefined();
  expect(facts.types()).toEqual(types);
});

test('who acted stands with a fact: a person and a key by name, the console by none', () => {
  const made = rig();
  const { actor, facts, store } = made;
  const actors = [actor, { ...actor, kind: 'apiKey' as const, keyId: 'k' }, { ...actor, kind: 'system' as const }];
  for (const each of actors)
    store.write((w) => facts.emit(w, noteFacts.counted, { actor: each, entity: { id: 'n', name: 'N' } }));
  expect(stored(made).map((row) => [row.actor_kind, row.actor_id, row.actor_name])).toEqual([
    ['person', actor.userId, 'Ada'],
    ['apiKey', actor.userId, 'Ada'],
    ['system', null, null],
  ]);
});

test('all that is said of a thing stands with its fact, and what is not said is nothing', () => {
  const made = rig();
  const { actor, facts, store, clock } = made;
  const change = { before: { title: 'a', pages: undefined }, after: { title: 'b', pages: 2 } };
  const hidden = { to: someone, subject: 'a private note' };
  store.write((w) => {
    facts.emit(w, noteFacts.written, {
      actor,
      entity: { id: 'n', name: 'N' },
      integrationId: book,
      private: hidden,
      ...change,
    });
    facts.emit(w, noteFacts.counted, { actor, entity: { id: null, name: 'N' } });
  });
  const common = { tenant_id: actor.tenantId, at: clock.at, subject: 'N' };
  expect(stored(made)).toMatchObject([
    {
      ...common,
      type: 'note.written',
      entity_id: 'n',
      integration_id: book,
      private_to: someone,
      public_subject: 'a private note',
      silent: 0,
      before: '{"title":"a"}',
      after: '{"title":"b","pages":2}',
    },
    {
      ...common,
      entity_id: null,
      integration_id: null,
      private_to: null,
      public_subject: null,
      silent: 1,
      before: null,
      after: null,
    },
  ]);
});

test('of several things the first stands for all on the activity page, and each keeps what is its own', () => {
  const made = rig();
  const { actor, facts, store, lines } = made;
  const things = ['a', 'b', 'c'].map((id, pages) => ({
    entity: { id, name: id },
    integrationId: book,
    after: { pages },
  }));
  store.write((w) => facts.emitAll(w, noteFacts.written, { actor, subject: 'three notes', things }));
  expect(stored(made).map((row) => [row.entity_id, row.subject, row.integration_id, row.silent, row.after])).toEqual([
    ['a', 'three notes', null, 0, '{"pages":0}'],
    ['b', 'b', book, 1, '{"pages":1}'],
    ['c', 'c', book, 1, '{"pages":2}'],
  ]);
  expect(lines).toHaveLength(1);
  store.write((w) => facts.emitAll(w, noteFacts.written, { actor, subject: 'none', things: [] }));
  store.write((w) => facts.emitAll(w, noteFacts.written, { actor, subject: 'one', things: things.slice(0, 1) }));
  expect(
    stored(made)
      .slice(3)
      .map((row) => [row.subject, row.integration_id, row.silent]),
  ).toEqual([['a', book, 0]]);
});

test('pages hear which things are stale, by the id of the thing and of its integration', () => {
  const { actor, facts, store, events } = rig();
  const heard: ConsoleEvent[] = [];
  facts.register(Object.values(noteFacts), 'assistants');
  events.onEvent((event) => heard.push(event));
  store.write((w) => {
    facts.emit(w, noteFacts.written, { actor, entity: { id: 'n', name: 'N' }, integrationId: book });
    facts.emit(w, bookFacts.printed, { actor, entity: { id: null, name: 'B' } });
  });
  const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
  const { tenantId } = actor;
  expect(heard).toEqual([
    { type: 'changed', topic: 'assistants', tenantId, ids: ['n', book] },
    { type: 'changed', topic: 'activity', tenantId, ids: [id] },
    { type: 'changed', topic: 'tenants', tenantId: null, ids: [] },
    { type: 'changed', topic: 'activity', tenantId, ids: [id] },
  ]);
});

test('a listener hears of the nouns it asks for, of all where it asks for none, and of nothing once it ends', () => {
  const { actor, facts, store, write } = rig();
  const heard: string[] = [];
  const listen = (name: string, nouns?: string[]) =>
    facts.onFact(({ subject }) => heard.push(`${name} ${subject}`), nouns);
  const ends = [listen('all'), listen('notes', ['note', 'other']), listen('books', ['tenant']), listen('none', [])];
  write('N');
  store.write((w) => facts.emit(w, bookFacts.printed, { actor, entity: { id: null, name: 'B' } }));
  expect(heard).toEqual(['all N', 'notes N', 'all B', 'books B']);
  heard.length = 0;
  ends[0]?.();
  write('N');
  expect(heard).toEqual(['notes N']);
});

test('a subscriber reads its own types alone, from where it began', () => {
  const { actor, facts, store, write, count, cursor } = rig();
  write('before');
  const seen: string[] = [];
  facts.subscribe({
    name: 'r',
    types: ['note.written', 'tenant.printed'],
    handle: (_w, { subject }) => void seen.push(subject),
  });
  expect(cursor('r')).toBe(1);
  count();
  write('one');
  store.write((w) => facts.emit(w, bookFacts.printed, { actor, entity: { id: null, name: 'two' } }));
  expect(seen).toEqual(['one', 'two']);
  expect(cursor('r')).toBe(4);
});

test('goes on after a restart where it stopped, also with what was written meanwhile', async () => {
  const first = rig();
  first.facts.subscribe({ name: 'r', types: ['note.written'], handle: () => undefined });
  first.write('read');
  const second = openKernel(testHost(), first.kernel.paths);
  onTestFinished(() => second.close(async () => undefined));
  const seen: string[] = [];
  const { actor } = first;
  second.facts.register(types, undefined);
  // The other process writes, and has no such subscriber.
  second.store.write((w) =>
    second.facts.emit(w, noteFacts.written, { actor, entity: { id: null, name: 'meanwhile' } }),
  );
  second.facts.subscribe({ name: 'r', types: ['note.written'], handle: (_w, { subject }) => void seen.push(subject) });
  second.facts.deliver();
  expect(seen).toEqual(['meanwhile']);
  second.store.write((w) => second.facts.emit(w, noteFacts.written, { actor, entity: { id: null, name: 'after' } }));
  expect(seen).toEqual(['meanwhile', 'after']);
});

test('hears within a second of what another process wrote, until it is closed', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const first = rig();
  const second = openKernel(testHost(), first.kernel.paths);
  onTestFinished(() => second.close(async () => undefined));
  const seen: string[] = [];
  first.facts.onFact(({ subject }) => seen.push(subject));
  const other = (name: string) =>
    second.store.write((w) =>
      second.facts.emit(w, noteFacts.counted, { actor: first.actor, entity: { id: null, name } }),
    );
  other('theirs');
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(['theirs']);
  first.facts.close();
  other('late');
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual(['theirs']);
});

test('what a subscriber writes stands or falls with its cursor', () => {
  const { facts, store, write, cursor } = rig();
  store.sqlite.exec('CREATE TABLE notes (name TEXT UNIQUE)');
  let isBroken = true;
  facts.subscribe({
    name: 'r',
    types: ['note.written'],
    handle: (_w, { subject }) => {
      store.sqlite.prepare('INSERT INTO notes VALUES (?)').run(subject);
      if (isBroken) throw new Error('after the writing');
      return undefined;
    },
  });
  write('one');
  const notes = () => store.sqlite.prepare('SELECT name FROM notes').pluck().all();
  expect([notes(), cursor('r')]).toEqual([[], 0]);
  isBroken = false;
  facts.deliver();
  expect([notes(), cursor('r')]).toEqual([['one'], 1]);
});

test('a fact that a subscriber writes while it reads is read too, and one that comes while facts are shown is not lost', () => {
  const { actor, facts, store, write } = rig();
  const seen: string[] = [];
  facts.subscribe({
    name: 'r',
    types: ['note.written'],
    handle: (w, { subject }) => {
      seen.push(subject);
      if (subject.length < 4) facts.emit(w, noteFacts.written, { actor, entity: { id: null, name: `${subject}+` } });
      return undefined;
    },
  });
  const shown: string[] = [];
  facts.onFact(({ subject }: Fact) => {
    shown.push(subject);
    if (subject === 'x')
      store.write((w) => facts.emit(w, noteFacts.counted, { actor, entity: { id: null, name: 'y' } }));
  });
  write('a');
  write('x');
  facts.deliver();
  expect(seen).toEqual(['a', 'a+', 'a++', 'a+++', 'x', 'x+', 'x++', 'x+++']);
  expect(shown.toSorted()).toEqual([...seen, 'y'].toSorted());
});
