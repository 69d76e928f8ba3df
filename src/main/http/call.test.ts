import { describe, expect, test } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { credentialValues, type Hop, OutboundCall, redirect, redirectLocation, unlessAborted } from './call.ts';
import { createRedactor } from './redactor.ts';

const reasonOf = ({ signal }: OutboundCall): Fault => {
  if (signal.reason instanceof Fault) return signal.reason;
  throw new Error('not ended');
};

/** Resolves once the call was ended. */
const ended = ({ signal }: OutboundCall) =>
  new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

describe('a call', () => {
  test('tells where it was and what it tried, of the current hop alone', () => {
    const call = new OutboundCall(0, []);
    call.begin('first.test');
    call.tries('192.0.2.1', 80);
    call.begin('api.test');
    const fault = () => call.fault('DNS_FAILED', 'message', 'todo', { kept: 'kept' });
    expect(fault().data).toEqual({ todo: 'todo', phase: 'address', tried: 'api.test', kept: 'kept' });
    call.tries('192.0.2.2', '443');
    call.tries('2001:db8::1', 443);
    call.phase = 'wait';
    expect(fault()).toMatchObject({
      code: 'DNS_FAILED',
      message: 'message',
      data: { phase: 'wait', tried: 'api.test (192.0.2.2:443, [2001:db8::1]:443)' },
    });
  });

  test('begins each hop anew', () => {
    const { peer, showedCertificate } = new OutboundCall(0, []);
    expect([peer, showedCertificate]).toEqual(['', false]);
    const call = Object.assign(new OutboundCall(0, []), { proxy: 'p:1', showedCertificate: true, phase: 'wait' });
    expect(call.peer).toBe('the proxy p:1');
    call.begin('api.test');
    expect([call.peer, call.proxy, call.showedCertificate, call.phase]).toEqual(['api.test', null, false, 'address']);
  });

  test.each([
    [null, 'api.test took longer than 0.001 s: time ran out while connecting.', 'Try again, or allow more time.'],
    [
      'proxy.test:3128',
      'The proxy proxy.test:3128 took longer than 0.001 s: time ran out while connecting.',
      'Check the proxy in Settings, Network.',
    ],
  ])('that ran out of time with the proxy %s says who took it', async (proxy, message, todo) => {
    const call = new OutboundCall(1, []);
    call.begin('api.test');
    Object.assign(call, { proxy, phase: 'connect' });
    expect(call.isOutOfTime).toBe(false);
    await ended(call);
    expect(reasonOf(call)).toMatchObject({ code: 'TIMED_OUT', message, data: { todo, phase: 'connect' } });
    expect(call.isOutOfTime).toBe(true);
    expect(() => call.check()).toThrow(message);
    call.end();
  });

  test('without a host yet ran out of time all the same', async () => {
    const call = new OutboundCall(1, []);
    await ended(call);
    expect(reasonOf(call).message).toBe('The host took longer than 0.001 s: time ran out before anything was sent.');
  });

  test('is not ended by a limit of 0, one that was lifted, or once it is over', async () => {
    const unlimited = new OutboundCall(0, []);
    unlimited.limit(0)();
    unlimited.limit(-1)();
    unlimited.limit(1)();
    const over = new OutboundCall(1, []);
    over.limit(1);
    over.end();
    const last = new OutboundCall(3, []);
    await ended(last);
    expect([unlimited.signal.aborted, over.signal.aborted]).toEqual([false, false]);
    unlimited.check();
  });

  test.each([
    ['address', 'before anything was sent'],
    ['dns', 'while the host name was looked up'],
    ['connect', 'while connecting'],
    ['proxy', 'while asking the proxy for a way'],
    ['tls', 'during the TLS handshake'],
    ['send', 'while the request was sent'],
    ['wait', 'while waiting for the response'],
    ['download', 'while the body was downloaded'],
    ['redirect', 'between two redirects'],
  ] as const)('that is cancelled in phase %s says so', (phase, words) => {
    const [one, other] = [new AbortController(), new AbortController()];
    const call = new OutboundCall(0, [one.signal, other.signal]);
    call.phase = phase;
    other.abort();
    expect(reasonOf(call)).toMatchObject({
      code: 'CANCELLED',
      message: `The request was cancelled ${words}.`,
      data: { kept: 'Nothing of the response was kept.', todo: 'Send it again when you’re ready.', phase },
    });
    expect(call.isOutOfTime).toBe(false);
  });

  test('is cancelled from the start by a signal that was', () => {
    const call = new OutboundCall(0, [new AbortController().signal, AbortSignal.abort()]);
    expect(reasonOf(call).code).toBe('CANCELLED');
  });

  test('hears no signal once it is over', () => {
    const controller = new AbortController();
    const call = new OutboundCall(0, [controller.signal]);
    call.end();
    controller.abort();
    expect(call.signal.aborted).toBe(false);
  });
});

