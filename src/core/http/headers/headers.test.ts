import fc from 'fast-check';
import CachePolicy from 'http-cache-semantics';
import { parseList as judgeList } from 'structured-headers';
import { describe, expect, it, test } from 'vitest';
import { cacheDirectives, explainCaching, freshness } from './caching.ts';
import { setCookies } from './cookies.ts';
import { explainHeaders, explainLifecycle } from './explain.ts';
import { httpDate, spanWords } from './fields.ts';
import { explainRateLimits, rateLimits, resetTime, retryAt } from './rateLimits.ts';
import { parseItem, parseList } from './structuredField.ts';

const at = Date.UTC(2026, 10, 30, 2, 0, 0);
const date = { name: 'Date', value: new Date(at).toUTCString() };
const headers = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => ({ name, value }));

test.each([['Sun, 06 Nov 1994 08:49:37 GMT'], ['Sunday, 06-Nov-94 08:49:37 GMT'], ['Sun Nov  6 08:49:37 1994']])(
  'reads the date %s of RFC 9110 section 5.6.7',
  (text) => {
    expect(httpDate(text, at)).toBe(784_111_777_000);
  },
);

test.each(['', '0', '-1', 'tomorrow', '2026-11-30'])('takes %j for no date', (text) => {
  expect(httpDate(text)).toBeUndefined();
});

test.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [120, '2 minutes'],
  [3_600, '1 hour'],
  [31_536_000, '365 days'],
])('writes %d seconds as %s', (seconds, words) => {
  expect(spanWords(seconds)).toBe(words);
});

