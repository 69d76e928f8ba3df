import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchangeId, type IntegrationId } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { directClient, openBenchConsole } from '../benchConsole.ts';
import { largeDefinition } from '../list/seed.ts';

export type Patterns = Awaited<ReturnType<typeof preparePatterns>>;

type Client = ReturnType<typeof directClient>;

/** Does once by the console's own routes everything that the fill then copies, with limits that keep all of it. */
export async function preparePatterns(data: string) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const console = await openBenchConsole(data);
  try {
    await console.vaultStarted;
    return await makeAll(directClient(console), `http://127.0.0.1:${port}`);
  } finally {
    await console.close();
    server.close();
  }
}

async function makeAll(client: Client, origin: string) {
  const retention = { activityDays: 400, historyDays: 400, historyCount: 1_000_000, bodyBytes: 10 ** 11 };
  await client.settings.update({ retention });
  const { user, tenant } = await client.tenants.session();
  const integrate = (name: string, kind: 'bearer' | 'none') =>
    client.integrations.create({ name, type: 'api', provider: 'custom', baseUrl: origin, manualAuth: { kind } });
  const keyed = await integrate('pattern keyed', 'bearer');
  const plain = await integrate('pattern plain', 'none');
  const connections = await connect(
    client,
    keyed.id,
    (await define(client, 'pattern signed in', signedIn)).integrationId,
  );
  const assistant = await client.assistants.create({ name: 'pattern', instructions: 'Answer briefly.' });
  const { attachment } = await client.assistants.attach({
    assistantId: assistant.id,
    integrationId: keyed.id,
    connectionId: connections.bearer,
    validate: false,
  });
  const draft = {
    ...{ integrationId: keyed.id, operationKey: null, connectionId: connections.bearer, method: 'GET' },
    ...{ url: '/v1/users', server: null, parameters: [], body: { kind: 'none' as const } },
  };
  const sent = await client.requests.send({ id: exchangeId.parse(uuidv7()), draft });
  const saved = await client.collections.save({ name: 'pattern', draft });
  await client.health.setSchedule({ integrationId: keyed.id, schedule: { enabled: true, intervalMinutes: 1_440 } });
  return {
    userId: user.id,
    tenantId: tenant.id,
    keyed: keyed.id,
    plain: plain.id,
    connections,
    assistantId: assistant.id,
    attachmentId: attachment?.id ?? '',
    exchangeId: sent.id,
    savedRequestId: saved.id,
    large: await define(client, 'pattern large', largeDefinition(3_000)),
    small: await define(client, 'pattern small', largeDefinition(40)),
  };
}

async function connect(client: Client, keyed: IntegrationId, oauthOne: IntegrationId) {
  const common = { schemeKey: null, visibility: 'team' as const };
  const secret = 'not-a-secret-but-long-enough';
  const bearer = await client.connections.create({
    ...{ ...common, integrationId: keyed, name: 'bearer' },
    ...{ kind: 'bearer' as const, secret },
  });
  const oauth = {
    ...{ grant: 'clientCredentials' as const, clientId: 'bench', clientAuth: 'client_secret_basic' as const },
    tokenUrl: 'https://login.example/token',
  };
  const config = { kind: 'oauth2' as const, oauth };
  const oauth2 = await client.connections.create({
    ...{ ...common, integrationId: oauthOne, schemeKey: 'login', name: 'oauth' },
    ...{ kind: 'oauth2' as const, secret, config },
  });
  return { bearer: bearer.id, oauth2: oauth2.id };
}

/** Asks for a sign-in. */
const signedIn = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Signed in', version: '1' },
  servers: [{ url: 'https://large.example' }],
  security: [{ login: [] }],
  paths: { '/me': { get: { responses: { 200: { description: 'Me' } } } } },
  components: {
    securitySchemes: {
      login: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://login.example/token', scopes: {} } },
      },
    },
  },
});

/** An integration with that definition. */
async function define(client: Client, name: string, text: string) {
  const review = await client.definitions.review({ source: { kind: 'text', text } });
  const target = { kind: 'new' as const, name, fields: { baseUrl: 'https://large.example' } };
  const { id, definition } = await client.definitions.apply({ id: review.id, target });
  const { rows } = await client.definitions.operations({ integrationId: id, limit: 5_000 });
  return { integrationId: id, definitionId: definition?.id ?? '', operationKeys: rows.map(({ key }) => key) };
}