test('the phases of the current hop are timed, and the whole', () => {
  const { watch } = new OutboundCall(0, []);
  const none = { dns: null, connect: null, tls: null, send: null, firstByte: null, download: null };
  expect(watch.read()).toEqual({ ...none, total: expect.any(Number) });
  watch.mark('dns');
  watch.restart();
  const spend = (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until; );
  };
  spend(4);
  watch.skip();
  spend(2);
  watch.mark('send');
  spend(2);
  watch.mark('download');
  spend(2);
  watch.mark('download');
  const read = watch.read();
  expect(read).toMatchObject({ dns: null, connect: null, tls: null, firstByte: null });
  const [send, download] = [read.send ?? 0, read.download ?? 0];
  expect(send).toBeGreaterThanOrEqual(2);
  expect(download).toBeGreaterThanOrEqual(4);
  expect(read.total).toBeGreaterThanOrEqual(4 + send + download);
});

test('a promise gives way to the signal', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
  await expect(unlessAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
  const gone = AbortSignal.abort(new Error('over'));
  await expect(unlessAborted(Promise.resolve(1), gone)).rejects.toThrow('over');
  const controller = new AbortController();
  const waiting = unlessAborted(new Promise(() => {}), controller.signal);
  controller.abort(new Error('later'));
  await expect(waiting).rejects.toThrow('later');
});

test.each<[headers: [string, string][], values: string[]]>([
  [[['Authorization', 'Bearer 12345678']], ['12345678']],
  [[['proxy-authorization', 'Basic 12345678']], ['12345678']],
  [[['Authorization', 'Basic 1234567']], []],
  [[['AUTHORIZATION', '12345678']], ['12345678']],
  [[['Authorization', 'Digest name="b c"']], ['name="b c"']],
  [[['x-KEY', 'whole value']], ['whole value']],
  [[['X-Key', '1234567']], []],
  [[['X-Other', 'whole value']], []],
  [[['X-Authorization', 'Bearer 12345678']], []],
])('of %j the credentials are %j', (headers, values) => {
  expect(credentialValues({ headers, credentialHeaders: ['X-Key'] })).toEqual(values);
});

test.each([
  [301, '/to'],
  [302, '/to'],
  [303, '/to'],
  [307, '/to'],
  [308, '/to'],
  [200, null],
  [201, null],
  [300, null],
  [304, null],
  [305, null],
  [306, null],
  [309, null],
])('%d leads to %s', (status, to) => {
  const headers = [
    ['X-A', 'x'],
    ['LOCATION', '/to'],
    ['Location', '/second'],
  ] as const;
  expect(redirectLocation(status, headers)).toBe(to);
  expect(redirectLocation(status, [['X-Location', '/to']])).toBeNull();
});

