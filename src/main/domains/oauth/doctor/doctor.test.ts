import { describe, expect, it } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import { type DoctorStep, oauthFaults } from '#contract/oauth.ts';
import { takeLease } from '#main/jobs/index.ts';
import { heldAt, tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { createRecorder } from '../protocol/recorder.ts';
import { leaseName, pendingStep, saveSteps, type TokenRow } from '../tokens/tokenTable.ts';
import { failureOf, findingsOf, noteFailure } from './doctor.ts';

const step = (changes: Partial<DoctorStep>): DoctorStep => ({
  ...pendingStep('token', 'https://as.example/token', heldAt),
  ...{ status: 200, durationMs: 0 },
  ...changes,
});
const refused = (code: string, name: DoctorStep['name'] = 'token') => step({ status: 400, code, error: code, name });
const opened = step({ name: 'authorization', method: 'GET', status: null });
const mismatch = step({ name: 'redirect', status: null, code: 'STATE_MISMATCH', error: 'x' });
const late = step({ name: 'redirect', status: null, code: 'TIMED_OUT', error: 'x' });
const back = (url = 'http://127.0.0.1/cb?code=••••') => step({ name: 'redirect', status: null, url });

const none = { requestedScopes: [], grantedScopes: null };
const codes = (steps: DoctorStep[], facts: Parameters<typeof findingsOf>[1] = none) =>
  findingsOf(steps, facts).map(({ code }) => code);

describe('the findings of a flow', () => {
  it.each<[what: string, steps: DoctorStep[], expected: string[]]>([
    [
      'tell the last failure first, and each once',
      [refused('invalid_scope'), refused('server_error'), refused('invalid_scope')],
      ['SCOPE_INVALID', 'SERVER_ERROR'],
    ],
    [
      'forget what went well afterwards',
      [refused('invalid_scope'), step({}), refused('server_error')],
      ['SERVER_ERROR'],
    ],
    [
      'do not forget for metadata that came, nor for what was never answered',
      [refused('invalid_scope'), step({ name: 'discovery' }), step({ status: null })],
      ['SCOPE_INVALID'],
    ],
    [
      'leave an answer that came out of what never did',
      [opened, refused('access_denied', 'redirect'), late],
      ['CONSENT_DENIED'],
    ],
    ['count another’s answer as none', [opened, mismatch, late], ['NEVER_RETURNED', 'STATE_MISMATCH']],
    [
      'say that the page is still open beside another’s answer',
      [opened, mismatch],
      ['NEVER_RETURNED', 'STATE_MISMATCH'],
    ],
    ['keep another’s answer where all went well', [opened, mismatch, back(), step({})], ['STATE_MISMATCH']],
    [
      'take tokens in the address for what was wanted',
      [opened, back('http://127.0.0.1/cb#access_token=••••')],
      ['ALL_WELL'],
    ],
    ['take no other name for that', [opened, back('http://127.0.0.1/cb?my_access_token=x')], ['NOT_FINISHED']],
    ['take a page that was opened for one', [step({}), opened], ['NEVER_RETURNED']],
    [
      'take a poll without an answer for a code that nobody used',
      [step({ name: 'poll', status: null })],
      ['DEVICE_CODE_UNUSED'],
    ],
    ...(['token', 'poll', 'refresh', 'revocation', 'userinfo'] as const).map(
      (name): [string, DoctorStep[], string[]] => [`take a ${name} for the end`, [step({ name })], ['ALL_WELL']],
    ),
    ['take a key for none', [step({ name: 'jwks' })], ['NOT_FINISHED']],
  ])('%s', (_what, steps, expected) => {
    expect(codes(steps)).toEqual(expected);
  });

  it.each<[aheadMs: number, durationMs: number | null, words: string | null]>([
    [60_000, 0, null],
    [-60_000, 0, null],
    [61_000, 0, '1 min ahead of'],
    [61_000, null, '1 min ahead of'],
    [61_000, 2_000, null],
    [-61_000, 0, '1 min behind'],
    [-59_000, 4_000, '1 min behind'],
    [600_000, 0, '10 min ahead of'],
  ])('tell a clock that is %i ms ahead after %j ms', (aheadMs, durationMs, words) => {
    const responseHeaders = [{ name: 'DATE', value: new Date(heldAt + aheadMs).toUTCString() }];
    const [found] = findingsOf([step({ durationMs, responseHeaders })], none);
    if (words === null) expect(found?.code).toBe('ALL_WELL');
    else expect(found).toMatchObject({ code: 'CLOCK_SKEW', explanation: expect.stringContaining(words) });
  });

  it('tell the scopes that are missing, and none where the server did not say', () => {
    const asked = ['read', 'write', 'admin'];
    const [found] = findingsOf([step({})], { requestedScopes: asked, grantedScopes: ['write'] });
    expect(found?.explanation).toMatch(/ Missing: read, admin\.$/);
    expect(codes([step({})], { ...none, requestedScopes: asked })).toEqual(['ALL_WELL']);
  });
});

describe('why a flow failed', () => {
  const recorderOf = (...steps: DoctorStep[]) =>
    createRecorder(
      { outbound: { send: () => Promise.reject(new Error('unused')) }, now: () => heldAt },
      'person',
      steps,
    );

  it('is a fault that says so itself, or what its steps say', () => {
    const own = oauthFaults.fault('CONFIG_INVALID', 'It is not known.');
    const cancelled = networkFaults.fault('CANCELLED', 'No.');
    const recorder = recorderOf(refused('invalid_scope'));
    expect(failureOf(recorder, own, 'REFRESH_FAILED')).toBe(own);
    expect(failureOf(recorder, cancelled, 'REFRESH_FAILED')).toBe(cancelled);
    for (const error of [networkFaults.fault('CONNECTION_LOST', 'No.'), new Error('x')]) {
      const fault = failureOf(recorder, error, 'REFRESH_FAILED');
      const [found] = findingsOf(recorder.steps(), none);
      expect(fault.code).toBe('REFRESH_FAILED');
      expect(fault.message).toBe(`${found?.title}. ${found?.explanation}`);
      expect(fault.data.todo).toBe(found?.fix);
    }
    expect(failureOf(recorderOf(refused('DPOP_invalid')), new Error('x'), 'SIGN_IN_FAILED').code).toBe(
      'SIGN_IN_FAILED',
    );
  });

  it('is named where no step says anything, and never told in its own words', () => {
    for (const steps of [[], [step({})], [opened]])
      expect(failureOf(recorderOf(...steps), new TypeError('secret'), 'SIGN_IN_FAILED').message).toBe(
        'The recorder failed inside Patchbay (TypeError).',
      );
    expect(failureOf(recorderOf(), 'secret', 'SIGN_IN_FAILED').message).toContain('(string)');
  });

  it('is noted for the doctor where the steps do not say it yet', () => {
    const fault = oauthFaults.fault('CONFIG_INVALID', 'It is not known.');
    const noted = (error: unknown, ...steps: DoctorStep[]) => {
      const recorder = recorderOf(...steps);
      noteFailure(recorder, error);
      return recorder
        .steps()
        .slice(steps.length)
        .map(({ name, code, error: words }) => [name, code, words]);
    };
    const note = ['CONFIG_INVALID', 'It is not known.'];
    expect(noted(fault)).toEqual([['authorization', ...note]]);
    expect(noted(fault, step({ name: 'discovery' }), step({ name: 'poll' }))).toEqual([['poll', ...note]]);
    expect(noted(fault, mismatch)).toEqual([['redirect', ...note]]);
    expect([noted(fault, refused('invalid_scope')), noted(new Error('x'))]).toEqual([[], []]);
    expect(fault).toBeInstanceOf(Fault);
  });
});

describe('the doctor of a connection', () => {
  it('tells what became of tokens that came as they should', async () => {
    const { rig, hold } = await tokenHolder();
    const cases: [Partial<TokenRow>, state: string | null, expected: string[], words: string][] = [
      [{}, null, ['ALL_WELL'], ''],
      [{ requestedScopes: ['a', 'b'], grantedScopes: ['a'] }, null, ['SCOPE_MISSING'], 'Missing: b.'],
      [{ status: 'needsSignIn', statusReason: 'It was withdrawn.' }, null, ['SIGN_IN_NEEDED'], 'It was withdrawn.'],
      [{ status: 'revoked', requestedScopes: ['a'], grantedScopes: [] }, null, ['SIGN_IN_NEEDED'], ''],
      [{ status: 'needsSignIn', statusReason: 'The API refused it.' }, null, ['API_REFUSED'], 'The API refused it.'],
      [{}, 'refused', ['API_REFUSED'], 'It said 401.'],
      [{}, 'failing', ['ALL_WELL'], ''],
      [{ underWay: 'refresh', requestedScopes: ['a'], grantedScopes: [] }, null, ['INTERRUPTED'], ''],
    ];
    const mark = rig.store.sqlite.prepare(
      "UPDATE connection_state SET state = ?, state_reason = 'It said 401.' WHERE connection_id = ?",
    );
    for (const [tokens, state, expected, words] of cases) {
      const { id } = hold(tokens);
      rig.store.write((w) => saveSteps(w, rig.rowOf(id), 5, [step({})]));
      if (state !== null) mark.run(state, id);
      const { at, steps, findings } = await rig.client.doctor({ connectionId: id });
      expect([findings.map(({ code }) => code), findings[0]?.explanation]).toEqual([
        expected,
        expect.stringContaining(words),
      ]);
      expect([at, steps.length]).toEqual([5, 1]);
    }
  });

  it('takes a flow for interrupted only where nobody is at it', async () => {
    const { rig, hold } = await tokenHolder();
    const { id } = hold({ underWay: 'refresh' });
    const row = rig.rowOf(id);
    rig.store.write((w) => saveSteps(w, row, 5, [step({ status: null })]));
    rig.store.write((w) => takeLease(w, leaseName(row), `${process.pid}.x`, heldAt, heldAt + 9_000));
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['NOT_FINISHED']);
  });

  it('has nothing to tell before the first flow', async () => {
    const { rig, hold } = await tokenHolder();
    const { id } = hold(null);
    expect(await rig.client.doctor({ connectionId: id })).toEqual({
      connectionId: id,
      at: null,
      steps: [],
      findings: [],
    });
  });
});