describe('structured fields', () => {
  it('reads the items of RFC 9651', () => {
    expect(parseItem('@1659578233')?.value).toEqual({ kind: 'date', value: 1_659_578_233 });
    expect(parseItem('"a \\"b\\" c"')?.value).toEqual({ kind: 'text', value: 'a "b" c' });
    expect(parseItem('5;foo=bar')?.parameters.get('foo')).toEqual({ kind: 'token', value: 'bar' });
    expect(parseItem('?1')?.value).toEqual({ kind: 'boolean', value: true });
  });

  it('reads and refuses lists as structured-headers does', () => {
    const part = fc.constantFrom('"a"', 'tok', '12', '1.5', ';q=1', ';w', ', ', ',', ' ', '"', '?1', ':aGk=:', '=');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('').trim();
        let judged: number | null = null;
        try {
          judged = judgeList(text).length;
        } catch {
          judged = null;
        }
        expect(parseList(text)?.length ?? null).toBe(judged);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('caching', () => {
  it('is fresh for as long as http-cache-semantics says', () => {
    const span = fc.integer({ min: 0, max: 100_000 });
    const given = fc.record({ 'max-age': span, age: span, expires: span }, { requiredKeys: [] });
    fc.assert(
      fc.property(given, (each) => {
        const fields: Record<string, string> = { date: date.value };
        if (each['max-age'] !== undefined) fields['cache-control'] = `private, max-age=${each['max-age']}`;
        if (each.age !== undefined) fields.age = String(each.age);
        if (each.expires !== undefined) fields.expires = new Date(at + each.expires * 1_000).toUTCString();
        const request = { url: '/', method: 'GET', headers: {} };
        const policy = new CachePolicy(request, { status: 200, headers: fields }, { shared: false, cacheHeuristic: 0 });
        const { lifetime = 0 } = freshness(headers(fields), at);
        expect(lifetime).toBe(policy.maxAge());
      }),
    );
  });

  it('reads directives with and without arguments, quoted too', () => {
    const found = cacheDirectives('private="set-cookie", Max-Age="60",no-transform , x=');
    expect([...found]).toEqual([
      ['private', 'set-cookie'],
      ['max-age', '60'],
      ['no-transform', null],
      ['x', null],
    ]);
  });

  it.each([
    [{ 'Cache-Control': 'no-store' }, ['No cache may store it.']],
    [{ 'Cache-Control': 'max-age=60', ...headerOf(date) }, ['It is fresh for 1 minute.']],
    [{ 'Cache-Control': 'max-age=0' }, ['It is stale at once.']],
    [{ Expires: '0' }, ['It is stale at once.']],
    [{ Vary: '*' }, ['Every request may be answered in another way, so that no cache can use it again.']],
    [
      { ETag: 'W/"1"' },
      ['A weak validator: sent back as If-None-Match, an unchanged response is answered with 304 and no body.'],
    ],
  ])('explains %j', (fields, texts) => {
    expect(explainCaching(headers(fields), at, at).map(({ text }) => text)).toEqual(texts);
  });

  it('says when it became stale, counting the time that it was in a cache', () => {
    const fields = headers({ 'Cache-Control': 'max-age=600', Age: '500' });
    const [, fresh] = explainCaching(fields, at, at + 99_000);
    expect(fresh).toMatchObject({ weight: 'good', at: at + 100_000 });
    const [, stale] = explainCaching(fields, at, at + 101_000);
    expect(stale?.text).toBe('It was fresh for 10 minutes and is stale now.');
  });
});

function headerOf({ name, value }: { name: string; value: string }) {
  return { [name]: value };
}

describe('rate limits', () => {
  it('reads the example of the draft: policies with what is left of one', () => {
    const fields = headers({
      'RateLimit-Policy': '"burst";q=100;w=60,"daily";q=1000;w=86400',
      RateLimit: '"burst";r=50;t=30',
    });
    expect(rateLimits(fields, at)).toEqual([
      { header: 'RateLimit', name: 'burst', limit: 100, remaining: 50, window: 60, resetsAt: at + 30_000 },
      { header: 'RateLimit-Policy', name: 'daily', limit: 1_000, remaining: null, window: 86_400, resetsAt: null },
    ]);
    expect(explainRateLimits(fields, at, at).map(({ text }) => text)).toEqual([
      'burst: 50 of 100 left in 1 minute until the reset.',
      'daily: 1,000 requests are allowed in 1 day.',
    ]);
  });

  it.each([
    ['60', at + 60_000],
    [String(at / 1_000 + 90), at + 90_000],
    [String(at + 90_000), at + 90_000],
    ['Mon, 30 Nov 2026 02:01:00 GMT', at + 60_000],
    ['2026-11-30T02:01:00Z', at + 60_000],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('takes a reset of %j as the moment %d', (field, moment) => {
    expect(resetTime(field, at)).toBe(moment);
  });

  it('reads what GitHub sends, and says that nothing is left', () => {
    const fields = headers({
      'X-RateLimit-Limit': '5000',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(at / 1_000 + 600),
      'X-RateLimit-Resource': 'core',
    });
    expect(explainRateLimits(fields, at, at)).toEqual([
      { header: 'X-RateLimit-*', weight: 'bad', text: 'core: 0 of 5,000 left until the reset.', at: at + 600_000 },
    ]);
    expect(explainRateLimits(fields, at, at + 700_000)[0]?.weight).toBe('info');
  });

  it.each([
    ['120', at + 120_000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 946_684_799_000],
    ['later', null],
  ])('waits until Retry-After %s of RFC 9110 section 10.2.3', (value, moment) => {
    expect(retryAt(headers({ 'Retry-After': value }), at)).toBe(moment);
  });
});

describe('the end of a resource', () => {
  it('reads the examples of RFC 9745 and RFC 8594', () => {
    const fields = headers({
      Deprecation: '@1688169599',
      Sunset: 'Sat, 31 Dec 2018 23:59:59 GMT',
      Link: '<https://developer.example.com/deprecation>; rel="deprecation"; type="text/html", </v2>;rel=successor-version',
    });
    expect(explainLifecycle(fields, at)).toEqual([
      { header: 'Deprecation', weight: 'warn', text: 'This resource is deprecated.', at: 1_688_169_599_000 },
      { header: 'Sunset', weight: 'bad', text: 'It was to be switched off by then.', at: 1_546_300_799_000 },
      { header: 'Link', weight: 'info', text: expect.stringContaining('https://developer.example.com/deprecation') },
      { header: 'Link', weight: 'info', text: 'Its successor is /v2.' },
    ]);
  });

  it('takes what drafts wrote, and leaves out what is neither', () => {
    expect(explainLifecycle(headers({ Deprecation: 'true' }), at)).toHaveLength(1);
    expect(explainLifecycle(headers({ Deprecation: 'no', Sunset: 'never' }), at)).toEqual([]);
  });
});

describe('cookies', () => {
  it('reads the attributes of RFC 6265 section 4.1', () => {
    const field =
      'lang=en-US; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Domain=.example.com; Path=/; Secure; HttpOnly; SameSite=strict';
    expect(setCookies(headers({ 'Set-Cookie': field }), at, 'https://www.example.com/')).toEqual([
      {
        name: 'lang',
        value: 'en-US',
        domain: 'example.com',
        path: '/',
        expiresAt: Date.UTC(2027, 5, 9, 10, 18, 14),
        secure: true,
        httpOnly: true,
        sameSite: 'Strict',
        partitioned: false,
        warnings: [],
      },
    ]);
  });

  it.each([
    ['a=1; SameSite=None', 'https://h.example/', /None without Secure/],
    ['a=1; Secure', 'http://h.example/', /unencrypted/],
    ['__Host-a=1; Secure; Path=/; Domain=h.example', 'https://h.example/', /__Host-/],
    ['__Secure-a=1', 'https://h.example/', /__Secure-/],
    ['a=1; Domain=other.example', 'https://h.example/', /does not cover/],
    ['a=1; Max-Age=0', 'https://h.example/', /removed/],
    ['a=1; Max-Age=99999999', 'https://h.example/', /400 days/],
    ['a=1; Expires=soon', 'https://h.example/', /can’t be read/],
    ['sessionid=1', 'https://h.example/', /HttpOnly/],
    ['a=1; Partitioned', 'https://h.example/', /Partitioned/],
    ['a=1; SameSite=maybe', 'https://h.example/', /Lax is taken/],
  ])('warns of %s', (field, url, warning) => {
    const [cookie] = setCookies(headers({ 'Set-Cookie': field }), at, url);
    expect(cookie?.warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('prefers Max-Age to Expires (RFC 6265bis section 5.7)', () => {
    const field = 'a=1; Max-Age=60; Expires=Wed, 09-Jun-2027 10:18:14 GMT';
    expect(setCookies(headers({ 'Set-Cookie': field }), at, 'https://h.example/')[0]?.expiresAt).toBe(at + 60_000);
  });
});

describe('the other headers', () => {
  const texts = (fields: Record<string, string>, url = 'https://h.example/') =>
    explainHeaders({ headers: headers(fields), at, url }, at).groups.flatMap(({ remarks }) =>
      remarks.map((each) => each.text),
    );

  it.each([
    [{ 'Content-Type': 'text/html' }, ['It names no charset; the document may.']],
    [{ 'Content-Type': 'a/b', 'X-Content-Type-Options': 'nosniff' }, ['Browsers take the type as it is said.']],
    [{}, ['It does not say what the body is; clients have to guess.']],
    [
      { 'Content-Type': 'a/b', 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' },
      ['Browsers use only HTTPS for the host and its subdomains for 365 days.'],
    ],
    [
      { 'Content-Type': 'a/b', 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' },
      ['With credentials browsers refuse *; an origin must be named.'],
    ],
    [
      { 'Content-Type': 'a/b', 'Access-Control-Allow-Origin': 'https://a.example' },
      ['Pages of https://a.example may read it.'],
    ],
  ])('explains %j', (fields, expected) => {
    expect(texts(fields)).toEqual(expected);
  });

  it('never throws, whatever the headers are', () => {
    const name = fc.constantFrom(
      'ratelimit',
      'ratelimit-policy',
      'x-ratelimit-reset',
      'retry-after',
      'deprecation',
      'sunset',
      'link',
      'set-cookie',
      'cache-control',
      'expires',
      'age',
      'date',
      'vary',
    );
    fc.assert(
      fc.property(fc.array(fc.record({ name, value: fc.string({ unit: 'binary' }) })), (given) => {
        explainHeaders({ headers: given, at, url: 'https://h.example/' }, at);
      }),
    );
  });
});
