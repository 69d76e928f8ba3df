import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { connect, signing } from '#test/support/makeConnection.ts';
import { draftOf, filesWith, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { withKeptText } from './draftFiles.ts';
import { readRequest } from './history.ts';
import { sendRequest } from './send.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** A server that keeps the hash and the length of what came, and its headers. */
async function taking() {
  const came: { hash: string; bytes: number; headers: NodeJS.Dict<string | string[]>; text: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const all = Buffer.concat(chunks);
      came.push({ hash: sha256(all), bytes: all.length, headers: request.headers, text: all.toString('latin1') });
      response.end('taken');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, came };
}

type Rig = Awaited<ReturnType<typeof requestsRig>>;

const keep = async (rig: Rig, bytes: Uint8Array) => {
  const { id, bytes: size } = await rig.requests.files.keep(rig.admin.tenantId, [bytes]);
  return { id, bytes: size };
};

const post = (fields: Partial<RequestDraftInput>) => draftOf({ method: 'POST', ...fields });

const send = (rig: Rig, draft: ReturnType<typeof post>) =>
  sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });

/** The draft as the history opens it again. */
async function reopened(rig: Rig, { id }: Awaited<ReturnType<typeof send>>) {
  const { draft } = readRequest(rig.store.read, rig.admin, { id });
  return withKeptText(rig.requests.files, rig.admin.tenantId, draft);
}

const octets = 'application/octet-stream';

describe('a chosen file', () => {
  test('goes from its file into the request, with its length, and is opened again from the history', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const bytes = Buffer.alloc(3_000_000, 'patchbay');
    const stored = await keep(rig, bytes);
    const body = { kind: 'file', mediaType: octets, name: 'dump.bin', data: '', stored } as const;
    const draft = post({ url: server.url, body });
    const composed = await composeRequest(rig.requests, rig.admin, draft);
    expect(composed).toMatchObject({ bodyBytes: bytes.length, body: '(3,000,000 bytes of dump.bin)' });
    expect(composed.headers.at(-1)).toEqual({ name: 'content-length', value: '3000000' });
    const sent = await send(rig, draft);
    expect(server.came).toMatchObject([{ hash: sha256(bytes), bytes: bytes.length }]);
    expect(server.came[0]?.headers['content-length']).toBe('3000000');
    expect(sent).toMatchObject({ requestBodyBytes: bytes.length });
    expect(sent.requestHeaders).toEqual(composed.headers);
    const again = await reopened(rig, sent);
    expect(again.body).toEqual({ ...body, leftOut: undefined });
    await send(rig, again);
    expect(server.came[1]?.hash).toBe(sha256(bytes));
  });

  test('that is gone is named, and nothing is sent', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const stored = await keep(rig, Buffer.alloc(300_000));
    const draft = post({
      url: server.url,
      body: { kind: 'file', mediaType: octets, name: 'dump.bin', data: '', stored },
    });
    const sent = await send(rig, draft);
    rmSync(rig.kernel.paths.files, { recursive: true });
    const again = await reopened(rig, sent);
    const missing = 'dump.bin (0.3 MB) is no longer kept on this computer. Choose the file again.';
    const { problems } = await composeRequest(rig.requests, rig.admin, again);
    expect(problems).toContainEqual({ severity: 'error', field: 'body', message: missing });
    await expect(send(rig, again)).rejects.toMatchObject({ code: 'NOT_SENDABLE', message: missing });
    expect(server.came).toHaveLength(1);
  });

  test('in a form goes out beside the other fields', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const bytes = Buffer.alloc(400_000, 'z');
    const file = { name: 'a.bin', mediaType: octets, data: '', stored: await keep(rig, bytes) };
    const mediaType = 'multipart/form-data; boundary=limit';
    const fields = [
      { name: 'title', value: 'A' },
      { name: 'file', value: '', file },
    ];
    const draft = post({ url: server.url, body: { kind: 'form', mediaType, fields } });
    const composed = await composeRequest(rig.requests, rig.admin, draft);
    expect(composed.body).toContain('(400,000 bytes of a.bin)');
    const sent = await send(rig, draft);
    const [came] = server.came;
    expect(came?.text).toContain(
      `filename="a.bin"\r\nContent-Type: ${octets}\r\n\r\n${'z'.repeat(400_000)}\r\n--limit--`,
    );
    expect(came?.headers['content-length']).toBe(String(composed.bodyBytes));
    expect(filesWith(rig.kernel.paths.files, 'form-data')).toEqual([]);
    const again = await reopened(rig, sent);
    expect(again.body).toMatchObject({ fields: [{ value: 'A' }, { file: { name: 'a.bin', stored: file.stored } }] });
  });

  test('is signed as it goes out', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const { integrationId, connectionId } = connect(rig, server.url, signing);
    const bytes = Buffer.alloc(500_000, 's');
    const body = { kind: 'file', mediaType: octets, name: 'o', data: '', stored: await keep(rig, bytes) } as const;
    await send(rig, post({ integrationId, connectionId, url: '/o', body }));
    expect(server.came[0]?.headers['x-amz-content-sha256']).toBe(sha256(bytes));
  });

  test('with a secret in it is sent and not kept with the history, which says so', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const { integrationId, connectionId } = connect(rig, server.url, { kind: 'bearer', secret: 'canary-token-12345' });
    const binary = await keep(rig, Buffer.from('\0\0 canary-token-12345'));
    const typed = await keep(rig, Buffer.from('{"password":"canary-Pass-98765"}'));
    for (const [stored, mediaType] of [
      [binary, octets],
      [typed, 'application/json'],
    ] as const) {
      const body = { kind: 'file', mediaType, name: 'f', data: '', stored } as const;
      const sent = await send(rig, post({ integrationId, connectionId, url: '/', body }));
      expect(server.came.at(-1)?.bytes).toBe(stored.bytes);
      const again = await reopened(rig, sent);
      expect(again.body).toMatchObject({ data: '', leftOut: true });
      expect(again.body).not.toHaveProperty('stored');
      const { problems } = await composeRequest(rig.requests, rig.admin, again);
      expect(problems.map(({ message }) => message)).toContain(
        'f shows a secret, so it was not kept. Choose the file again.',
      );
    }
  });
});

