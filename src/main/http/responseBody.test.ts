import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fault } from '#contract/fault.ts';
import { OutboundCall } from './call.ts';
import { IncomingBody } from './incomingBody.ts';
import { createRedactor } from './redactor.ts';
import { headerValue, receiveBody } from './responseBody.ts';
import { ConnectionLost } from './responseHead.ts';
import { faultOf, testOutbound } from './testOutbound.ts';

type Settings = Parameters<typeof receiveBody>[2];

interface Given {
  readonly headers?: [string, string][];
  readonly transferCodings?: string[];
  readonly secrets?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** How it ends; by itself where it is left out. */
  readonly error?: Error;
  readonly signal?: AbortSignal;
}

/** Receives these pieces, each after the one before was taken. */
function receive(pieces: readonly (string | Buffer)[], given: Given = {}) {
  const { headers = [], transferCodings = [], secrets = [], settings, error, signal } = given;
  const { bodyDirectory, files } = testOutbound();
  const directory = join(bodyDirectory, 'made');
  const body = new IncomingBody({
    pause: () => {},
    resume: () => {},
    drop: () => {},
  });
  const waiting = pieces.map((piece) => Buffer.from(piece));
  const next = () => {
    const piece = waiting.shift();
    if (piece !== undefined) {
      wireBytes += piece.length;
      body.push(piece);
      setImmediate(next);
    } else if (error === undefined) body.end();
    else body.fail(error);
  };
  let wireBytes = 0;
  next();
  const call = new OutboundCall(0, signal === undefined ? [] : [signal]);
  call.begin('api.test');
  call.phase = 'download';
  const head = {
    ...{ status: 200, statusText: '', version: '1.1', headers, transferCodings, body },
    wireBytes: () => wireBytes,
    trailers: () => [],
    notes: () => [],
  };
  const received = receiveBody(
    head,
    createRedactor(secrets),
    {
      directory,
      spillBytes: 1_000_000,
      maxBytes: 1_000_000_000,
      overflow: 'fail',
      incomplete: 'fail',
      onBytes: undefined,
      onData: undefined,
      ...settings,
    },
    call,
  );
  return { received, files, directory };
}

const textOf = ({ body }: Awaited<ReturnType<typeof receiveBody>>) =>
  body.kind === 'inline' ? Buffer.from(body.data).toString() : readFileSync(body.path, 'utf8');

const lost = new ConnectionLost('closed');
const keep = { incomplete: 'keep' } as const;

describe('where it is kept', () => {
  test.each([
    [9, 'file'],
    [10, 'inline'],
    [11, 'inline'],
  ])('ten bytes above and at a threshold of %d', async (spillBytes, kind) => {
    const response = await receive(['01234', '', '56789'], { settings: { spillBytes } }).received;
    expect([response.body.kind, response.body.bytes, textOf(response)]).toEqual([kind, 10, '0123456789']);
  });

  test('a file has all of it, whatever it came in', async () => {
    const pieces = Array.from({ length: 30 }, (_, index) => String(index % 10).repeat(100_000));
    const response = await receive(pieces, { settings: { spillBytes: 150_000 } }).received;
    expect([response.body.kind, response.body.bytes]).toEqual(['file', 3_000_000]);
    expect(textOf(response) === pieces.join('')).toBe(true);
  });

  test('the first kilobyte is at hand besides', async () => {
    const { start } = await receive(['a'.repeat(1_000), 'b'.repeat(1_000), 'c']).received;
    expect(Buffer.from(start).toString()).toBe('a'.repeat(1_000) + 'b'.repeat(24));
    expect((await receive(['short']).received).start).toEqual(Buffer.from('short'));
  });
});

describe('how large it may be', () => {
  test.each([
    [9, 'fail', '9 bytes'],
    [999_999, 'fail', '999999 bytes'],
    [1_000_000, 'fail', '1 MB'],
    [1_500_000, 'fail', '2 MB'],
  ] as const)('more than %d bytes are refused as such', async (maxBytes, overflow, size) => {
    const pieces = ['0', 'x'.repeat(maxBytes)];
    const given = { settings: { maxBytes, overflow, spillBytes: 0, incomplete: 'keep' } } as const;
    const { received, files, directory } = receive(pieces, given);
    const fault = await faultOf(received);
    expect(fault).toMatchObject({
      code: 'BODY_TOO_LARGE',
      message: `The body of the response is larger than ${size} (decompressed).`,
      data: {
        todo: 'Ask for less, for example with a filter or by pages.',
        kept: 'The download was stopped and nothing of it was kept.',
        phase: 'download',
      },
    });
    expect([files(), readdirSync(directory)]).toEqual([['made'], []]);
  });

  test.each([
    [9, '012345678', true],
    [10, '0123456789', false],
    [5, '01234', true],
  ])('its first %d bytes are kept where that is asked for', async (maxBytes, text, truncated) => {
    const response = await receive(['01234', '56789'], { settings: { maxBytes, overflow: 'truncate' } }).received;
    expect([textOf(response), response.truncated, response.fault]).toEqual([text, truncated, null]);
  });

  test('what is cut off within a secret is masked', async () => {
    const given = { secrets: ['canary-7f3a9c'], settings: { maxBytes: 10, overflow: 'truncate' } } as const;
    expect(textOf(await receive(['is canary-7f3a9c'], given).received)).toBe('is ••••');
    const whole = { secrets: ['canary-7f3a9c'] };
    expect(textOf(await receive(['is canary'], whole).received)).toBe('is canary');
  });
});

