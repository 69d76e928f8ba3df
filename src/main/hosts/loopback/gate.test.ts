import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { sessionKeyHeader } from '#contract/loopback.ts';
import { fileMediaType } from '#contract/transfer.ts';
import { longestCall } from '#main/hosts/socket/frames.ts';
import { createGate, type GateSession } from './gate.ts';

const port = 4711;
const own = `http://127.0.0.1:${port}`;

function rig(devOrigin?: string) {
  const clock = { at: 1_750_000_000_000 };
  const gate = createGate({ port, devOrigin, now: () => clock.at });
  const signIn = (): GateSession => {
    const session = gate.redeem(gate.issueToken());
    if ('status' in session) throw new Error(session.message);
    return session;
  };
  return { gate, clock, signIn, session: signIn() };
}
type Rig = ReturnType<typeof rig>;

/** A request as Node’s parser gives it, with what a call of the page has; undefined takes a header away. */
const request = ({ session }: Rig, headers: Record<string, string | undefined> = {}, method = 'POST') =>
  ({
    method,
    headers: {
      host: `127.0.0.1:${port}`,
      origin: own,
      cookie: `patchbay_${port}=${session.cookie}`,
      [sessionKeyHeader]: session.key,
      'content-type': 'application/json',
      'content-length': '2',
      ...headers,
    },
  }) as unknown as IncomingMessage;

describe('a link', () => {
  test('works once, and says why it does no more', () => {
    const { gate } = rig();
    const token = gate.issueToken();
    expect(gate.redeem(token)).toEqual({ cookie: expect.any(String), key: expect.any(String) });
    expect(gate.redeem(token)).toMatchObject({ status: 401, message: expect.stringContaining('already used') });
  });

  test.each([
    [0, true],
    [60_000, true],
    [60_001, false],
    [-30_000, true],
    [-60_001, false],
  ])('is good %d ms after it was made, as the clock has it: %s', (ms, works) => {
    const { gate, clock } = rig();
    const token = gate.issueToken();
    clock.at += ms;
    const answer = gate.redeem(token);
    if (works) expect(answer).toMatchObject({ key: expect.any(String) });
    else expect(answer).toMatchObject({ status: 401, message: expect.stringContaining('expired') });
    // One that has expired stays so, and is not used up for it.
    clock.at -= ms;
    expect('status' in gate.redeem(token)).toBe(works);
  });

  test('is forgotten once eight newer ones were made', () => {
    const { gate } = rig();
    const tokens = Array.from({ length: 9 }, () => gate.issueToken());
    expect(tokens.map((token) => 'status' in gate.redeem(token))).toEqual([true, ...Array(8).fill(false)]);
  });

  test.each(['', ' ', 'x', 'a'.repeat(43)])('that nobody gave out is none: "%s"', (token) => {
    const { gate } = rig();
    expect(gate.redeem(token)).toMatchObject({ status: 401, message: expect.stringContaining('unknown') });
  });

  test('opens a session of its own, and nothing of one can be guessed from another', () => {
    const { gate, signIn } = rig();
    const all = Array.from({ length: 20 }, signIn).flatMap(({ cookie, key }) => [cookie, key, gate.issueToken()]);
    expect(new Set(all).size).toBe(all.length);
    for (const each of all) {
      expect(Buffer.from(each, 'base64url')).toHaveLength(32);
      expect(encodeURIComponent(each)).toBe(each);
    }
  });
});

describe('a session', () => {
  test('ends once sixty-four newer ones were opened', () => {
    const made = rig();
    for (let count = 0; count < 63; count += 1) made.signIn();
    expect(made.gate.refuseCall(request(made))).toBeUndefined();
    made.signIn();
    expect(made.gate.refuseCall(request(made))).toMatchObject({ status: 401 });
  });

  test('is given back to who has its key, cookie and all, and to nobody else', () => {
    const { gate, session, signIn } = rig();
    const second = signIn();
    expect([gate.restore(session.key), gate.restore(second.key)]).toEqual([session, second]);
    for (const key of ['', session.cookie, session.key.slice(1), `${session.key}x`])
      expect(gate.restore(key)).toBeUndefined();
  });

  const name = `patchbay_${port}`;
  test.each<[string, (cookie: string) => string | undefined, boolean]>([
    ['its cookie alone', (cookie) => `${name}=${cookie}`, true],
    ['others before and after it', (cookie) => `a=b; ${name}=${cookie}; c=d`, true],
    ['one of the same name that another port set', (cookie) => `${name}=other; ${name}=${cookie}`, true],
    ['no space between them', (cookie) => `a=b;${name}=${cookie}`, true],
    ['no cookie', () => undefined, false],
    ['an empty one', () => `${name}=`, false],
    ['one of a name that only ends so', (cookie) => `x${name}=${cookie}`, false],
    ['one of another port', (cookie) => `patchbay_${port}1=${cookie}`, false],
    ['one that is longer', (cookie) => `${name}=${cookie}x`, false],
    ['one that is cut', (cookie) => `${name}=${cookie.slice(1)}`, false],
    ['one in quotes', (cookie) => `${name}="${cookie}"`, false],
  ])('is known by %s', (_, cookie, known) => {
    const made = rig();
    const given = request(made, { cookie: cookie(made.session.cookie) });
    const expected = known ? undefined : { status: 401 };
    for (const refused of [made.gate.refuseWithoutCookie(given), made.gate.refuseCall(given)])
      if (expected) expect(refused).toMatchObject(expected);
      else expect(refused).toBeUndefined();
  });

  test.each<[string, (session: GateSession, other: GateSession) => string | undefined]>([
    ['no key', () => undefined],
    ['an empty key', () => ''],
    ['the cookie as the key', ({ cookie }) => cookie],
    ['the key of another session', (_session, { key }) => key],
  ])('is not open to a call with %s, though its pages are', (_, key) => {
    const made = rig();
    const given = request(made, { [sessionKeyHeader]: key(made.session, made.signIn()) });
    expect(made.gate.refuseCall(given)).toMatchObject({ status: 401 });
    expect(made.gate.refuseWithoutCookie(given)).toBeUndefined();
    expect(
      made.gate.refuseFile({ ...given, headers: { ...given.headers, 'content-type': fileMediaType } } as never),
    ).toMatchObject({ status: 401 });
  });
});

