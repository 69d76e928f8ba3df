import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attentionStates,
  type ConnectionState,
  connectionState,
  currentState,
  nearMs,
  type Remedy,
  type Renewed,
  remedyOf,
  remedyWords,
  type StateFacts,
  stateReason,
  statesForPerson,
  stateWords,
  unusableReason,
} from './state.ts';

const now = Date.UTC(2026, 10, 20);
const day = 86_400_000;
const unseen = { secretChangedAt: now - day, lastUsedAt: null, lastCheckedAt: null, lastSucceededAt: null };

const facts: fc.Arbitrary<StateFacts> = fc.record({
  present: fc.boolean(),
  locked: fc.boolean(),
  suspension: fc.constantFrom(null, 'revoked' as const, 'needsSignIn' as const),
  state: fc.constantFrom('unchecked' as const, 'valid' as const, 'refused' as const, 'failing' as const),
  expiresAt: fc.option(fc.integer({ min: now - 40 * day, max: now + 400 * day })),
  secretChangedAt: fc.integer({ min: now - 400 * day, max: now }),
  now: fc.constant(now),
});

describe('the state of a connection', () => {
  it('follows from the fact that comes first, and from no other', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { present, locked, suspension, expiresAt, state } = given;
        const shown = currentState(given);
        if (!present) expect(shown).toBe('missing');
        else if (suspension !== null) expect(shown).toBe(suspension);
        else if (expiresAt !== null && expiresAt <= now) expect(shown).toBe('expired');
        else if (state === 'refused' || state === 'failing') expect(shown).toBe(state);
        else if (shown === 'expiring') expect((expiresAt ?? Infinity) - now).toBeLessThanOrEqual(nearMs);
        else expect(shown).toBe(locked ? 'locked' : state);
      }),
    );
  });

  it('is expiring also where a clock that was ahead has written when the secret came', () => {
    const base = { present: true, locked: false, suspension: null, state: 'valid', now } as const;
    const given = { ...base, expiresAt: now + 3_600_000, secretChangedAt: now + 3_650 * day };
    expect(currentState(given)).toBe('expiring');
    expect(currentState({ ...given, expiresAt: now + nearMs + 1 })).toBe('valid');
    expect(currentState({ ...given, expiresAt: now })).toBe('expired');
  });

  // 14 days, or the last tenth of a shorter life; all of them to the millisecond.
  it.each([
    [365 * day, nearMs],
    [140 * day, nearMs],
    [100 * day, 10 * day],
    [3_600_000, 360_000],
    [15, 1],
    [9, 0],
  ])('of a secret that lives %i ms is near its end in the last %i ms', (life, near) => {
    const base = { present: true, locked: false, suspension: null, state: 'valid', now } as const;
    const at = (left: number) => currentState({ ...base, expiresAt: now + left, secretChangedAt: now + left - life });
    if (near > 0) expect(at(near)).toBe('expiring');
    expect(at(near + 1)).toBe('valid');
  });

  it('is near its end also where it is locked or was not checked, and refused or failing all the same', () => {
    const base = { present: true, suspension: null, now, expiresAt: now + 1, secretChangedAt: now - 365 * day };
    for (const locked of [false, true]) {
      expect(currentState({ ...base, locked, state: 'unchecked' })).toBe('expiring');
      expect(currentState({ ...base, locked, state: 'refused' })).toBe('refused');
      expect(currentState({ ...base, locked, state: 'failing' })).toBe('failing');
      expect(currentState({ ...base, locked, state: 'valid', expiresAt: null })).toBe(locked ? 'locked' : 'valid');
    }
  });

  it('has words for each, and a reason to a person for each that keeps it from being used', () => {
    for (const state of connectionState.options) {
      expect(stateWords[state].label).not.toBe('');
      const reason = unusableReason({ state, stateReason: null });
      if (reason !== null) expect(statesForPerson).toContain(state);
    }
    expect(unusableReason({ state: 'refused', stateReason: 'It said 401.' })).toBe('It said 401.');
    expect(unusableReason({ state: 'failing', stateReason: 'No answer.' })).toBeNull();
  });

  it('says since when and until when in words', () => {
    const none = { suspensionReason: null, stateReason: null, kind: 'apiKey', tokens: null, ...unseen };
    expect(stateReason('expiring', { ...none, expiresAt: now + 3 * day }, now)).toContain('in 3 days');
    expect(stateReason('expired', { ...none, expiresAt: now - 3_600_000 }, now)).toContain('1 hour ago');
    expect(stateReason('valid', { ...none, expiresAt: null, stateReason: 'old words' }, now)).toBeNull();
    expect(stateReason('revoked', { ...none, expiresAt: null }, now)).toBe(stateWords.revoked.reason);
  });

  it.each([
    [0, '1 minute'],
    [59_999, '1 minute'],
    [119_999, '1 minute'],
    [120_000, '2 minutes'],
    [3_599_999, '59 minutes'],
    [3_600_000, '1 hour'],
    [7_200_000, '2 hours'],
    [day - 1, '23 hours'],
    [day, '1 day'],
    [2 * day - 1, '1 day'],
    [400 * day, '400 days'],
  ])('says of %i ms that they are %s', (span, words) => {
    const about = { suspensionReason: null, stateReason: null, kind: 'apiKey', tokens: null, ...unseen };
    const reasonAt = (state: ConnectionState, expiresAt: number) => stateReason(state, { ...about, expiresAt }, now);
    expect(reasonAt('expiring', now + span)).toBe(`It ends in ${words}. Rotate the secret before.`);
    expect(reasonAt('expired', now - span)).toBe(`It ended ${words} ago. Replace the secret.`);
  });

  it('says why in the words of what found it, and in its own where nothing is known', () => {
    const about = { kind: 'apiKey', tokens: null, expiresAt: null, ...unseen };
    const reasonOf = (state: ConnectionState, suspensionReason: string | null, checked: string | null) =>
      stateReason(state, { ...about, suspensionReason, stateReason: checked }, now);
    for (const state of ['refused', 'failing'] as const) {
      expect(reasonOf(state, 'Ended.', 'It said 401.')).toBe('It said 401.');
      expect(reasonOf(state, 'Ended.', null)).toBeNull();
    }
    for (const state of ['revoked', 'needsSignIn'] as const) {
      expect(reasonOf(state, 'Ended.', 'It said 401.')).toBe('Ended.');
      expect(reasonOf(state, null, 'It said 401.')).toBe(stateWords[state].reason);
    }
    for (const state of ['locked', 'missing'] as const)
      expect(reasonOf(state, 'Ended.', 'It said 401.')).toBe(stateWords[state].reason);
  });

  it('says when a token ended, where the secret itself has no end', () => {
    const tokens = { refreshable: true, expiresAt: now - 2 * day };
    const about = { suspensionReason: null, stateReason: null, kind: 'oauth2', ...unseen };
    expect(stateReason('expired', { ...about, tokens, expiresAt: null }, now)).toBe('It ended 2 days ago. Reconnect.');
  });

  it.each([
    ['unchecked', {}, 'It was not used or checked since its secret was set.'],
    [
      'unchecked',
      { lastUsedAt: now - 2 * day, lastCheckedAt: now - 2 * day },
      'It was not used or checked since its secret was set.',
    ],
    ['unchecked', { lastUsedAt: now }, 'It was used, but not checked since its secret was set.'],
    ['unchecked', { lastUsedAt: now, lastCheckedAt: now }, 'The last check did not show whether its secret works.'],
    ['valid', { lastCheckedAt: now, lastSucceededAt: now }, null],
    ['valid', { lastCheckedAt: now - 1, lastSucceededAt: now }, null],
    [
      'valid',
      { lastCheckedAt: now, lastSucceededAt: now - 1 },
      'An earlier check succeeded. The last one did not show whether its secret works.',
    ],
  ] as const)('%s, seen %o: %s', (state, seen, reason) => {
    const about = { suspensionReason: null, stateReason: null, kind: 'apiKey', tokens: null, expiresAt: null };
    expect(stateReason(state, { ...about, ...unseen, ...seen }, now)).toBe(reason);
  });

  it('needs a person in each state that a group of the overview counts, once', () => {
    const grouped = Object.values(attentionStates).flat();
    expect(new Set(grouped).size).toBe(grouped.length);
    expect([...grouped].sort()).toEqual([...statesForPerson].sort());
    const others = connectionState.options.filter((state) => !statesForPerson.includes(state));
    expect(others).toEqual(['unchecked', 'valid', 'locked']);
  });
});

