import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { commonFaults } from '#contract/fault.ts';
import { requestFaults } from '#contract/requests.ts';
import { bodiesPath } from '#contract/transfer.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { servePage } from './builtPages.ts';
import { contentSecurityPolicy, picturePolicy, securityHeaders } from './headers.ts';
import { keepFile, keptBody } from './transfers.ts';

/** A folder of built pages, a logo `mine.svg`, and what was asked for as a logo. */
function pages() {
  const root = join(temporaryFolder(), 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, 'logos'));
  writeFileSync(join(root, 'index.html'), '<title>Patchbay</title>');
  writeFileSync(join(root, 'assets/app-1a2b.js'), 'export {}');
  writeFileSync(join(root, 'prelude.js'), 'prelude');
  writeFileSync(join(root, 'logos/other.svg'), 'built');
  const asked: string[] = [];
  const readLogo = async (file: string) => {
    asked.push(file);
    return file === 'mine.svg' ? { bytes: Buffer.from('<svg/>'), mediaType: 'image/svg+xml' } : null;
  };
  return { root, asked, serve: (path: string) => servePage({ root, readLogo }, path) };
}

const immutable = 'private, max-age=31536000, immutable';

describe('a page', () => {
  test.each<[string, string, string, string]>([
    ['/', '<title>Patchbay</title>', 'text/html; charset=utf-8', 'no-store'],
    ['/integrations/0190-abc', '<title>Patchbay</title>', 'text/html; charset=utf-8', 'no-store'],
    ['/assets/app-1a2b.js', 'export {}', 'text/javascript; charset=utf-8', immutable],
    ['/%61ssets/app-1a2b.js', 'export {}', 'text/javascript; charset=utf-8', immutable],
    ['/prelude.js', 'prelude', 'text/javascript; charset=utf-8', 'no-store'],
    ['/logos/mine.svg', '<svg/>', 'image/svg+xml', immutable],
  ])('at %s is sent with its type, and kept as long as it stays the same', async (path, text, type, cache) => {
    const { status, headers, body } = await pages().serve(path);
    expect([status, body && Buffer.from(body).toString()]).toEqual([200, text]);
    expect([headers['content-type'], headers['cache-control']]).toEqual([type, cache]);
  });

  test.each(['/logos/other.svg', '/logos/', '/missing.js', '/assets/', '/%00', '/a\\b', '/%zz', '/.env', '/index.php'])(
    'at %s is not there, and no browser keeps that',
    async (path) => {
      const { status, headers, body } = await pages().serve(path);
      if (status === 200) expect(Buffer.from(body ?? []).toString()).toBe('<title>Patchbay</title>');
      else expect([body, headers['cache-control']]).toEqual([null, 'no-store']);
    },
  );

  test.each([
    '/logos/../prelude.js',
    '/logos/a/b.svg',
    '/logos/%2e%2e%2fprelude.js',
    '/logos/mine.svg/',
    '/xlogos/mine.svg',
  ])('at %s is no logo', async (path) => {
    const { serve, asked } = pages();
    await serve(path);
    expect(asked).toEqual([]);
  });

  test('of a name that no disk takes is not there, and one that cannot be read is a failure', async () => {
    const { root, serve } = pages();
    expect((await serve(`/${'a'.repeat(300)}.js`)).status).toBe(404);
    symlinkSync(join(root, 'two.js'), join(root, 'one.js'));
    symlinkSync(join(root, 'one.js'), join(root, 'two.js'));
    await expect(serve('/one.js')).rejects.toMatchObject({ code: 'ELOOP' });
  });

  test('carries the headers that keep it apart, a logo those of a picture', async () => {
    const { serve } = pages();
    expect((await serve('/')).headers).toMatchObject(securityHeaders);
    expect((await serve('/missing.js')).headers).toMatchObject(securityHeaders);
    const { 'content-security-policy': policy, ...others } = securityHeaders;
    expect((await serve('/logos/mine.svg')).headers).toMatchObject({
      ...others,
      'content-security-policy': picturePolicy,
    });
    expect(policy).toBe(contentSecurityPolicy);
  });
});

/** Directives of a policy (CSP3, 2.2.1: the first of a name counts). */
function directives(policy: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    if (!found.has(name)) found.set(name, sources);
  }
  return found;
}

test('the policy of pages lets nothing run or load that is not the console’s own', () => {
  const policy = directives(contentSecurityPolicy);
  expect(policy.get('default-src')).toEqual(["'none'"]);
  for (const name of ['object-src', 'base-uri', 'form-action', 'frame-src', 'frame-ancestors'])
    expect(policy.get(name), name).toEqual(["'none'"]);
  for (const name of ['script-src', 'connect-src', 'worker-src', 'font-src'])
    expect(policy.get(name), name).toEqual(["'self'"]);
  const all = [...policy.values()].flat();
  expect(all.filter((source) => /^(https?:|wss?:|\*|'unsafe-eval'|'wasm-unsafe-eval')/.test(source))).toEqual([]);
  expect(directives(picturePolicy).get('default-src')).toEqual(["'none'"]);
  expect(directives(picturePolicy).get('sandbox')).toEqual([]);
});

describe('a kept body', () => {
  test('comes as bytes to be saved, whatever it is', async () => {
    const given: string[] = [];
    const openBody = async (token: string) => {
      given.push(token);
      return { bytes: 3, stream: Readable.from(['abc']) };
    };
    const { status, headers, stream } = await keptBody({ openBody }, `${bodiesPath}a/b?c`);
    expect([status, given, stream === null]).toEqual([200, ['a/b?c'], false]);
    expect(headers).toEqual({
      ...securityHeaders,
      'content-security-policy': picturePolicy,
      'cache-control': 'no-store',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-length': '3',
    });
  });

  test('that is no longer there says nothing of itself', async () => {
    const { status, headers, stream } = await keptBody({ openBody: async () => null }, `${bodiesPath}x`);
    expect([status, stream, headers['content-length'], headers['cache-control']]).toEqual([
      404,
      null,
      undefined,
      'no-store',
    ]);
  });
});

describe('a file that a person chose', () => {
  const session = {} as CallSession;
  const failing = (error: Error) => keepFile({ keepFile: () => Promise.reject(error) }, session, Readable.from([]));

  test('is kept in the session that sent it', async () => {
    const bytes = Readable.from(['x']);
    const stored = { id: 'a'.repeat(64), bytes: 1 };
    let given: unknown[] = [];
    const keep = async (...all: unknown[]) => {
      given = all;
      return stored;
    };
    expect(await keepFile({ keepFile: keep }, session, bytes)).toBe(stored);
    expect(given).toEqual([session, bytes]);
  });

  test('is refused in words, too large or not allowed, and a defect is none of these', async () => {
    expect(await failing(requestFaults.fault('FILE_NOT_KEPT', 'The disk is full.'))).toEqual({
      status: 413,
      message: 'The disk is full.',
    });
    expect(await failing(commonFaults.fault('FORBIDDEN', 'No.'))).toEqual({ status: 403, message: 'No.' });
    const defect = new TypeError('broken');
    await expect(failing(defect)).rejects.toBe(defect);
  });
});
