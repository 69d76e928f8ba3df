import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hop, redirect } from './call.ts';
import { createRedactor } from './redactor.ts';

const secret = 'canary-7f3a9c';
const origin = fc.constantFrom(
  'http://a.test',
  'https://a.test',
  'http://a.test:81',
  'https://b.test',
  'https://sub.a.test',
);
const status = fc.constantFrom(301, 302, 303, 307, 308);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH');
const inAnyCase = (name: string) => fc.mixedCase(fc.constant(name));
const header = fc.oneof(
  fc.tuple(inAnyCase('authorization'), fc.constantFrom(`Bearer ${secret}`, 'Bearer other-token')),
  fc.tuple(inAnyCase('cookie'), fc.constant('session=other')),
  fc.tuple(inAnyCase('proxy-authorization'), fc.constant('Basic other')),
  fc.tuple(inAnyCase('x-api-key'), fc.constant('other')),
  fc.tuple(fc.constant('X-Signature'), fc.constantFrom(secret, Buffer.from(secret).toString('base64'))),
);
const headers = fc.array(header, { maxLength: 5 });
const rules = { credentialHeaders: ['X-Api-Key'], credentialQuery: ['api_key'] };
const redactor = createRedactor([secret]);

function hopFrom(start: string, verb: string, list: [string, string][]): Hop {
  return {
    url: new URL(`${start}/from`),
    method: verb,
    headers: [...list, ['X-Plain', 'stays']],
    body: null,
    certificate: null,
  };
}

describe('redirect', () => {
  test('takes no credential to another origin', () => {
    fc.assert(
      fc.property(origin, origin, status, method, headers, (from, to, code, verb, list) => {
        fc.pre(from !== to);
        const step = redirect(hopFrom(from, verb, list), code, `${to}/next?api_key=1&page=2`, rules, redactor);
        if (step.kind !== 'follow') throw new Error('not followed');
        expect(step.hop.headers).toEqual([['X-Plain', 'stays']]);
        expect(step.hop.url.search).toBe('?page=2');
        expect(step.record.credentialsDropped).toBe(true);
      }),
    );
  });

  test('keeps every header within the origin', () => {
    fc.assert(
      fc.property(origin, status, method, headers, (from, code, verb, list) => {
        const hop = hopFrom(from, verb, list);
        const step = redirect(hop, code, '/next', rules, redactor);
        expect(step).toMatchObject({
          kind: 'follow',
          hop: { headers: hop.headers },
          record: { credentialsDropped: false },
        });
      }),
    );
  });

  test('drops credentials on a hop outside the allowed hosts', () => {
    const hop = hopFrom('https://a.test', 'GET', [['Authorization', `Bearer ${secret}`]]);
    const step = redirect(hop, 302, '/next', { ...rules, allowedHosts: ['b.test'] }, redactor);
    expect(step).toMatchObject({ kind: 'follow', hop: { headers: [['X-Plain', 'stays']] } });
  });

  test('never takes a user name or password from a Location', () => {
    const step = redirect(
      hopFrom('https://a.test', 'GET', []),
      302,
      'https://user:pw@a.test/next#part',
      rules,
      redactor,
    );
    expect(step).toMatchObject({ record: { to: 'https://a.test/next' } });
  });
});
