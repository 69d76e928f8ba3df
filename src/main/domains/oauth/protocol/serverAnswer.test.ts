import { describe, expect, it } from 'vitest';
import {
  errorIn,
  filledText,
  maskTokens,
  readFields,
  readRefusal,
  refusesForGood,
  secondsIn,
  secretsIn,
  tokenFields,
} from './serverAnswer.ts';

it.each<[string, object | null]>([
  ['{"a":1}', { a: 1 }],
  ['\uFEFF {"a":1}\n', { a: 1 }],
  ['{"a":', null],
  ['[{"a":1}]', null],
  ['null', null],
  ['a=1&b%5B0%5D=x+y', { a: '1', 'b[0]': 'x y' }],
  ['a=', { a: '' }],
  ['a=1&b=two words', null],
  ['<a href=x>', null],
  ['=1', null],
  ['', null],
])('the fields of %j are %j', (text, fields) => {
  expect(readFields(text)).toEqual(fields);
});

it.each<[object, string | null]>([
  [{ a: ' one ', b: 'two' }, 'one'],
  [{ a: ' ', b: 'two' }, 'two'],
  [{ a: 7, b: null }, null],
  [Object.create({ a: 'inherited' }), null],
])('the text of %j is %j', (fields, text) => {
  expect(filledText({ ...fields }, 'a', 'b')).toBe(text);
  expect(filledText(fields as Record<string, unknown>, 'a', 'b')).toBe(text);
});

it.each<[unknown, number | null]>([
  [60, 60],
  [0.5, 0.5],
  ['60', 60],
  [' 1.5 ', 1.5],
  [0, null],
  ['0', null],
  [-1, null],
  ['-1', null],
  ['1e3', null],
  ['1x', null],
  [Number.POSITIVE_INFINITY, null],
  [Number.NaN, null],
  [null, null],
  [true, null],
  [[5], null],
])('the seconds of %j are %j', (value, seconds) => {
  expect(secondsIn({ a: value }, 'a')).toBe(seconds);
  expect(secondsIn({ a: value, b: 9 }, 'a', 'b')).toBe(seconds ?? 9);
});

describe('tokens', () => {
  const inner = { access_token: 't' };

  it.each(['authed_user', 'data', 'response', 'result', 'token', 'tokens'])('are found in %s', (name) => {
    expect(tokenFields({ ok: true, [name]: inner })).toBe(inner);
    expect(tokenFields({ access_token: 'own', [name]: inner })).toMatchObject({ access_token: 'own' });
    expect(tokenFields({ [name]: { accessToken: 't' } })).toEqual({ accessToken: 't' });
    const none = { [name]: { a: 1 } };
    expect(tokenFields(none)).toBe(none);
  });

  it('are in the first envelope that has one', () => {
    expect(tokenFields({ tokens: inner, data: { a: 1 }, result: 'text' })).toBe(inner);
  });

  it('are all known as secrets, however deep and under whichever name', () => {
    const answer = {
      access_token: 'a',
      refreshToken: 'r',
      list: [{ id_token: 'i' }],
      DEVICE_CODE: 'd',
      scope: 's',
      my_access_token: 'm',
      idtoken: '',
    };
    expect(secretsIn(answer).sort()).toEqual(['a', 'd', 'i', 'r']);
    expect([secretsIn(null), secretsIn('text'), secretsIn(undefined)]).toEqual([[], [], []]);
    const nested = (depth: number): unknown => (depth === 0 ? { access_token: 'deep' } : { in: nested(depth - 1) });
    expect([secretsIn(nested(6)), secretsIn(nested(7))]).toEqual([['deep'], []]);
  });
});

