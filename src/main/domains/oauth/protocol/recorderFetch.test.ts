import { describe, expect, it } from 'vitest';
import { networkFaults } from '#contract/network.ts';
import type { Outbound, OutboundResponse } from '#main/http/index.ts';
import { createRecorder } from './recorder.ts';

const plain: OutboundResponse = {
  ...{ status: 200, statusText: '', httpVersion: '1.1', headers: [], url: '', redirects: [], remoteAddress: '' },
  ...{
    timings: { dns: 0, connect: 0, tls: 0, send: 0, firstByte: 0, download: 0, total: 12 },
    reusedConnection: false,
  },
  ...{
    body: { kind: 'inline', bytes: 0, data: new Uint8Array() },
    wireBytes: 0,
    headBytes: 0,
    hops: [],
    truncated: false,
    contentType: '',
    charset: null,
  },
  ...{ fault: null, trailers: [], notes: [], unverified: false },
};

/** What is sent for a step, and what came, as the way out sees and answers it. */
function sending(response: { status?: number; headers?: [string, string][]; text?: string } | Error = {}) {
  const sent: Parameters<Outbound['send']>[0][] = [];
  const clock = { now: 10_000 };
  const outbound: Pick<Outbound, 'send'> = {
    send: async (request) => {
      sent.push(request);
      clock.now += 1_000;
      if (response instanceof Error) throw response;
      const { text = '', ...rest } = response;
      return { ...plain, ...rest, body: { kind: 'inline', bytes: text.length, data: new TextEncoder().encode(text) } };
    },
  };
  const begin = (mode: 'person' | 'background' = 'person') => createRecorder({ outbound, now: () => clock.now }, mode);
  return { sent, begin, recorder: begin() };
}

const post = { method: 'POST', headers: { accept: 'application/json' }, body: 'grant_type=x&code=abc' };

describe('a request of a flow', () => {
  it('goes to the server alone, follows nothing, and is kept with what came', async () => {
    const { sent, recorder } = sending({
      headers: [['X-A', '1']],
      text: '{"access_token":"a-token-0123","scope":"s"}',
    });
    const response = await recorder.fetch('token')('https://as.example:8443/t', post);
    expect(await response.json()).toEqual({ access_token: 'a-token-0123', scope: 's' });
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'https://as.example:8443/t',
        headers: [['accept', 'application/json']],
        body: 'grant_type=x&code=abc',
        timeouts: { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 },
        maxBodyBytes: 200_000,
        secrets: [],
        credentialHeaders: [],
        credentialQuery: [],
        allowedHosts: ['as.example:8443'],
        redirects: { follow: false, max: 3 },
        policy: 'person',
      },
    ]);
    expect(recorder.steps()).toEqual([
      {
        ...{ at: 10_000, name: 'token', method: 'POST', url: 'https://as.example:8443/t', status: 200, durationMs: 12 },
        ...{ requestHeaders: [{ name: 'accept', value: 'application/json' }], requestBody: 'grant_type=x&code=••••' },
        ...{ responseHeaders: [{ name: 'X-A', value: '1' }], responseBody: '{"access_token":"••••","scope":"s"}' },
        ...{ code: null, error: null },
      },
    ]);
    recorder.note({ name: 'redirect', error: 'a-token-0123 it was' });
    expect(recorder.steps().at(-1)?.error).toBe('•••• it was');
  });

  it('for metadata follows redirects, may go through any host, and hides nothing that is public', async () => {
    const { sent, recorder } = sending({ text: '{"id_token":"public-name"}' });
    await recorder.fetch('discovery')('https://as.example/x', { method: 'GET', headers: {} });
    expect(sent[0]).toMatchObject({ redirects: { follow: true, max: 3 } });
    expect([sent[0]?.allowedHosts, sent[0]?.body]).toEqual([undefined, undefined]);
    expect(recorder.steps()[0]).toMatchObject({ responseBody: '{"id_token":"public-name"}', requestBody: null });
  });

  it('that nobody waits for may go to places inside, as its integration may', async () => {
    const { sent, begin } = sending();
    await begin('background').fetch('refresh')('https://as.example/x', post);
    expect(sent[0]).toMatchObject({ policy: 'integration', allowPrivate: true });
  });

  it('that is not safe is not sent, and is kept with the reason', async () => {
    const { sent, recorder } = sending();
    await expect(recorder.fetch('token')('http://as.example/t', post)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect(sent).toEqual([]);
    expect(recorder.last()).toMatchObject({ code: 'CONFIG_INVALID', status: null, url: 'http://as.example/t' });
  });

  it('that fails is kept where the network says why, and not where we are at fault', async () => {
    const lost = networkFaults.fault('CONNECTION_LOST', 'It ended.');
    const failed = sending(lost).recorder;
    await expect(failed.fetch('poll')('https://as.example/t', post)).rejects.toBe(lost);
    expect(failed.last()).toMatchObject({ name: 'poll', code: 'CONNECTION_LOST', error: 'It ended.', at: 10_000 });
    const broken = sending(new TypeError('Oh')).recorder;
    await expect(broken.fetch('poll')('https://as.example/t', post)).rejects.toThrow('Oh');
    expect(broken.steps()).toEqual([]);
  });

  it.each([204, 205, 304])('with %i has no body, and only the headers that say what it is', async (status) => {
    const kept = {
      'content-type': 'a/b',
      'WWW-Authenticate': 'Bearer',
      'cache-control': 'no-store',
      'retry-after': '1',
    };
    const headers = Object.entries({ ...kept, 'set-cookie': 'a=b', 'content-encoding': 'gzip' });
    const { recorder } = sending({ status, headers, text: 'x' });
    const response = await recorder.fetch('token')('https://as.example/t', post);
    expect([response.status, response.body]).toEqual([status, null]);
    expect([...response.headers.keys()].sort()).toEqual(
      Object.keys(kept)
        .map((name) => name.toLowerCase())
        .sort(),
    );
  });

  /** Sent at 10,000 and answered at 11,000; the second of a Date header is on average half over. */
  it.each<[date: string | null, skewMs: number | null]>([
    [null, null],
    ['soon', null],
    [new Date(10_000).toUTCString(), 0],
    [new Date(11_000).toUTCString(), 0],
    [new Date(12_000).toUTCString(), 2_000],
    [new Date(8_000).toUTCString(), -2_000],
    [new Date(9_000).toUTCString(), 0],
    [new Date(70_000).toUTCString(), 60_000],
  ])('with the date %j tells that the clock of the server is ahead by %j', async (date, skewMs) => {
    const { recorder } = sending({ headers: date === null ? [['Age', '5']] : [['DATE', date]] });
    expect(recorder.skewMs()).toBeNull();
    await recorder.fetch('token')('https://as.example/t', post);
    expect(recorder.skewMs()).toBe(skewMs);
  });
});
