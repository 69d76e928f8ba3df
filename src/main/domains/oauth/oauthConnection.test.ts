import { sql } from 'drizzle-orm';
import { describe, expect, it, test } from 'vitest';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { isLeased, seizeLease } from '#main/jobs/index.ts';
import { heldAt, tokenHolder } from '#test/support/oauthHeldTokens.ts';
import {
  createTokenWriter,
  endTokens,
  endWithTokens,
  findOAuthConnection,
  forgetTokens,
  oauthConnectionOf,
  openToken,
  sendTokenNotice,
  storeTokens,
} from './oauthConnection.ts';
import type { Grant } from './protocol/client.ts';
import { createRecorder } from './protocol/recorder.ts';
import { leaseName, pendingStep, readSteps, type TokenRow, tokenJobs } from './tokens/tokenTable.ts';

const robot = { grant: 'clientCredentials' } as const;
const owner = `${process.pid}.test`;

/** Connections with tokens, and what is done with them by hand. */
async function setUp() {
  const { rig, hold, clock } = await tokenHolder();
  const context = { ...rig.kernel, jobs: rig.jobs, now: () => clock.now };
  const begin = (tokens: Partial<TokenRow> = {}, settings: Partial<OAuthConfig> = {}) => {
    const held = hold(tokens, settings);
    const connection = oauthConnectionOf(rig.rowOf(held.id));
    const recorder = createRecorder(context, 'background', [pendingStep('refresh', 'https://as.example/t', 1)]);
    const granted: Grant = {
      ...{ accessToken: 'third', refreshToken: null, tokenType: 'Bearer', obtainedAt: heldAt, scopes: null },
      ...{ expiresAt: heldAt + 7_200_000, headerForm: null, foreignOrigins: ['https://b.example'] },
    };
    const given = { granted, recorder, by: 'refresh' as 'refresh' | 'signIn', leaseOwner: owner };
    const open = (field: 'oauth:access' | 'oauth:refresh') => openToken(rig.vault, rig.store.read, connection, field);
    return {
      ...{ ...held, connection, granted, given, open },
      row: () => rig.rowOf(held.id),
      stored: () => [open('oauth:access'), open('oauth:refresh')],
      next: () => rig.jobs.nextRunAt(rig.store.read, tokenJobs.renew, leaseName(connection)),
      store: (by: 'refresh' | 'signIn', more: Partial<Grant> = {}) =>
        rig.store.write((w) => storeTokens(context, w, connection, { ...given, by, granted: { ...granted, ...more } })),
      mark: (state: string) =>
        rig.store.sqlite.prepare('UPDATE connection_state SET state = ? WHERE connection_id = ?').run(state, held.id),
    };
  };
  return { rig, context, begin, clock };
}