/** What an answer says is wrong. */
const errors: [what: string, status: number, fields: object | null, code: string | null, error: string | null][] = [
  ['nothing', 200, {}, null, null],
  ['nothing, with 399', 399, {}, null, null],
  ['nothing, with 400', 400, {}, 'HTTP_400', 'The server answered 400.'],
  ['no fields', 500, null, 'HTTP_500', 'The server answered 500.'],
  ['a code', 400, { error: ' invalid_grant ' }, 'invalid_grant', 'invalid_grant'],
  ['a code with 200', 200, { error: 'invalid_grant' }, 'invalid_grant', 'invalid_grant'],
  ['an empty code', 200, { error: ' ' }, null, null],
  ['a code and words', 400, { error: 'a_b', error_description: 'Why' }, 'a_b', 'Why'],
  ['both in one', 400, { error: 'invalid_client: Invalid ID' }, 'invalid_client', 'Invalid ID'],
  ['both in one, and words', 400, { error: 'invalid_client: No', message: 'Why' }, 'invalid_client', 'Why'],
  ['words in the place of a code', 400, { error: 'Bad: No' }, 'Bad: No', 'Bad: No'],
  ['an object', 400, { error: { status: 'DENIED', message: 'Why' } }, 'DENIED', 'Why'],
  ['an object with a number', 400, { error: { code: 190 } }, '190', '190'],
  ['an object with 0', 400, { error: { code: 0, message: 'Why' } }, 'error', 'Why'],
  ['an object with nothing', 400, { error: {} }, 'error', 'error'],
  ['a code of its own', 200, { errcode: 40030, errmsg: 'Why' }, '40030', 'Why'],
  ['a code of its own that means none', 200, { errcode: 0, errmsg: 'ok' }, null, null],
  ['a vague name where all is well', 200, { status: 'ok', type: 'x', message: 'Hello' }, null, null],
  ['a vague name where it is not', 400, { status: 'BAD_TOKEN' }, 'BAD_TOKEN', 'BAD_TOKEN'],
  ['ok: false', 200, { ok: false, name: 'Denied' }, 'Denied', 'Denied'],
  ['success: false', 200, { success: false, message: 'Why' }, 'error', 'Why'],
  ['success: false alone', 200, { success: false }, null, null],
  ['the status again', 403, { status: 403, message: 'Why' }, 'HTTP_403', 'Why'],
  ['the status as text', 403, { code: '403' }, 'HTTP_403', 'The server answered 403.'],
  ['a status that says nothing', 400, { status: 'Failure', message: 'Why' }, 'HTTP_400', 'Why'],
  ['another status that says nothing', 400, { status: 'error', message: 'Why' }, 'HTTP_400', 'Why'],
  ['a fault', 400, { fault: { faultstring: 'Why' } }, 'error', 'Why'],
  ['a fault in words', 400, { fault: 'Why' }, 'Why', 'Why'],
  ['a list', 200, { errors: [{ errorCode: 'bad' }] }, 'bad', 'bad'],
  ['a list of vague names', 200, { errors: [{ type: 'bad', title: 'Why' }] }, 'bad', 'Why'],
  ['a list of words', 200, { errors: ['Why', 'Or'] }, 'Why', 'Why'],
  ['an empty list', 200, { errors: [] }, null, null],
  ['an empty word', 200, { errors: [''] }, null, null],
  ['no list', 200, { errors: { code: 'bad' } }, null, null],
  ['an endless one', 400, { error: 'x'.repeat(300) }, 'x'.repeat(200), 'x'.repeat(300)],
  ['endless words', 400, { error: 'x', message: 'y'.repeat(3_000) }, 'x', 'y'.repeat(2_000)],
];

it.each(errors)('%s with %i is an error as it says', (_what, status, fields, code, error) => {
  const found = errorIn(fields as Record<string, unknown> | null, status);
  expect(found).toEqual(code === null ? null : { code, error });
});