describe('the next hop', () => {
  const certificate = { chain: 'c', key: 'k' };
  const secret = 'canary-7f3a9c';
  const rules = { credentialHeaders: [], credentialQuery: [] };
  const redactor = createRedactor([secret]);
  const hop = (change: Partial<Hop> = {}): Hop => ({
    url: new URL('https://a.test/from/x?q=1'),
    method: 'POST',
    headers: [
      ['Content-Type', 'text/plain'],
      ['content-length', '4'],
      ['X-Content-Type', 'stays'],
    ],
    body: 'data',
    certificate: null,
    ...change,
  });
  const follow = (from: Hop, status: number, location: string, more = {}) => {
    const step = redirect(from, status, location, { ...rules, ...more }, redactor);
    if (step.kind === 'follow') return step;
    throw new Error(step.why);
  };

  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'DELETE', 'GET'],
    [301, 'PUT', 'PUT'],
    [302, 'PATCH', 'PATCH'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [303, 'GET', 'GET'],
    [303, 'HEAD', 'HEAD'],
  ])('after %d, %s becomes %s (Fetch standard, HTTP-redirect fetch)', (status, method, then) => {
    const { hop: next } = follow(hop({ method }), status, '/to');
    const same = method === then;
    expect([next.method, next.body]).toEqual([then, same ? 'data' : null]);
    expect(next.headers).toEqual(same ? hop().headers : [['X-Content-Type', 'stays']]);
  });

  test.each([
    ['to', 'https://a.test/from/to'],
    ['/to#part', 'https://a.test/to'],
    ['?q=2', 'https://a.test/from/x?q=2'],
    ['//b.test/to', 'https://b.test/to'],
    ['http://u:p@b.test/', 'http://b.test/'],
  ])('%s leads to %s', (location, href) => {
    const { hop: next, record } = follow(hop(), 302, location);
    expect([next.url.href, record.to, record.from]).toEqual([href, href, 'https://a.test/from/x?q=1']);
    expect(record.status).toBe(302);
  });

  test.each(['ftp://a.test/', 'mailto:x@y', 'https://[bad'])('%s leads nowhere', (location) => {
    const step = redirect(hop(), 302, location, rules, redactor);
    expect(step).toEqual({ kind: 'refuse', why: 'It leads to an address that is not http or https.' });
  });

  test.each<[name: string, body: Hop['body'], more: object, refused: boolean]>([
    ['a text', `x=${secret}`, {}, true],
    ['bytes', Buffer.from(`x=${secret}`), {}, true],
    ['a text without', 'x=1', {}, false],
    ['bytes without', Buffer.from('x=1'), {}, false],
    ['one that is said to have it', 'x=1', { bodyHasSecrets: true }, true],
    ['a file', { path: '/nowhere' }, {}, false],
    ['none', null, { bodyHasSecrets: true }, false],
  ])('abroad no body with a secret goes: %s', (_, body, more, refused) => {
    const to = (location: string) => redirect(hop({ body }), 307, location, { ...rules, ...more }, redactor);
    expect(to('/to').kind).toBe('follow');
    const why = 'It leads to b.test, and the body of the request holds a secret.';
    if (refused) expect(to('https://b.test/')).toEqual({ kind: 'refuse', why });
    else expect(to('https://b.test/')).toMatchObject({ kind: 'follow', hop: { body } });
  });

  test('takes the certificate along within the origin alone, and says where it was dropped', () => {
    const from = hop({ certificate });
    expect(follow(from, 307, '/to')).toMatchObject({ hop: { certificate }, record: { credentialsDropped: false } });
    expect(follow(from, 307, 'https://b.test/')).toMatchObject({
      hop: { certificate: null },
      record: { credentialsDropped: true },
    });
  });

  test.each<[headers: Hop['headers'], location: string, dropped: boolean]>([
    [[['Host', 'a.test']], 'https://b.test/', false],
    [[['X-Plain', '1']], 'https://b.test/?key=1', true],
    [[['X-Plain', '1']], 'https://b.test/?other=1', false],
    [[['X-Shown', secret]], 'https://b.test/', true],
    [[['cookie', 'a=b']], 'https://b.test/', true],
    [[['cookie', 'a=b']], '/to', false],
  ])('with %j to %s something was dropped: %s', (headers, location, dropped) => {
    const { record, hop: next } = follow(hop({ headers }), 307, location, { credentialQuery: ['key', 'none'] });
    expect(record.credentialsDropped).toBe(dropped);
    expect(next.url.search).toBe(new URL(location, 'https://a.test').search.replace('?key=1', ''));
    if (location !== '/to') expect(next.headers.filter(([name]) => name === 'Host')).toEqual([]);
  });

  test('outside the allowed hosts is abroad too', () => {
    const headers: Hop['headers'] = [['Authorization', 'x']];
    const left = (allowedHosts: string[]) => follow(hop({ headers }), 307, '/to', { allowedHosts }).hop.headers;
    expect([left(['a.test']), left(['b.test'])]).toEqual([headers, []]);
  });
});
