import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '#contract/oauth.ts';
import { isLeased, leases, releaseLease } from '#main/jobs/index.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import {
  changeTokenRow,
  habitsOf,
  hasExpired,
  interruptedSteps,
  leaseName,
  needsRenewal,
  pendingStep,
  planMissingRenewals,
  planRenewal,
  readSteps,
  readTokenRow,
  renewalTime,
  requireTokenRow,
  saveSteps,
  type TokenRow,
  takeRenewalLease,
  tokenJobs,
  toTokenState,
  wasInterrupted,
  writeConfirmed,
} from './tokenTable.ts';

const now = Date.UTC(2030, 0, 1);
const settings = {
  grant: 'authorizationCode',
  clientId: 'a',
  clientAuth: 'none',
  authorizationUrl: 'https://as.example/a',
  tokenUrl: 'https://as.example/t',
} as const;

/** Two connections, the first of which has tokens. */
async function setUp(tokens: Partial<TokenRow> = {}) {
  const rig = await oauthRig({ now: () => now });
  const [id, other] = [rig.connect(settings), rig.connect(settings)];
  const key = { tenantId: rig.admin.tenantId, id, name: 'bot' };
  const context = { store: rig.store, jobs: rig.jobs, vault: rig.vault, now: () => now };
  const change = (changes: Partial<TokenRow>) => rig.store.write((w) => changeTokenRow(w, key, changes));
  rig.store.write((w) => requireTokenRow(w, key));
  change({ status: 'ok', refreshable: true, obtainedAt: now, expiresAt: now + 3_600_000, generation: 3, ...tokens });
  return {
    ...{ rig, key, context, change },
    otherKey: { tenantId: rig.admin.tenantId, id: other },
    row: () => readTokenRow(rig.store.read, key),
    next: () => rig.jobs.nextRunAt(rig.store.read, tokenJobs.renew, leaseName(key)),
  };
}

const stepsAt = (...times: number[]) => times.map((at) => pendingStep('poll', 'https://as.example/t', at));

describe('when a token is renewed', () => {
  it.each<[obtainedAt: number | null, expiresAt: number | null, at: number | null]>([
    [now, now + 3_600_000, now + 3_540_000],
    [now, now + 600_000, now + 540_000],
    [now, now + 599_000, now + 539_100],
    [now, now + 100_000, now + 90_000],
    [null, now, now],
    [now, null, null],
  ])('%j to %j: at %j, and not a millisecond before', (obtainedAt, expiresAt, at) => {
    const times = { obtainedAt, expiresAt };
    expect(renewalTime(times)).toBe(at);
    if (at === null) return;
    expect([needsRenewal(times, at - 1), needsRenewal(times, at)]).toEqual([false, true]);
  });

  it('a token from more than a minute ahead is renewed at once, since nobody knows its age', () => {
    const from = (obtainedAt: number) => needsRenewal({ obtainedAt, expiresAt: now + 3_600_000 }, now);
    expect([from(now + 60_000), from(now + 60_001)]).toEqual([false, true]);
    expect(needsRenewal({ obtainedAt: null, expiresAt: now + 1 }, now)).toBe(false);
  });

  it('a token ends with its last millisecond', () => {
    const ended = (expiresAt: number | null) => hasExpired({ obtainedAt: 0, expiresAt }, now);
    expect([ended(now + 1), ended(now), ended(now - 1), ended(null)]).toEqual([false, true, true, false]);
  });
});

describe('the row of a connection', () => {
  it('is made once, empty, and never begun again', async () => {
    const { rig, otherKey, key, row } = await setUp();
    expect(readTokenRow(rig.store.read, otherKey)).toBeNull();
    expect(rig.store.write((w) => requireTokenRow(w, otherKey))).toMatchObject({
      ...{ status: 'none', refreshable: false, requestedScopes: [], generation: 0, failures: 0, confirmedOrigins: [] },
      ...{ obtainedAt: null, expiresAt: null, underWay: null, grantedScopes: null },
    });
    const before = row();
    expect(rig.store.write((w) => requireTokenRow(w, key))).toEqual(before);
    rig.store.write((w) => changeTokenRow(w, otherKey, { generation: 8 }));
    expect(row()).toEqual(before);
  });

  it('tells later flows what was learned of the server', async () => {
    const { row } = await setUp({ clockSkewMs: 7, headerForm: 'plain', confirmedOrigins: ['https://b.example'] });
    expect(habitsOf(row())).toEqual({ skewMs: 7, headerForm: 'plain', confirmedOrigins: ['https://b.example'] });
    expect(habitsOf(null)).toEqual({ skewMs: null, headerForm: null, confirmedOrigins: [] });
  });

  it('is shown without anything that is for the console alone', async () => {
    const shown = { requestedScopes: ['a', 'b'], grantedScopes: ['a'], tokenType: 'Bearer', clockSkewMs: 7 };
    const { row } = await setUp(shown);
    const times = { obtainedAt: now, expiresAt: now + 3_600_000 };
    expect(toTokenState(row())).toEqual({ ...shown, ...times, refreshable: true });
    expect(toTokenState(null)).toEqual({
      ...{ obtainedAt: null, expiresAt: null, refreshable: false, requestedScopes: [], grantedScopes: null },
      ...{ tokenType: null, clockSkewMs: null },
    });
  });

  it('keeps twenty origins that a person confirmed, the latest', async () => {
    const { rig, key, context, row } = await setUp();
    const origins = Array.from({ length: 21 }, (_, index) => `https://${index}.example`);
    rig.store.write((w) => writeConfirmed(context, w, key, origins));
    expect(row()?.confirmedOrigins).toEqual(origins.slice(0, 20));
  });
});

