import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionState } from '#contract/connections.ts';
import { currentState, nearMs, stateReason as reasonOf, type StateFacts } from '#core/connections/state.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { setUp, window } from '#test/support/makeConnection.ts';
import { listConnections } from './list.ts';
import { isComplete, stateColumn } from './read.ts';
import { changeState, connectionStates, connections, ofConnection, storedStates, suspensions } from './table.ts';

const now = Date.UTC(2026, 10, 20);
const day = 86_400_000;

const facts: fc.Arbitrary<StateFacts> = fc.record({
  present: fc.boolean(),
  locked: fc.boolean(),
  suspension: fc.constantFrom(null, ...suspensions),
  state: fc.constantFrom(...storedStates),
  expiresAt: fc.option(fc.integer({ min: now - 40 * day, max: now + 400 * day })),
  secretChangedAt: fc.integer({ min: now - 400 * day, max: now }),
  now: fc.constant(now),
});

test('every state follows from facts that bring it about, and from no others', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { present, locked, suspension, expiresAt, state } = given;
      const shown = currentState(given);
      expect(connectionState.options).toContain(shown);
      if (!present) expect(shown).toBe('missing');
      else if (suspension !== null) expect(shown).toBe(suspension);
      else if (expiresAt !== null && expiresAt <= now) expect(shown).toBe('expired');
      else if (state === 'refused' || state === 'failing') expect(shown).toBe(state);
      else if (shown === 'expiring') expect((expiresAt ?? Infinity) - now).toBeLessThanOrEqual(nearMs);
      else expect(shown).toBe(locked ? 'locked' : state);
    }),
  );
});

test('once expiring, a connection stays so until it has expired', () => {
  fc.assert(
    fc.property(facts, fc.nat(500 * day), (given, later) => {
      const fine = { ...given, present: true, locked: false, suspension: null, state: 'valid' as const };
      if (currentState(fine) !== 'expiring') return;
      expect(['expiring', 'expired']).toContain(currentState({ ...fine, now: now + later }));
    }),
  );
});

test.each([
  ['14 days of a year', 365, 14, 'expiring'],
  ['15 days of a year', 365, 15, 'valid'],
  ['a tenth of ten days', 10, 1, 'expiring'],
  ['two of ten days', 10, 2, 'valid'],
])('the end is near at %s', (_what, life, left, expected) => {
  const expiresAt = now + left * day;
  const secretChangedAt = expiresAt - life * day;
  const fine = { present: true, locked: false, suspension: null, state: 'valid' as const, now };
  expect(currentState({ ...fine, expiresAt, secretChangedAt })).toBe(expected);
});

test('says since when and until when in words', () => {
  const seen = { secretChangedAt: now - day, lastUsedAt: null, lastCheckedAt: null, lastSucceededAt: null };
  const none = { suspensionReason: null, stateReason: null, kind: 'apiKey', tokens: null, ...seen };
  expect(reasonOf('expiring', { ...none, expiresAt: now + 3 * day }, now)).toContain('in 3 days');
  expect(reasonOf('expired', { ...none, expiresAt: now - 3_600_000 }, now)).toContain('1 hour ago');
  expect(reasonOf('valid', { ...none, expiresAt: null, stateReason: 'old words' }, now)).toBeNull();
});

test('the database computes the same state', async () => {
  const rig = await connectionsRig();
  const { id } = setUp(rig, rig.admin, 'team');
  const key = eq(connections.id, id);
  await fc.assert(
    fc.asyncProperty(facts, async (given) => {
      const { present, locked: _unlocked, now: at, state: stored, suspension, ...row } = given;
      rig.store.write((w) => changeState(w, { tenantId: rig.admin.tenantId, id }, { state: stored, suspension }));
      rig.store.write((w) =>
        w
          .update(connections)
          .set({ ...row, secretsNeeded: present ? 1 : 2, more: [] })
          .where(key)
          .run(),
      );
      if (!present)
        rig.store.write((w) =>
          w
            .update(connections)
            .set({ more: [part] })
            .where(key)
            .run(),
        );
      const state = stateColumn({ ...rig.vault.state(), complete: false }, at);
      const shown = rig.store.read
        .select({ state: state.as('s') })
        .from(connections)
        .innerJoin(connectionStates, ofConnection)
        .where(key)
        .get();
      expect(shown?.state).toBe(currentState({ ...given, locked: false }));
    }),
    { numRuns: 200 },
  );
});

const part = {
  schemeKey: null,
  kind: 'apiKey' as const,
  config: null,
  secretHint: '••••',
  usernameHint: null,
  placement: { in: 'header' as const, name: 'X-B', prefix: '' },
};

test('a list looks for missing secrets only where one may be missing, and finds each', async () => {
  const rig = await connectionsRig();
  const [one] = [setUp(rig, rig.admin, 'team', 'one'), setUp(rig, rig.admin, 'team', 'two')];
  const complete = () => isComplete(rig.store.read, rig.admin.tenantId, rig.vault.state());
  const missing = () =>
    listConnections(rig.deps, rig.admin, { ...window, states: ['missing'] }).rows.map(({ name }) => name);
  expect([complete(), missing()]).toEqual([true, []]);
  const { tenantId } = rig.admin;
  rig.store.write((w) => rig.vault.remove(w, { tenantId, table: 'connections', id: one.id, field: 'secret' }));
  expect([complete(), missing()]).toEqual([false, ['one']]);
});