describe('tokens that came', () => {
  it('stand there whole: sealed, known, planned, and nothing under way', async () => {
    const { rig, begin } = await setUp();
    const one = begin({ underWay: 'refresh', failures: 2, statusReason: 'Busy', clockSkewMs: 7, confirmedOrigins: [] });
    rig.store.write((w) => seizeLease(w, leaseName(one.connection), owner, heldAt + 9_000));
    one.store('refresh', { refreshToken: 'refresh-2' });
    expect(one.stored()).toEqual(['third', 'refresh-2']);
    expect(one.tokens()).toMatchObject({
      ...{ status: 'ok', statusReason: null, obtainedAt: heldAt, expiresAt: heldAt + 7_200_000, refreshable: true },
      ...{ tokenType: 'Bearer', clockSkewMs: 7, generation: 6, underWay: null, failures: 0, confirmedOrigins: [] },
    });
    expect(isLeased(rig.store.read, leaseName(one.connection), heldAt)).toBe(false);
    expect(readSteps(rig.store.read, one.connection)?.steps).toHaveLength(1);
    expect([one.next(), one.row().expiresAt]).toEqual([heldAt + 7_140_000, null]);
  });

  it('without a refresh token keep the one of before, unless they begin anew', async () => {
    const { begin } = await setUp();
    const renewed = begin();
    renewed.store('refresh');
    expect([renewed.stored(), renewed.tokens()?.refreshable]).toEqual([['third', 'refresh-1'], true]);
    const anew = begin();
    anew.store('signIn');
    expect([anew.stored(), anew.tokens()?.refreshable, anew.next()]).toEqual([['third', null], false, null]);
    const never = begin({ refreshable: false });
    never.store('refresh');
    expect(never.tokens()?.refreshable).toBe(false);
  });

  it('that nothing renews end their connection, unless it needs no person', async () => {
    const { begin } = await setUp();
    const [person, machine] = [begin(), begin({}, robot)];
    for (const one of [person, machine]) one.store('signIn');
    expect([person.row().expiresAt, machine.row().expiresAt]).toEqual([heldAt + 7_200_000, null]);
  });

  it('keep what the server does not say again, and a sign-in does not', async () => {
    const { begin } = await setUp();
    const before = { grantedScopes: ['a'], headerForm: 'plain' } as const;
    const [renewed, anew, said] = [
      begin({ ...before, grantedScopes: ['a'] }),
      begin({ ...before, grantedScopes: ['a'] }),
      begin({}, { scopes: ['a', 'b'] }),
    ];
    renewed.store('refresh');
    anew.store('signIn');
    said.store('refresh', { scopes: ['b'], headerForm: 'plain' });
    expect([renewed, anew, said].map(({ tokens }) => [tokens()?.grantedScopes, tokens()?.headerForm])).toEqual([
      [['a'], 'plain'],
      [null, 'plain'],
      [['b'], 'plain'],
    ]);
    expect(said.tokens()?.requestedScopes).toEqual(['a', 'b']);
  });

  it('say where secrets went before anyone was asked, and nothing once someone was', async () => {
    const { begin } = await setUp();
    const [before, asked] = [begin({ confirmedOrigins: null }), begin({ confirmedOrigins: ['https://c.example'] })];
    for (const one of [before, asked]) one.store('refresh');
    expect(before.tokens()?.confirmedOrigins).toEqual(['https://b.example']);
    expect(asked.tokens()?.confirmedOrigins).toEqual(['https://c.example']);
  });

  it.each([
    ['signIn', 0, 'refused', 'unchecked'],
    ['signIn', 0, 'failing', 'unchecked'],
    ['signIn', 0, 'valid', 'valid'],
    ['refresh', 1, 'failing', 'unchecked'],
    ['refresh', 1, 'refused', 'refused'],
    ['refresh', 0, 'failing', 'failing'],
  ] as const)('by %s after %i failures take back what they mend of %s: %s', async (by, failures, state, after) => {
    const { rig, begin } = await setUp();
    const one = begin({ failures });
    one.mark(state);
    one.store(by);
    expect(rig.stateOf(one.id)?.state).toBe(after);
  });

  it('late are dropped, where others came meanwhile, and give their lease back', async () => {
    const { rig, context, begin } = await setUp();
    const one = begin();
    rig.store.write((w) => seizeLease(w, leaseName(one.connection), owner, heldAt + 9_000));
    createTokenWriter(context).write(one.connection, one.given, 4);
    expect([one.stored(), one.tokens()?.generation]).toEqual([['first', 'refresh-1'], 5]);
    expect(isLeased(rig.store.read, leaseName(one.connection), heldAt)).toBe(false);
  });
});

