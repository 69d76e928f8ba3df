import { randomUUID } from 'node:crypto';
import { type ConnectionId, type ExchangeId, exchangeId, type IntegrationId } from '#contract/common.ts';
import type { ConnectionKind, Placement } from '#contract/connections.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { type Canary, makeCanary } from './canary.ts';
import { type EchoServer, replyNames } from './echoServer.ts';
import type { Client } from './testConsole.ts';
import { plainDraft } from './world.ts';

interface Way {
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly placement: Placement;
}

const authorization = { in: 'header', name: 'Authorization' } as const;

/** Every way in which a connection puts its secret into a request. */
const ways: readonly Way[] = [
  { name: 'header', kind: 'apiKey', placement: { in: 'header', name: 'X-Key', prefix: '' } },
  { name: 'prefixed', kind: 'apiKey', placement: { ...authorization, prefix: 'Token' } },
  { name: 'query', kind: 'apiKey', placement: { in: 'query', name: 'key', prefix: '' } },
  { name: 'cookie', kind: 'apiKey', placement: { in: 'cookie', name: 'key', prefix: '' } },
  { name: 'bearer', kind: 'bearer', placement: { ...authorization, prefix: 'Bearer' } },
  { name: 'basic', kind: 'basic', placement: { ...authorization, prefix: 'Basic' } },
];

export interface UsedSecrets {
  /** Everything that must not be found. */
  readonly canaries: readonly Canary[];
  readonly integrationId: IntegrationId;
  readonly exchanges: readonly ExchangeId[];
  readonly connections: readonly ConnectionId[];
}

/** Stores secrets in every way, sends them to a server that gives them back in every way, and reads all that was kept. */
export async function useSecrets(client: Client, echo: EchoServer): Promise<UsedSecrets> {
  const [made, typed] = [makeCanary('made'), makeCanary('typed')];
  const { id: integrationId } = await client.integrations.create({
    name: `echo ${randomUUID()}`,
    type: 'api',
    provider: 'custom',
    baseUrl: echo.url,
    checkPath: '/raw',
    credentials: { secret: made.secret, username: made.secret },
  });
  const canaries = [made, typed];
  const exchanges: ExchangeId[] = [];
  const connections = (await client.connections.list({ integrationId })).rows.map(({ id }) => id);
  for (const connectionId of connections)
    exchanges.push(await send(client, echo, { ...plainDraft, integrationId, connectionId, url: '/raw' }));
  for (const way of ways) {
    const [secret, username] = [makeCanary(way.name), makeCanary('user')];
    const id = await connect(client, integrationId, way, secret, username);
    const draft = { ...plainDraft, integrationId, connectionId: id };
    for (const reply of replyNames) exchanges.push(await send(client, echo, { ...draft, url: `/${reply}` }));
    await client.requests.compose({ ...plainDraft, integrationId, url: '/raw', connectionId: id });
    await client.connections.check({ integrationId, connectionId: id });
    connections.push(id);
    canaries.push(secret, username);
  }
  for (const draft of typedDrafts(typed, integrationId)) {
    await client.requests.compose(draft);
    exchanges.push(await send(client, echo, draft));
    await client.collections.save({ name: `typed ${randomUUID()}`, draft });
  }
  await refusals(client, integrationId, connections, made);
  return { canaries, integrationId, exchanges, connections };
}

async function connect(client: Client, integrationId: IntegrationId, way: Way, secret: Canary, username: Canary) {
  const common = { integrationId, schemeKey: null, visibility: 'team' as const, ...way };
  const { id } = await client.connections.create({ ...common, secret: 'replaced-at-once', username: 'replaced-too' });
  await client.connections.replaceSecret({ id, secret: secret.secret, username: username.secret });
  return id;
}

/** Sends; a reply that never ends is cancelled once it began. */
async function send(client: Client, echo: EchoServer, draft: RequestDraftInput): Promise<ExchangeId> {
  const id = exchangeId.parse(randomUUID());
  const began = draft.url === '/slow' ? echo.nextSlow() : null;
  const sending = client.requests.send({ id, draft });
  if (began !== null) {
    await began;
    await client.requests.cancel({ id });
  }
  await sending;
  return id;
}

