import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sessionKeyHeader } from '#contract/loopback.ts';
import { fileMediaType } from '#contract/transfer.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId } from '#test/support/requestsRig.ts';
import { signIn } from '#test/support/signIn.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { startServer } from './server.ts';

async function start() {
  const renderer = join(temporaryFolder(), 'renderer');
  mkdirSync(renderer, { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<title>Patchbay</title>');
  const clock = { now: Date.now() };
  const { console, client, host } = await testConsole({ now: () => clock.now });
  const server = await startServer({ console, renderer, port: 0, log: host.log });
  onTestFinished(() => server.close());
  const session = await signIn(server.link());
  return { server, session, client, clock, data: host.paths.data };
}

type Rig = Awaited<ReturnType<typeof start>>;

/** A kept body, and the address that the page gets for it. */
async function keptBody({ client }: Rig, bytes: Uint8Array) {
  const api = await loopbackServer((_request, response) => response.end(bytes));
  const { id } = await client.requests.send({ id: newExchangeId(), draft: draftOf({ url: api.url }) });
  return client.requests.bodyAddress({ id });
}

describe('a kept body', () => {
  it.each([1_000_000, 20])('of %i bytes is fetched as it is, never as a page', async (size) => {
    const rig = await start();
    const bytes = Buffer.alloc(size, '<script>');
    const { path } = await keptBody(rig, bytes);
    const answer = await fetch(rig.server.address + path, { headers: { cookie: rig.session.cookie } });
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'content-length': String(size),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('needs the session and an address that was given, and the address ends after a minute', async () => {
    const rig = await start();
    const { path } = await keptBody(rig, Buffer.from('a'));
    const { cookie } = rig.session;
    const statusOf = async (to: string, headers: Record<string, string>) =>
      (await fetch(rig.server.address + to, { headers })).status;
    expect(await statusOf(path, {})).toBe(401);
    expect(await statusOf(`${path}x`, { cookie })).toBe(404);
    expect(await statusOf('/bodies/..%2fpatchbay.db', { cookie })).toBe(404);
    expect(await statusOf(path, { cookie })).toBe(200);
    rig.clock.now += 60_001;
    expect(await statusOf(path, { cookie })).toBe(404);
  });
});

const headersOf = ({ server, session }: Rig) => ({
  ...session,
  origin: server.address,
  'content-type': fileMediaType,
});

describe('a chosen file', () => {
  it('is taken over as its bytes, and goes into requests by its id', async () => {
    const rig = await start();
    const bytes = Buffer.alloc(2_000_000, 'file');
    const body = new Uint8Array(bytes);
    const answer = await fetch(`${rig.server.address}/files`, { method: 'POST', headers: headersOf(rig), body });
    const stored = { id: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    expect(await answer.json()).toEqual(stored);
    let came = 0;
    const api = await loopbackServer((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => {
        came += chunk.length;
      });
      incoming.on('end', () => response.end());
    });
    const file = { kind: 'file', mediaType: fileMediaType, name: 'f', data: '', stored } as const;
    await rig.client.requests.send({
      id: newExchangeId(),
      draft: draftOf({ url: api.url, method: 'PUT', body: file }),
    });
    expect(came).toBe(bytes.length);
  });

  it.each([
    [{ origin: 'http://127.0.0.1:1' }, 403],
    [{ [sessionKeyHeader]: 'guessed' }, 401],
    [{ cookie: 'patchbay_1=guessed' }, 401],
    [{ 'content-type': 'text/plain' }, 415],
  ])('from elsewhere is refused: %o', async (changes, status) => {
    const rig = await start();
    const headers = { ...headersOf(rig), ...changes };
    const answer = await fetch(`${rig.server.address}/files`, { method: 'POST', headers, body: 'x' });
    expect(answer.status).toBe(status);
    expect(readdirSync(rig.data)).not.toContain('files');
  });

  it('that is cut off leaves nothing', async () => {
    const rig = await start();
    const { port } = new URL(rig.server.address);
    const headers = { ...headersOf(rig), 'content-length': '1000000' };
    const sending = request({ host: '127.0.0.1', port, path: '/files', method: 'POST', headers });
    sending.on('error', () => {});
    sending.write(Buffer.alloc(100_000));
    const left = () => readdirSync(rig.data, { recursive: true }).filter((name) => String(name).startsWith('files/'));
    await expect.poll(left).toHaveLength(2);
    sending.destroy();
    await expect.poll(left).toHaveLength(1);
  });
});
