import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RequestDraftInput } from '#contract/requests.ts';
import { createConnection } from '#main/domains/connections/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { sendRequest } from './send.ts';

type Rig = Awaited<ReturnType<typeof requestsRig>>;

describe('composing', () => {
  test('shows hints where secrets will stand, also while the vault is locked', async () => {
    const rig = await requestsRig();
    const make = (
      manualAuth: Parameters<Rig['integrate']>[0]['manualAuth'],
      kind: 'apiKey' | 'basic',
      username?: string,
    ) => {
      const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
      const input = {
        integrationId,
        name: 'bot',
        kind,
        schemeKey: null,
        visibility: 'team',
        secret: 'canary-key-4711-abcdef',
        username,
      } as const;
      return draftOf({ integrationId, connectionId: createConnection(rig.deps, rig.admin, input).id, url: '/x' });
    };
    const inQuery = make({ kind: 'apiKey', in: 'query', name: 'k', prefix: '' }, 'apiKey');
    const basic = make({ kind: 'basic' }, 'basic', 'ada-lovelace');
    rig.vault.lock();
    expect(await composeRequest(rig.requests, rig.admin, inQuery)).toMatchObject({
      url: 'https://api.example.com/x?k=••••cdef',
      curl: "curl 'https://api.example.com/x?k=••••cdef' \\\n  -L --max-redirs 10 \\\n  --compressed",
      foreignHost: null,
    });
    expect((await composeRequest(rig.requests, rig.admin, basic)).headers).toContainEqual({
      name: 'Authorization',
      value: 'Basic ••••',
    });
    const elsewhere = { ...inQuery, url: 'https://other.test/' };
    expect((await composeRequest(rig.requests, rig.admin, elsewhere)).foreignHost).toBe('other.test');
  });

  test('is open to viewers, who cannot use a connection', async () => {
    const rig = await requestsRig();
    const viewer = rig.member('viewer', 'Vera');
    expect((await composeRequest(rig.requests, viewer, draftOf({ url: 'https://a.test/' }))).url).toBe(
      'https://a.test/',
    );
    const integrationId = rig.integrate({ baseUrl: 'https://a.test', manualAuth: { kind: 'bearer' } });
    const { id: connectionId } = createConnection(rig.deps, rig.admin, {
      integrationId,
      name: 'bot',
      kind: 'bearer',
      schemeKey: null,
      visibility: 'team',
      secret: 'x',
    });
    const draft = draftOf({ integrationId, connectionId, url: '/' });
    await expect(composeRequest(rig.requests, viewer, draft)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('writes a command that a shell takes as it is meant', async () => {
    const rig = await requestsRig();
    const body = { kind: 'text', mediaType: 'application/json', text: `{"a": "it's"}` } as const;
    const { curl } = await composeRequest(
      rig.requests,
      rig.admin,
      draftOf({ method: 'POST', url: 'https://a.test/?b=c d', body }),
    );
    expect(curl).toBe(
      `curl 'https://a.test/?b=c%20d' \\\n  -L --max-redirs 10 \\\n  --compressed \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '{"a": "it'\\''s"}'`,
    );
  });

  test.each<[string, Partial<RequestDraftInput>]>([
    ['GET', {}],
    ['HEAD', { method: 'HEAD' }],
    ['POST without a body', { method: 'POST' }],
    ['DELETE without a body', { method: 'DELETE' }],
    ['GET with a body', { body: { kind: 'text', mediaType: 'text/plain', text: 'é' } }],
    ['a word of its own', { method: 'Brew-2' }],
    [
      'headers by hand',
      {
        method: 'POST',
        body: { kind: 'text', mediaType: 'application/json', text: '{}' },
        parameters: [
          { in: 'header', name: 'ACCEPT', value: 'text/html' },
          { in: 'header', name: 'Host', value: 'other.test' },
          { in: 'header', name: 'Connection', value: 'close' },
          { in: 'header', name: 'X-A', value: '1' },
          { in: 'header', name: 'x-a', value: '2' },
        ],
      },
    ],
  ])('and sending %s show the headers as they go over the wire, in order', async (_, fields) => {
    const rig = await requestsRig();
    const heads: string[] = [];
    const server = createServer((socket) =>
      socket.on('data', (chunk) => {
        heads.push(chunk.toString('latin1').split('\r\n\r\n', 1).join(''));
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      }),
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const draft = draftOf({ ...fields, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a` });
    const composed = await composeRequest(rig.requests, rig.admin, draft);
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    const lines = (heads[0] ?? '').split('\r\n');
    expect(lines[0]).toBe(`${composed.method} /a HTTP/1.1`);
    const written = (headers: { name: string; value: string }[]) =>
      headers.map(({ name, value }) => `${name}: ${value}`);
    expect(written(composed.headers)).toEqual(lines.slice(1));
    expect(written(sent.requestHeaders)).toEqual(lines.slice(1));
  });

  test('names a header that cannot be written', async () => {
    const rig = await requestsRig();
    const parameters = [{ in: 'header' as const, name: 'X A', value: '1' }];
    const composed = await composeRequest(rig.requests, rig.admin, draftOf({ url: 'http://a.test/', parameters }));
    expect(composed.problems).toEqual([expect.objectContaining({ severity: 'error', field: 'headers' })]);
  });

  test('shows the beginning of a long body, and says how long it is; more of it is kept once it was sent', async () => {
    const rig = await requestsRig();
    const api = await loopbackServer((request, response) => void request.resume().on('end', () => response.end()));
    const text = 'ä'.repeat(1_000_001);
    const body = { kind: 'text', mediaType: 'text/plain', text } as const;
    const draft = draftOf({ url: api.url, method: 'POST', body });
    const composed = await composeRequest(rig.requests, rig.admin, draft);
    expect([composed.body === text.slice(0, 65_536), composed.bodyBytes]).toEqual([true, 2_000_002]);
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    expect([sent.requestBody === text.slice(0, 1_000_000), sent.requestBodyBytes]).toEqual([true, 2_000_002]);
  });
});