describe('tokens whose settings lead elsewhere', () => {
  it('are forgotten with all that was known of the server', async () => {
    const { rig, context, begin } = await setUp();
    const one = begin({
      grantedScopes: ['a'],
      headerForm: 'plain',
      statusReason: 'x',
      confirmedOrigins: ['https://b.example'],
    });
    one.store('refresh');
    expect(one.next()).not.toBeNull();
    expect(rig.store.write((w) => forgetTokens(context, w, one.row()))).toBe(true);
    expect([one.stored(), one.next()]).toEqual([[null, null], null]);
    expect(one.tokens()).toMatchObject({
      ...{ status: 'none', statusReason: null, obtainedAt: null, expiresAt: null, refreshable: false },
      ...{ grantedScopes: null, headerForm: null, generation: 7, confirmedOrigins: [] },
    });
    const machine = begin({}, robot);
    expect(rig.store.write((w) => forgetTokens(context, w, machine.row()))).toBe(false);
    expect(machine.stored()).toEqual([null, null]);
  });

  it('are none where there is no OAuth2, or were none', async () => {
    const { rig, context, begin } = await setUp();
    const one = begin();
    rig.store.sqlite.prepare('DELETE FROM oauth_tokens').run();
    expect(rig.store.write((w) => forgetTokens(context, w, one.row()))).toBe(true);
    expect(one.tokens()).toBeNull();
    rig.store.sqlite.prepare("UPDATE connections SET kind = 'bearer', config = NULL").run();
    expect(rig.store.write((w) => forgetTokens(context, w, one.row()))).toBe(false);
    expect(() => oauthConnectionOf(one.row())).toThrow('bot does not use OAuth2.');
    expect(findOAuthConnection(rig.store.read, rig.admin.tenantId, one.id)).toBeNull();
  });
});

test('a connection ends with the token that nothing renews, and never later, and no other does', async () => {
  const { rig, context, begin } = await setUp();
  const end = heldAt + 3_600_000;
  const cases: [Partial<TokenRow>, Partial<OAuthConfig>, own: number, expected: number][] = [
    [{ refreshable: false }, {}, end + 1, end],
    [{ refreshable: false }, {}, end - 1, end - 1],
    [{ refreshable: true }, {}, end + 1, end + 1],
    [{ refreshable: false, status: 'revoked' }, {}, end + 1, end + 1],
    [{ refreshable: false }, robot, end + 1, end + 1],
  ];
  const made = cases.map(([tokens, settings]) => begin(tokens, settings));
  const set = rig.store.sqlite.prepare('UPDATE connections SET expires_at = ? WHERE id = ?');
  for (const [index, { id }] of made.entries()) set.run(cases[index]?.[2], id);
  endWithTokens(context);
  expect(made.map(({ row }) => row().expiresAt)).toEqual(cases.map(([, , , expected]) => expected));
});

test('tokens that ended are news once, and not renewed any more', async () => {
  const { rig, context, begin } = await setUp();
  const one = begin();
  one.store('refresh');
  const facts = () => rig.store.sqlite.prepare("SELECT count(*) FROM facts WHERE type = 'token.ended'").pluck().get();
  rig.store.write((w) => endTokens(context, w, rig.admin, one.connection, 'Why'));
  expect(one.tokens()).toMatchObject({ status: 'needsSignIn', statusReason: 'Why' });
  expect(rig.stateOf(one.id)).toMatchObject({ suspension: 'needsSignIn', suspensionReason: 'Why' });
  expect([one.next(), facts()]).toEqual([null, 1]);
  rig.store.write((w) => endTokens(context, w, rig.admin, one.connection, 'Again', false));
  expect([one.tokens()?.statusReason, facts()]).toEqual(['Again', 1]);
});

test('a token is read where it can be, and a locked vault is no missing token', async () => {
  const { rig, begin } = await setUp();
  const one = begin();
  rig.store.write((w) => w.run(sql`UPDATE secrets SET sealed = x'00' WHERE field = 'oauth:refresh'`));
  expect(one.stored()).toEqual(['first', null]);
  rig.vault.lock();
  expect(() => one.stored()).toThrow(expect.objectContaining({ code: 'VAULT_LOCKED' }));
});

test('people are told where to look, and nobody of a private connection', async () => {
  const { rig, context, begin } = await setUp();
  const one = begin();
  const notices: unknown[] = [];
  rig.events.onEvent((event) => event.type === 'notice' && notices.push(event));
  sendTokenNotice(context, one.connection, 'gets no new token', 'Busy.');
  sendTokenNotice(
    context,
    { ...one.connection, row: { ...one.row(), visibility: 'private' } },
    'needs a sign-in',
    'No.',
  );
  expect(notices).toEqual([
    expect.objectContaining({
      ...{ tenantId: rig.admin.tenantId, level: 'warning', title: 'bot gets no new token', body: 'Busy.' },
      path: `/connections/${one.id}`,
    }),
  ]);
});
