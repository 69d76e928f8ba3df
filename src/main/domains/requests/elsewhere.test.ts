import { expect, test } from 'vitest';
import { createConnection } from '#main/domains/connections/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { sendRequest } from './send.ts';

const secret = 'canary-key-4711-abcdef';
const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;

/** A connection of Olga's that the team uses, its own server, and one that many share. */
async function shared() {
  const rig = await requestsRig();
  const [own, other] = [
    await loopbackServer((_, response) => response.end()),
    await loopbackServer((_, response) => response.end()),
  ];
  const integrationId = rig.integrate({ baseUrl: own.url, manualAuth });
  const olga = rig.member('editor', 'Olga');
  const { id: connectionId } = createConnection(rig.deps, olga, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team', secret },
  });
  const header = (name: string, value: string) => [{ in: 'header', name, value, enabled: true }] as const;
  return { rig, own, other, olga, header, base: { integrationId, connectionId } };
}

type Shared = Awaited<ReturnType<typeof shared>>;
type Fields = Parameters<typeof draftOf>[0];

const ways: Record<string, (at: Shared) => Fields> = {
  'a whole address': ({ other }) => ({ url: `${other.url}/x` }),
  'another server': ({ other }) => ({ url: '/x', server: other.url }),
  'another port': () => ({ url: 'http://127.0.0.1:1/' }),
  'a Host header': ({ header }) => ({ url: '/x', parameters: [...header('Host', 'tenant.evil.test')] }),
  'a Host header in another case': ({ header }) => ({ url: '/x', parameters: [...header('hOsT', 'TENANT.evil.test')] }),
  'a Host header with another port': ({ header }) => ({ url: '/x', parameters: [...header('Host', '127.0.0.1:1')] }),
  'a Host header that is none': ({ header }) => ({
    url: '/x',
    parameters: [...header('Host', 'evil.test/@127.0.0.1')],
  }),
  'X-Forwarded-Host': ({ header }) => ({ url: '/x', parameters: [...header('X-Forwarded-Host', 'evil.test')] }),
  'X-Original-Host': ({ header }) => ({ url: '/x', parameters: [...header('X-Original-Host', 'evil.test')] }),
  'a list of hosts': ({ own, header }) => ({
    url: '/x',
    parameters: [...header('X-Forwarded-Host', `${own.host}, evil.test`)],
  }),
  Forwarded: ({ header }) => ({
    url: '/x',
    parameters: [...header('Forwarded', 'for=192.0.2.1;host="evil.test";proto=https')],
  }),
};

test.each(Object.entries(ways))(
  '%s: whoever entered the secret may, once and by name, and nobody else',
  async (_, way) => {
    const at = await shared();
    const { rig, own, other, olga, base } = at;
    const send = (actor: typeof olga, confirmedHost: string | null) =>
      sendRequest(rig.requests, actor, { id: newExchangeId(), draft: draftOf({ ...base, ...way(at), confirmedHost }) });
    const { foreignHost } = await composeRequest(rig.requests, olga, draftOf({ ...base, ...way(at) }));
    expect(foreignHost).toMatch(/evil\.test|127\.0\.0\.1/);
    const seen = () => own.requests.length + other.requests.length;
    for (const [actor, confirmed] of [
      [olga, null],
      [olga, 'elsewhere.test'],
      [rig.admin, foreignHost],
      [rig.member('editor', 'Eve'), foreignHost],
    ] as const)
      await expect(send(actor, confirmed)).rejects.toMatchObject({ code: 'HOST_REFUSED' });
    expect(seen()).toBe(0);
    const sent = await send(olga, foreignHost).catch((error: { code: string }) => error.code);
    expect(sent).not.toBe('HOST_REFUSED');
  },
);

test.each(['http://127.0.0.1:PORT', 'Host of its own'])('%s stays where it is', async (way) => {
  const at = await shared();
  const { rig, own, base, header } = at;
  const fields = way.startsWith('http')
    ? { url: `${own.url}/x` }
    : { url: '/x', parameters: [...header('Host', own.host.toUpperCase())] };
  const draft = draftOf({ ...base, ...fields });
  expect((await composeRequest(rig.requests, rig.admin, draft)).foreignHost).toBeNull();
  await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  expect(own.requests[0]?.headers['x-api-key']).toBe(secret);
});

test('a header that names a host in the list goes out with it', async () => {
  const { rig, own, olga, header } = await shared();
  const integrationId = rig.integrate({ baseUrl: own.url, manualAuth });
  const { id: connectionId } = createConnection(rig.deps, olga, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team', secret },
    allowedHosts: [own.host, `tenant.example.com:${new URL(own.url).port}`, 'front.example.com'],
  });
  for (const host of [`tenant.example.com:${new URL(own.url).port}`, 'front.example.com']) {
    const draft = draftOf({ integrationId, connectionId, url: '/x', parameters: [...header('Host', host)] });
    await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  }
  expect(own.requests.map(({ headers }) => headers.host)).toEqual([
    expect.stringMatching(/^tenant/),
    'front.example.com',
  ]);
});

test('what is not encrypted goes through no proxy that the secret was not entered for', async () => {
  const rig = await requestsRig();
  const proxy = await loopbackServer((_, response) => response.end('read'));
  const integrationId = rig.integrate({ baseUrl: 'http://10.1.2.3:8080', manualAuth });
  const olga = rig.member('editor', 'Olga');
  const { id: connectionId } = createConnection(rig.deps, olga, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: null, visibility: 'team', secret },
  });
  rig.outbound.configure({ proxy: { url: proxy.url }, certificates: null, totalMs: 0, exceptions: [] });
  const send = (
    actor: typeof olga,
    confirmedHost: string | null,
    connection: typeof connectionId | null = connectionId,
  ) =>
    sendRequest(rig.requests, actor, {
      id: newExchangeId(),
      draft: draftOf({ integrationId, connectionId: connection, url: '/x', confirmedHost }),
    });
  for (const [actor, confirmed] of [
    [olga, null],
    [rig.admin, proxy.host],
  ] as const)
    await expect(send(actor, confirmed)).rejects.toMatchObject({ code: 'HOST_REFUSED' });
  expect(proxy.requests).toEqual([]);
  await send(rig.admin, null, null);
  expect(proxy.requests).toHaveLength(1);
  expect((await send(olga, proxy.host)).response?.status).toBe(200);
});
