import { generateSecret, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { decodeJwt, findJwts, jwtState } from './jwt.ts';

const seconds = 1_796_000_000;

test('takes a token apart that another implementation signed', async () => {
  const token = await new SignJWT({ name: 'Žofie', 'urn:x': [1] })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setIssuedAt(seconds)
    .setNotBefore(seconds + 10)
    .setExpirationTime(seconds + 60)
    .sign(await generateSecret('HS256'));
  const decoded = decodeJwt(` ${token}\n`);
  expect(decoded).toMatchObject({
    token,
    issuedAt: seconds * 1_000,
    notBefore: (seconds + 10) * 1_000,
    expiresAt: (seconds + 60) * 1_000,
  });
  expect(JSON.parse(decoded?.header ?? '')).toEqual({ alg: 'HS256', kid: 'k1' });
  expect(JSON.parse(decoded?.payload ?? '')).toMatchObject({ name: 'Žofie', 'urn:x': [1] });
  expect(findJwts(`Bearer ${token}, again ${token}`)).toEqual([token]);
});

test('reads the example of RFC 7519 section 3.1, and one without a signature', () => {
  const example =
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  expect(decodeJwt(example)?.expiresAt).toBe(1_300_819_380_000);
  expect(decodeJwt(new UnsecuredJWT({ a: 1 }).encode())?.payload).toBe('{"a":1}');
});

test.each([
  '',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.W10.',
  'eyJ••••',
  'eyJhbGciOiJub25lIn0.e30',
  'eyJhbGciOiJub25lIn0.e30.x.y',
])('takes %j for none', (text) => {
  expect([decodeJwt(text), findJwts(text)]).toEqual([null, []]);
});

test.each([
  [{ notBefore: null, expiresAt: 10 }, 'expired'],
  [{ notBefore: 30, expiresAt: 40 }, 'early'],
  [{ notBefore: 5, expiresAt: 21 }, 'current'],
  [{ notBefore: null, expiresAt: null }, 'endless'],
] as const)('with %j at 20 it is %s', (times, state) => {
  expect(jwtState({ token: '', header: '', payload: '', issuedAt: null, ...times }, 20)).toBe(state);
});