it.each<[status: number | null, code: string | null, words: string | null, isFinal: boolean]>([
  [null, 'invalid_grant', null, false],
  [200, null, null, false],
  [200, 'bad_refresh_token', 'x', true],
  [400, 'consent_required', 'x', true],
  [503, 'invalid_client', 'x', true],
  [429, 'access_denied', 'x', true],
  [503, 'bad_token', 'x', false],
  [500, 'bad_token', 'x', false],
  [499, 'bad_token', 'x', true],
  [407, 'bad_token', 'x', false],
  [408, 'bad_token', 'x', false],
  [425, 'bad_token', 'x', false],
  [429, 'bad_token', 'x', false],
  [400, 'Slow_Down', 'x', false],
  [400, 'too_many_attempts', 'x', false],
  [400, 'not_server_error', 'x', true],
  [401, 'HTTP_401', 'x', true],
  [403, 'HTTP_403', 'Why', false],
  [400, 'HTTP_400', 'Why', true],
  [400, 'HTTP_400', 'The server answered 400.', false],
  [400, 'HTTP_400', 'The server answered 400 with a page titled “Wall”.', false],
  ...['MALFORMED_ANSWER', 'INTERRUPTED', 'TIMED_OUT', 'CANCELLED', 'BODY_TOO_LARGE', 'BAD_RESPONSE'].map(
    (code): [number, string, string, boolean] => [400, code, 'x', false],
  ),
])('status %j with %j and %j refuses for good: %j', (status, code, error, isFinal) => {
  expect(refusesForGood({ status, code, error })).toBe(isFinal);
});

/** RFC 6750 section 3, and what stands around a body that says nothing. */
const around: [number, Record<string, string>, string, code: string | null, error: string | null][] = [
  [200, {}, '', null, null],
  [299, {}, '', null, null],
  [300, {}, '', 'HTTP_300', 'The server answered 300.'],
  [302, {}, '', 'HTTP_302', 'The server answered 302.'],
  [
    302,
    { Location: 'https://a.example/login?x=1#y' },
    '',
    'HTTP_302',
    'The server answered 302 and points to https://a.example/login.',
  ],
  [404, { Location: 'https://a.example/' }, '', 'HTTP_404', 'The server answered 404.'],
  [
    401,
    { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="Ended"' },
    '',
    'invalid_token',
    'Ended',
  ],
  [401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }, '', 'invalid_token', 'invalid_token'],
  [401, { 'WWW-Authenticate': 'Basic realm="x"' }, '', 'HTTP_401', 'The server answered 401.'],
  [401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }, '{"error":"other"}', 'other', 'other'],
  [401, { 'WWW-Authenticate': 'Bearer error="x_y", error_description="Ended"' }, '{"message":"Why"}', 'x_y', 'Why'],
  [403, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }, '', 'HTTP_403', 'The server answered 403.'],
  [
    502,
    {},
    '<html><title> Bad gateway\n</title>',
    'HTTP_502',
    'The server answered 502 with a page titled “Bad gateway”.',
  ],
  [400, { Location: '/x' }, '<title>No</title>', 'HTTP_400', 'The server answered 400 with a page titled “No”.'],
  [502, {}, '<title></title>', 'HTTP_502', 'The server answered 502.'],
];

it.each(around)('%i with %j and %j', (status, headers, text, code, error) => {
  expect(readRefusal({ status, headers: Object.entries(headers), text })).toEqual({ code, error });
});

it('what a challenge says is cut as well', () => {
  const challenge = `Bearer error="${'a '.repeat(150)}", error_description="${'b '.repeat(1_500)}"`;
  expect(readRefusal({ status: 401, headers: [['WWW-Authenticate', challenge]], text: '' })).toEqual({
    code: 'a '.repeat(100),
    error: 'b '.repeat(1_000),
  });
});

it('what a server repeats of a token is masked, in its code and its words', () => {
  const token = 'abcDEF0123456789abcDEF01';
  const said = { error: token, error_description: `got ${token}` };
  expect(readRefusal({ status: 400, headers: [], text: JSON.stringify(said) })).toEqual({
    code: '•••',
    error: 'got •••',
  });
});

it.each([
  ['eyJhbGciOiJI.eyJzdWIi.c2ln is it', '••• is it'],
  ['eyJshort', 'eyJshort'],
  ['abcDEF0123456789abcDEF01', '•••'],
  ['abcDEF0123456789abcDEF0', 'abcDEF0123456789abcDEF0'],
  ['abcdef0123456789abcdef0123', 'abcdef0123456789abcdef0123'],
  ['ABCDEF0123456789ABCDEF0123', 'ABCDEF0123456789ABCDEF0123'],
  ['abcDEFghijklmnopABCDEFghij', 'abcDEFghijklmnopABCDEFghij'],
])('%s is shown as %s', (words, shown) => {
  expect(maskTokens(words)).toBe(shown);
});