describe('a long body', () => {
  test('is opened again whole, without its secrets', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const text = JSON.stringify({ password: 'canary-Pass-98765', rows: 'ž'.repeat(400_000) });
    const sent = await send(
      rig,
      post({ url: server.url, body: { kind: 'text', mediaType: 'application/json', text } }),
    );
    expect(server.came[0]?.hash).toBe(sha256(text));
    expect(JSON.stringify(sent.draft).length).toBeLessThan(2_000);
    const again = await reopened(rig, sent);
    expect(again.body).toEqual({
      kind: 'text',
      mediaType: 'application/json',
      text: text.replace('canary-Pass-98765', '••••'),
    });
    expect(filesWith(rig.folder, 'canary-Pass')).toEqual([]);
  });

  test('from a file in the call is opened again whole', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const bytes = Buffer.alloc(400_000, 'b');
    const body = { kind: 'file', mediaType: octets, name: 'b', data: bytes.toString('base64') } as const;
    const again = await reopened(rig, await send(rig, post({ url: server.url, body })));
    await send(rig, again);
    expect(server.came.map(({ hash }) => hash)).toEqual([sha256(bytes), sha256(bytes)]);
  });

  test('that is gone is named', async () => {
    const rig = await requestsRig();
    const server = await taking();
    const body = { kind: 'text', mediaType: 'text/plain', text: 'x'.repeat(300_000) } as const;
    const sent = await send(rig, post({ url: server.url, body }));
    rmSync(rig.kernel.paths.files, { recursive: true });
    const { problems } = await composeRequest(rig.requests, rig.admin, await reopened(rig, sent));
    expect(problems.map(({ message }) => message)).toEqual([
      'The body (0.3 MB) is no longer kept on this computer. Enter it again.',
    ]);
  });
});