describe('the steps of a flow', () => {
  it('are the last thirty, in the place of those before, each connection its own', async () => {
    const { rig, key, otherKey } = await setUp();
    const many = stepsAt(...Array.from({ length: 31 }, (_, index) => index));
    expect(readSteps(rig.store.read, key)).toBeNull();
    rig.store.write((w) => saveSteps(w, key, 5, many));
    rig.store.write((w) => saveSteps(w, otherKey, 6, many.slice(0, 30)));
    expect(readSteps(rig.store.read, key)).toEqual({ at: 5, steps: many.slice(1) });
    expect(readSteps(rig.store.read, otherKey)).toEqual({ at: 6, steps: many.slice(0, 30) });
    rig.store.write((w) => saveSteps(w, key, 7, stepsAt(1)));
    expect(readSteps(rig.store.read, key)).toEqual({ at: 7, steps: stepsAt(1) });
  });

  it('of a flow that ended with its process say so at the last one', () => {
    const ended = (steps: DoctorStep[]) => interruptedSteps(steps).map(({ code, error }) => [code, error]);
    expect(ended([])).toEqual([]);
    expect(ended(stepsAt(1, 2, 3))).toEqual([
      [null, null],
      [null, null],
      ['INTERRUPTED', 'Patchbay ended before the answer was stored.'],
    ]);
  });

  it('were interrupted where tokens were under way and nobody is at it', async () => {
    const { rig, key, change, context, row } = await setUp();
    const interrupted = () => wasInterrupted(rig.store.read, key, row(), now);
    expect([interrupted(), wasInterrupted(rig.store.read, key, null, now)]).toEqual([false, false]);
    change({ underWay: 'signIn' });
    expect(interrupted()).toBe(true);
    takeRenewalLease(context, key, 3, 'https://as.example/t');
    expect(interrupted()).toBe(false);
  });
});

describe('the lease of a renewal', () => {
  const take = ({ context, key }: Awaited<ReturnType<typeof setUp>>, generation = 3) =>
    takeRenewalLease(context, key, generation, 'https://as.example/t');

  it('is one for all, notes what is about to be sent, and is kept for longer than that may take', async () => {
    const made = await setUp();
    const { rig, key, row } = made;
    const before = row();
    const turn = take(made);
    expect(turn).toMatchObject({ kind: 'mine', lease: { row: before, interrupted: [] } });
    expect(row()).toEqual({ ...before, underWay: 'refresh' });
    expect(readSteps(rig.store.read, key)).toEqual({
      at: now,
      steps: [pendingStep('refresh', 'https://as.example/t', now)],
    });
    expect(rig.store.read.select().from(leases).all()).toEqual([
      { name: `oauth:${key.tenantId}:${key.id}`, owner: expect.any(String), until: now + 45_000 },
    ]);
    expect(take(made)).toEqual({ kind: 'wait' });
    if (turn.kind === 'mine') rig.store.write((w) => releaseLease(w, leaseName(key), turn.lease.owner));
    expect(take(made)).toMatchObject({ kind: 'mine' });
  });

  it('is not taken where newer tokens are there already', async () => {
    const made = await setUp();
    const { rig, key, row } = made;
    const before = row();
    expect(take(made, 2)).toEqual({ kind: 'done' });
    expect([row(), isLeased(rig.store.read, leaseName(key), now)]).toEqual([before, false]);
    expect(take(made, 4)).toMatchObject({ kind: 'mine' });
  });

  it('hands on the steps of whoever did not live to finish', async () => {
    const made = await setUp({ underWay: 'refresh' });
    const { rig, key } = made;
    rig.store.write((w) => saveSteps(w, key, 5, stepsAt(1, 2)));
    const turn = take(made);
    const [first, last] = stepsAt(1, 2);
    const interrupted = [first, { ...last, code: 'INTERRUPTED', error: expect.any(String) }];
    expect(turn).toMatchObject({ kind: 'mine', lease: { interrupted } });
    expect(readSteps(rig.store.read, key)?.steps).toEqual([
      ...interrupted,
      expect.objectContaining({ name: 'refresh' }),
    ]);
  });
});

describe('the job of a renewal', () => {
  it.each<[what: string, tokens: Partial<TokenRow>, at: number | null]>([
    ['tokens that can be renewed', { expiresAt: now + 3_600_000 }, now + 3_540_000],
    ['a life with a fraction', { expiresAt: now + 99_999 }, now + 90_000],
    ['tokens that cannot', { refreshable: false }, null],
    ['tokens without an end', { expiresAt: null }, null],
    ['tokens that were revoked', { status: 'revoked' }, null],
    ['tokens that ended', { status: 'needsSignIn' }, null],
  ])('is planned for %s', async (_what, tokens, at) => {
    const { rig, key, context, change, next } = await setUp();
    rig.store.write((w) => planRenewal(context, w, key));
    expect(next()).toBe(now + 3_540_000);
    change(tokens);
    rig.store.write((w) => planRenewal(context, w, key));
    expect(next()).toBe(at);
    rig.store.sqlite.prepare('DELETE FROM jobs').run();
    planMissingRenewals(context);
    expect(next()).toBe(at);
  });

  it('is not planned anew at the start where it stands', async () => {
    const { rig, key, context, change, next } = await setUp();
    rig.store.write((w) => planRenewal(context, w, key));
    change({ expiresAt: now + 7_200_000 });
    planMissingRenewals(context);
    expect(next()).toBe(now + 3_540_000);
  });
});