/** What a request says, and with what it is refused as any request and as a call. */
const forms: [string, Record<string, string | undefined>, number | undefined, number | undefined, string?][] = [
  ['what the page says', {}, undefined, undefined],
  ['the other loopback address', { host: `[::1]:${port}`, origin: `http://[::1]:${port}` }, undefined, undefined],
  ['a charset', { 'content-type': 'Application/JSON; charset=UTF-8' }, undefined, undefined],
  ['the longest length', { 'content-length': String(longestCall) }, undefined, undefined],
  ['no host', { host: undefined }, 421, undefined],
  ['a name that leads here', { host: `localhost:${port}` }, 421, undefined],
  ['a name of someone else', { host: `evil.example:${port}` }, 421, undefined],
  ['another port', { host: '127.0.0.1:80' }, 421, undefined],
  ['no port', { host: '127.0.0.1' }, 421, undefined],
  ['a host with a dot behind it', { host: `127.0.0.1.:${port}` }, 421, undefined],
  ['no origin', { origin: undefined }, undefined, 403],
  ['the origin of nothing', { origin: 'null' }, 403, 403],
  ['another origin', { origin: 'http://evil.example' }, 403, 403],
  ['another scheme', { origin: `https://127.0.0.1:${port}` }, 403, 403],
  ['another port as the origin', { origin: 'http://127.0.0.1:4712' }, 403, 403],
  ['an origin with a path', { origin: `${own}/` }, 403, 403],
  ['the origin in capitals', { origin: own.toUpperCase() }, 403, 403],
  ['another method', {}, undefined, 405, 'GET'],
  ['PUT', {}, undefined, 405, 'PUT'],
  ['no type', { 'content-type': undefined }, undefined, 415],
  ['a type that a form could send', { 'content-type': 'text/plain' }, undefined, 415],
  ['such a type with the right one in it', { 'content-type': 'text/plain; application/json' }, undefined, 415],
  ['another charset', { 'content-type': 'application/json; charset=utf-16' }, undefined, 415],
  ['a type that is longer', { 'content-type': 'application/json5' }, undefined, 415],
  ['no length', { 'content-length': undefined }, undefined, 411],
  ['a length that is none', { 'content-length': 'x' }, undefined, 411],
  ['half a byte', { 'content-length': '1.5' }, undefined, 411],
  ['a length too large', { 'content-length': String(longestCall + 1) }, undefined, 413],
];

test.each(forms)('a request with %s is refused as it must be', (_, headers, always, call, method) => {
  const made = rig();
  const given = request(made, headers, method);
  expect(made.gate.refuseAlways(given)?.status).toBe(always);
  expect(made.gate.refuseForm(given)?.status).toBe(call);
  expect(made.gate.refuseCall(given)?.status).toBe(call);
});

test.each<[string, Record<string, string | undefined>, number | undefined, string?]>([
  ['what the page says', {}, undefined],
  ['no length', { 'content-length': undefined }, undefined],
  ['any length', { 'content-length': '99999999999' }, undefined],
  ['another method', {}, 405, 'PUT'],
  ['no origin', { origin: undefined }, 403],
  ['another origin', { origin: 'http://evil.example' }, 403],
  ['JSON', { 'content-type': 'application/json' }, 415],
  ['a type that a form could send', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ['no session', { cookie: undefined }, 401],
])('a file with %s is taken or refused', (_, headers, status, method) => {
  const made = rig();
  const given = request(made, { 'content-type': fileMediaType, ...headers }, method);
  expect(made.gate.refuseFile(given)?.status).toBe(status);
});

test('a server for developing may pass requests on, and no other origin with it', () => {
  const dev = 'http://127.0.0.1:5173';
  const [allowing, without] = [rig(dev), rig()];
  expect(allowing.gate.refuseCall(request(allowing, { origin: dev }))).toBeUndefined();
  expect(allowing.gate.refuseAlways(request(allowing, { origin: dev }))).toBeUndefined();
  expect(without.gate.refuseCall(request(without, { origin: dev }))).toMatchObject({ status: 403 });
  expect(allowing.gate.refuseCall(request(allowing, { origin: 'http://127.0.0.1:5174' }))).toMatchObject({
    status: 403,
  });
  expect(allowing.gate.refuseAlways(request(allowing, { host: '127.0.0.1:5173' }))).toMatchObject({ status: 421 });
});
