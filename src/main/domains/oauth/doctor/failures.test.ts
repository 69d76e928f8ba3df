import { describe, expect, it } from 'vitest';
import type { DoctorStep } from '#contract/oauth.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { oauthFieldWords, showsOAuthField } from '#core/oauth/fields.ts';
import { failureSecrets, readFailures, readMoreRefusals, runFailure } from '#test/support/oauthFailures.ts';
import { readRefusal } from '../protocol/serverAnswer.ts';
import { findingsOf } from './doctor.ts';

const failures = readFailures();

describe('a refusal as its server documents it', () => {
  it.each(failures)('$from: $what is $finding', async (failure) => {
    const { report, all, said } = await runFailure(failure);
    const [first] = report.findings;
    expect({ code: first?.code, field: first?.field, words: first?.explanation }).toMatchObject({
      code: failure.finding,
      field: failure.field,
    });
    expect(first?.fix).toBeTruthy();
    if (first?.field) {
      expect(first.fix).toContain(`“${oauthFieldWords[first.field]}”`);
      expect(showsOAuthField(first.field, oauthConfig.parse(all))).toBe(true);
    }
    expect(report.findings.map(({ code }) => code)).not.toContain('ALL_WELL');
    for (const secret of [...Object.values(failureSecrets), 'code-0123456789', 'device-code-1', 'SECRETmfaTOKEN'])
      expect(said).not.toContain(secret);
  });

  it('stands there for at least 75 failures, of ten providers and more', () => {
    expect(failures.length).toBeGreaterThanOrEqual(75);
    expect(new Set(failures.map(({ from }) => from)).size).toBeGreaterThanOrEqual(11);
  });
});

const grants = { code: 'authorization_code', client: 'client_credentials', password: 'password' } as const;

/** What a refusal means, without the server that gives it. */
function findingFor({ at, answer, redirect }: ReturnType<typeof readMoreRefusals>[number]) {
  const grant = at === 'code' || at === 'client' || at === 'password' ? grants[at] : undefined;
  const said = redirect ?? readRefusal({ ...answer, headers: Object.entries(answer.headers) });
  const name: DoctorStep['name'] = at === 'code' || at === 'client' || at === 'password' ? 'token' : at;
  const step = {
    at: 0,
    name,
    method: 'POST',
    url: 'https://as.example/token',
    requestHeaders: [],
    requestBody: grant === undefined ? null : `grant_type=${grant}`,
    status: redirect === null ? answer.status : null,
    responseHeaders: [],
    responseBody: answer.text,
    durationMs: 1,
    ...said,
  };
  return findingsOf([step], { requestedScopes: [], grantedScopes: null })[0];
}

describe('the words of more servers', () => {
  it.each(readMoreRefusals())('$from at $at: $answer.text is $finding', (refusal) => {
    const found = findingFor(refusal);
    expect(found?.code).toBe(refusal.finding);
    expect(found?.fix ?? '').not.toMatch(/{field}/);
    if (found?.field) expect(found.fix).toContain(oauthFieldWords[found.field]);
  });
});