/** Secrets that a person writes into a request by hand. */
function typedDrafts({ secret }: Canary, integrationId: IntegrationId): RequestDraftInput[] {
  const header = (name: string, value: string) => ({ name, in: 'header' as const, value });
  const basic = Buffer.from(`user:${secret}`).toString('base64');
  const draft = { ...plainDraft, integrationId };
  const headers = [
    header('Authorization', `Bearer ${secret}`),
    header('Authorization', secret),
    header('authorization', `Basic ${basic}`),
    header('X-Api-Key', secret),
    header('Cookie', `key=${encodeURIComponent(secret)}`),
  ];
  const form = { name: 'password', value: secret };
  return [
    ...headers.flatMap((each) =>
      ['raw', 'base64', 'headers', 'large', 'redirect'].map((reply) => ({
        ...draft,
        url: `/${reply}`,
        parameters: [each],
      })),
    ),
    { ...draft, url: '/percent', parameters: [{ name: 'access_token', in: 'query' as const, value: secret }] },
    { ...draft, url: `/percent?api_key=${encodeURIComponent(secret)}` },
    {
      ...draft,
      method: 'POST',
      url: '/raw',
      body: { kind: 'form' as const, mediaType: 'application/x-www-form-urlencoded' as const, fields: [form] },
    },
  ];
}

/** Calls with a secret in them that are refused, each for another reason. */
async function refusals(
  client: Client,
  integrationId: IntegrationId,
  [connectionId]: readonly ConnectionId[],
  { secret }: Canary,
): Promise<void> {
  const input = { integrationId, kind: 'bearer' as const, visibility: 'team' as const, secret, username: secret };
  const nowhere = {
    ...plainDraft,
    integrationId,
    connectionId: connectionId ?? null,
    url: '/raw',
    server: 'http://localhost:9',
  };
  const calls = [
    client.connections.create({ ...input, name: 'header', schemeKey: null }),
    client.connections.create({ ...input, name: 'other', schemeKey: 'no such scheme' }),
    client.connections.create({ ...input, name: 'other', schemeKey: null, allowedHosts: ['no host at all'] }),
    client.connections.create({ ...input, name: '', schemeKey: null }),
    client.integrations.create({
      name: 'other',
      type: 'api',
      provider: 'custom',
      baseUrl: 'no address',
      credentials: { secret },
    }),
    client.requests.send({ id: exchangeId.parse(randomUUID()), draft: nowhere }),
    client.vault.unlock({ passphrase: secret }),
    client.vault.changePassphrase({ current: secret, next: secret }),
  ];
  await Promise.allSettled(calls);
}

/** Asks for everything that can be read, shown, handed on or copied. */
export async function readEverything(
  client: Client,
  { integrationId, exchanges, connections }: UsedSecrets,
): Promise<void> {
  for (const id of exchanges) {
    const { response } = await client.requests.get({ id });
    if (!response || response.bytes === 0) continue;
    for (const as of ['text', 'base64'] as const) await client.requests.body({ id, offset: 0, length: 4_000_000, as });
  }
  for (const id of connections) {
    await client.connections.get({ id });
    await client.connections.uses({ id });
  }
  await client.connections.list({});
  await client.connections.requirements({ integrationId });
  await client.integrations.list({});
  await client.integrations.get({ id: integrationId });
  await client.integrations.export({ id: integrationId });
  const copy = await client.integrations.duplicate({ id: integrationId });
  await client.integrations.export({ id: copy.id });
  await client.requests.history({ limit: 500 });
  await client.collections.tree();
  await client.activity.list({ limit: 500 });
  await client.activity.health();
  await client.system.diagnostics();
  await client.system.dataUse();
  await client.system.about();
  await client.vault.state();
  const { name } = await client.system.backUp();
  await client.system.restore({ name });
}
