import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kernelRig } from '#test/support/kernelRig.ts';
import { defineFacts, type Fact, factSpec } from './index.ts';

const noteFacts = defineFacts('note', {
  written: factSpec({
    kind: 'change',
    action: 'wrote',
    change: z.strictObject({ title: z.string(), pages: z.int() }),
    details: (before, after) => [{ name: 'Pages', value: `${before.pages ?? 0} → ${after.pages ?? 0}` }],
  }),
  counted: { kind: null, action: 'counted' },
});
const types = Object.values(noteFacts);

const entity = { id: 'n1', name: 'Shopping' };

describe('facts', () => {
  it('are stored with who, what, before and after', () => {
    const { kernel, newActor, lines, clock } = kernelRig(types);
    const actor = newActor();
    kernel.store.write((w) =>
      kernel.facts.emit(w, noteFacts.written, { actor, entity, before: { pages: 1 }, after: { pages: 2 } }),
    );
    const stored = kernel.store.sqlite.prepare('SELECT * FROM facts').all();
    expect(stored).toMatchObject([
      {
        seq: 1,
        tenant_id: actor.tenantId,
        at: clock.at,
        type: 'note.written',
        actor_kind: 'person',
        actor_id: actor.userId,
        entity_id: 'n1',
        before: '{"pages":1}',
        after: '{"pages":2}',
      },
    ]);
    expect(lines).toMatchObject([
      { action: 'wrote', subject: 'Shopping', details: [{ name: 'Pages', value: '1 → 2' }] },
    ]);
  });

  it('are undone with the transaction that they stand in', () => {
    const { kernel, newActor, lines } = kernelRig(types);
    const actor = newActor();
    const failing = () =>
      kernel.store.write((w) => {
        kernel.facts.emit(w, noteFacts.written, { actor, entity });
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    kernel.store.write((w) => kernel.facts.emit(w, noteFacts.written, { actor, entity: { ...entity, name: 'Kept' } }));
    expect(lines.map(({ subject }) => subject)).toEqual(['Kept']);
    expect(kernel.store.sqlite.prepare('SELECT count(*) FROM facts').pluck().get()).toBe(1);
  });

  it('refuse fields that their type does not declare, with the whole change', () => {
    const { kernel, newActor } = kernelRig(types);
    const actor = newActor();
    const secret = { pages: 1, secret: 'canary-4711' };
    const leak = () =>
      kernel.store.write((w) => kernel.facts.emit(w, noteFacts.written, { actor, entity, after: secret }));
    expect(leak).toThrow(/secret/);
    const undeclared = () =>
      kernel.store.write((w) =>
        kernel.facts.emit(w, noteFacts.counted, { actor, entity, after: { pages: 1 } as object }),
      );
    expect(undeclared).toThrow('declares no fields');
    expect(kernel.store.sqlite.prepare('SELECT count(*) FROM facts').pluck().get()).toBe(0);
  });

  it('make the pages ask again after the commit, and not before', () => {
    const { kernel, newActor } = kernelRig(types);
    const actor = newActor();
    const stale: string[] = [];
    kernel.facts.register(types, 'assistants');
    expect(kernel.facts.types()).toEqual(types);
    kernel.events.onEvent((event) => event.type === 'changed' && stale.push(event.topic));
    kernel.store.write((w) => {
      kernel.facts.emit(w, noteFacts.written, { actor, entity });
      expect(stale).toEqual([]);
    });
    expect(stale).toEqual(['assistants', 'activity']);
    kernel.store.write((w) => kernel.facts.emit(w, noteFacts.counted, { actor, entity }));
    expect(stale).toEqual(['assistants', 'activity', 'assistants']);
  });

  it('leave traffic with the name of the person, and with none where the console acts by itself', () => {
    const { kernel, newActor } = kernelRig(types);
    const person = newActor();
    const { tenantId } = person;
    const traffic = { tenantId, at: 1, kind: 'request', action: 'sent', subject: 'GET /', result: 'ok' } as const;
    for (const actor of [person, { ...person, kind: 'system' } as const])
      kernel.store.record((w) => kernel.facts.recordTraffic(w, { ...traffic, actor }));
    expect(kernel.store.sqlite.prepare('SELECT actor_id, actor_name FROM activity ORDER BY id').all()).toEqual([
      { actor_id: person.userId, actor_name: person.name },
      { actor_id: null, actor_name: null },
    ]);
  });

  it('of many things at once are one line, and one fact each', () => {
    const { kernel, newActor, lines } = kernelRig(types);
    const actor = newActor();
    const things = ['a', 'b', 'c'].map((id) => ({ entity: { id, name: id } }));
    kernel.store.write((w) =>
      kernel.facts.emitAll(w, noteFacts.written, { actor, subject: 'a, b and 1 more', things }),
    );
    expect(lines.map(({ subject }) => subject)).toEqual(['a, b and 1 more']);
    const ids = kernel.store.sqlite.prepare('SELECT entity_id FROM facts ORDER BY seq').pluck().all();
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  it.each([
    [['a'], ['a']],
    [['a', 'b'], ['a and b']],
  ])('of %j are the line %j', (ids, expected) => {
    const { kernel, newActor, lines } = kernelRig(types);
    const things = ids.map((id) => ({ entity: { id, name: id } }));
    const several = { actor: newActor(), subject: ids.join(' and '), things };
    kernel.store.write((w) => kernel.facts.emitAll(w, noteFacts.written, several));
    expect(lines.map(({ subject }) => subject)).toEqual(expected);
  });
});

describe('a subscriber', () => {
  const rig = () => {
    const made = kernelRig(types);
    const actor = made.newActor();
    const write = (name: string) =>
      made.kernel.store.write((w) =>
        made.kernel.facts.emit(w, noteFacts.written, { actor, entity: { id: null, name } }),
      );
    return { ...made, write };
  };

  it('sees each fact once and in order, and what it returns runs after the commit', () => {
    const { kernel, write } = rig();
    const seen: string[] = [];
    const handle =
      (_w: unknown, { subject }: Fact) =>
      () => {
        seen.push(`${subject} ${kernel.store.sqlite.inTransaction}`);
      };
    write('before');
    kernel.facts.subscribe({ name: 'reader', types: ['note.written'], handle });
    write('one');
    write('two');
    kernel.facts.deliver();
    expect(seen).toEqual(['one false', 'two false']);
  });

  it('reads many facts each once and in order, and they are forgotten in steps', () => {
    const { kernel, newActor, clock } = rig();
    const actor = newActor();
    const seen: string[] = [];
    const handle = (_w: unknown, { subject }: Fact) => void seen.push(subject);
    kernel.facts.subscribe({ name: 'reader', types: ['note.written'], handle });
    const names = Array.from({ length: 450 }, (_, index) => `note ${index}`);
    kernel.store.write((w) => {
      for (const name of names) kernel.facts.emit(w, noteFacts.written, { actor, entity: { id: null, name } });
    });
    expect(seen).toEqual(names);
    clock.at += 1;
    const forget = () => kernel.store.write((w) => kernel.facts.forget(w, clock.at, 300));
    expect([forget(), forget(), forget()]).toEqual([
      { lines: 300, more: true },
      { lines: 150, more: false },
      { lines: 0, more: false },
    ]);
  });

  it('goes on where it stopped, and passes only over a fact that it cannot read, after five tries', () => {
    const { kernel, write } = rig();
    const seen: string[] = [];
    const handle = (_w: unknown, { subject }: Fact) => {
      if (subject.startsWith('bad')) throw new Error('unreadable');
      return () => void seen.push(subject);
    };
    kernel.facts.subscribe({ name: 'reader', types: ['note.written'], handle });
    const seenAfter = (deliveries: number) => {
      for (let count = 0; count < deliveries; count += 1) kernel.facts.deliver();
      return [...seen];
    };
    for (const name of ['one', 'bad', 'two', 'three', 'bad too', 'bad as well']) write(name);
    expect(seen).toEqual(['one']);
    write('four');
    expect(seen).toEqual(['one', 'two', 'three']);
    expect(seenAfter(4 + 5)).toEqual(['one', 'two', 'three']);
    expect(seenAfter(1)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('that fails is in the log by its name, each time', () => {
    const logged: unknown[] = [];
    const host = { log: (level: string, message: string, values: unknown) => logged.push([level, message, values]) };
    const { kernel, newActor } = kernelRig(types, host);
    const handle = () => {
      throw new Error('unreadable');
    };
    kernel.facts.subscribe({ name: 'reader', types: ['note.written'], handle });
    kernel.store.write((w) => kernel.facts.emit(w, noteFacts.written, { actor: newActor(), entity }));
    kernel.facts.deliver();
    const failure = { subscriber: 'reader', trace: 'Error: unreadable' };
    expect(logged).toEqual(Array(2).fill(['error', expect.stringMatching(/subscriber failed/), failure]));
  });

  it('keeps facts from being forgotten until it has read them', () => {
    const { kernel, write, clock } = rig();
    let ready = false;
    kernel.facts.subscribe({
      name: 'reader',
      types: ['note.written'],
      handle: () => {
        if (!ready) throw new Error('not yet');
        return undefined;
      },
    });
    write('one');
    clock.at += 1_000;
    expect(kernel.store.write((w) => kernel.facts.forget(w, clock.at)).lines).toBe(0);
    ready = true;
    kernel.facts.deliver();
    expect(kernel.store.write((w) => kernel.facts.forget(w, clock.at)).lines).toBe(1);
  });
});