describe('what mends a connection', () => {
  const key = { kind: 'apiKey', expiresAt: now, tokens: null };
  const tokens = (refreshable: boolean, expiresAt: number | null = now) => ({ refreshable, expiresAt });
  const kept = { kind: 'oauth2', expiresAt: null, tokens: tokens(true) };
  const lost = { kind: 'oauth2', expiresAt: now, tokens: tokens(false) };
  const clientSecret = { kind: 'oauth2', expiresAt: now, tokens: tokens(true, now + day) };
  const both = { kind: 'apiKey', expiresAt: now, tokens: tokens(false) };
  const cases: [ConnectionState, Renewed, Remedy | null][] = [
    ['valid', key, null],
    ['locked', kept, 'unlock'],
    ['failing', key, 'check'],
    ['expired', key, 'replace'],
    ['expiring', key, 'rotate'],
    ['refused', key, 'replace'],
    ['missing', key, 'replace'],
    ['expired', kept, 'refresh'],
    ['expiring', kept, 'refresh'],
    ['expired', lost, 'signIn'],
    ['expiring', lost, 'signIn'],
    ['refused', kept, 'signIn'],
    ['missing', lost, 'replace'],
    ['expiring', clientSecret, 'replace'],
    ['expired', clientSecret, 'replace'],
    ['expired', both, 'signIn'],
    ['revoked', both, 'signIn'],
  ];

  it.each(cases)('%s, %o: %s', (state, given, remedy) => {
    expect(remedyOf({ ...given, state })).toBe(remedy);
  });

  it('is what the reason advises: a token is never said to be rotated or replaced', () => {
    for (const [state, given, remedy] of cases.filter(([state]) => state === 'expired' || state === 'expiring')) {
      const reason = stateReason(state, { ...given, ...unseen, suspensionReason: null, stateReason: null }, now);
      expect(reason).toContain(remedyWords[remedy ?? 'check']);
      if (remedy === 'signIn' || remedy === 'refresh') expect(reason).not.toMatch(/rotate|replace/i);
    }
  });
});