describe('what ends it early', () => {
  test('is thrown, and nothing is left', async () => {
    const { received, files, directory } = receive(['half'], { error: lost, settings: { spillBytes: 1 } });
    await expect(received).rejects.toBe(lost);
    expect([files(), readdirSync(directory)]).toEqual([['made'], []]);
  });

  const kept = async (pieces: readonly (string | Buffer)[], given: Given) => {
    const response = await receive(pieces, { ...given, settings: { ...keep, ...given.settings } }).received;
    const fault: Fault | null = response.fault;
    return [textOf(response), response.truncated, fault?.code, fault?.data.kept];
  };

  test.each<[pieces: string[], text: string, words: string]>([
    [[], '', 'Status and headers are kept.'],
    [['x'], 'x', 'Status, headers and 1 byte of the body are kept.'],
    [['half', ' of'], 'half of', 'Status, headers and 7 bytes of the body are kept.'],
  ])('is told with what came: %j', async (pieces, text, words) => {
    expect(await kept(pieces, { error: lost })).toEqual([text, false, 'CONNECTION_LOST', words]);
  });

  test('is thrown where it is a defect of this program', async () => {
    const defect = new TypeError('x');
    await expect(receive(['half'], { error: defect, settings: keep }).received).rejects.toBe(defect);
  });

  const asSent = 'Status, headers and 4 bytes of the body are kept, the body as it was sent.';
  test.each<[coding: string, why: string]>([
    ['compress', 'its coding is not known (compress)'],
    ['gzip, compress', 'its coding is not known (gzip, compress)'],
    ['gzip', 'it is damaged or was cut (gzip)'],
    ['BR', 'it is damaged or was cut (br)'],
  ])('is a coding that cannot be undone (%s)', async (coding, why) => {
    const headers: [string, string][] = [['content-ENCODING', coding]];
    expect(await kept(['half'], { headers })).toEqual(['half', false, 'BAD_RESPONSE', asSent]);
    expect(await faultOf(receive(['half'], { headers }).received)).toMatchObject({
      code: 'BAD_RESPONSE',
      message: `The body could not be decompressed: ${why}.`,
      data: { todo: 'Ask again with "Accept-Encoding: identity".' },
    });
  });

  test('the first reason is told, also where the rest is lost', async () => {
    const headers: [string, string][] = [['Content-Encoding', 'compress']];
    expect(await kept(['ha', 'lf'], { headers, error: lost })).toEqual(['half', false, 'BAD_RESPONSE', asSent]);
  });

  test('a million bytes stay at hand for that, and no more', async () => {
    const headers: [string, string][] = [['Content-Encoding', 'gzip']];
    const sized = async (bytes: number) => {
      const whole = gzipSync(Buffer.alloc(0), { level: 0 });
      const body = Buffer.concat([whole.subarray(0, 10), Buffer.alloc(bytes - 10, 0xff)]);
      const [text] = await kept([body.subarray(0, 10), body.subarray(10)], { headers });
      return (text ?? '').toString().length > 0;
    };
    expect([await sized(1_000_000), await sized(1_000_001)]).toEqual([true, false]);
  });

  test('codings of the transfer are undone after those of the content', async () => {
    const body = gzipSync(gzipSync('text'));
    const given = { headers: [['Content-Encoding', 'gzip']] as [string, string][], transferCodings: ['gzip'] };
    expect(textOf(await receive([body], given).received)).toBe('text');
  });

  test('a person who cancels is told before what that led to', async () => {
    const controller = new AbortController();
    controller.abort();
    const { received } = receive(['half'], {
      headers: [['Content-Encoding', 'gzip']],
      signal: controller.signal,
      settings: keep,
    });
    expect((await received).fault?.code).toBe('CANCELLED');
  });
});

test('progress is told piece by piece, and what is held back', async () => {
  const bytes: number[] = [];
  const data: string[][] = [];
  const settings = {
    onBytes: (received: number) => bytes.push(received),
    onData: (chunk: Uint8Array, waiting: Uint8Array) =>
      data.push([chunk, waiting].map((each) => Buffer.from(each).toString())),
  };
  const response = await receive(['is can', 'ary-7f', '3a9c, yes', ' and more of it'], {
    secrets: ['canary-7f3a9c'],
    settings,
  }).received;
  expect(textOf(response)).toBe('is ••••, yes and more of it');
  expect(bytes).toEqual([6, 12, 21, 36]);
  expect(data).toEqual([
    ['', 'is can'],
    ['', 'is ••••'],
    ['', 'is ••••, yes'],
    ['is ••••', ', yes and more of it'],
  ]);
});

test('the values of a header are joined (RFC 9110, section 5.3)', () => {
  const headers: [string, string][] = [
    ['X-A', '1'],
    ['x-b', '2'],
    ['x-a', '3'],
  ];
  expect(['x-a', 'x-b', 'x-c'].map((name) => headerValue({ headers }, name))).toEqual(['1, 3', '2', '']);
});
