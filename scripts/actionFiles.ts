import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { type ConnectionId, exchangeId, type IntegrationId } from '#contract/common.ts';
import { createConsole } from '#main/console.ts';
import type { KeychainAdapter } from '#main/vault/index.ts';
import { grainOf } from './fileGrain.ts';
import { projectRoot } from './projectRoot.ts';
import { recordRun } from './recordRun.ts';

/** One action of a person, with the most files that a reader of it should pass. */
interface Action {
  readonly name: string;
  readonly goal: number;
  run(): Promise<unknown>;
}

const definition = (url: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    servers: [{ url }],
    security: [{ key: [] }],
    paths: {
      '/things/{id}': {
        get: {
          operationId: 'thing',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: { description: 'A thing', content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });

/** Answers every request with JSON, and a token endpoint with tokens that end at once. */
async function startApi() {
  let tokens = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    tokens += 1;
    const token = { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 1 };
    response.end(JSON.stringify(request.url === '/token' ? token : { ok: true }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function keychain(): KeychainAdapter {
  const accounts = new Map<string, Uint8Array>();
  return {
    name: 'memory',
    probe: async () => ({ status: 'available' }),
    get: async (account) => accounts.get(account) ?? null,
    set: async (account, bytes) => void accounts.set(account, Uint8Array.from(bytes)),
    delete: async (account) => void accounts.delete(account),
  };
}

/** A console with what the actions need, each done once already, so that only the action itself is seen. */
async function prepare(data: string, url: string) {
  const console = await createConsole({
    kind: 'cli',
    version: '0',
    paths: { data, resources: join(projectRoot, 'resources') },
    keychain: keychain(),
    now: () => Date.now(),
    openExternal: () => false,
    log: () => undefined,
  });
  await console.vaultStarted;
  const client = createRouterClient(console.router, { context: { session: console.openSession() } });
  const importAs = async (name: string) => {
    const { id } = await client.definitions.review({ source: { kind: 'text', text: definition(url) } });
    return client.definitions.apply({ id, target: { kind: 'new', name, fields: { baseUrl: url } } });
  };
  const { id: integrationId } = await importAs('first');
  const connect = async (name: string) => {
    const made = await client.connections.create({
      integrationId,
      name,
      kind: 'apiKey',
      schemeKey: 'key',
      visibility: 'team',
      secret: 'secret-0001',
    });
    await client.connections.check({ integrationId, connectionId: made.id });
    return made;
  };
  const connection = await connect('one');
  const open = await client.integrations.create({ name: 'open', type: 'api', provider: 'custom', baseUrl: url });
  const oauth = {
    grant: 'clientCredentials',
    tokenUrl: `${url}/token`,
    clientId: 'c',
    clientAuth: 'client_secret_basic',
  } as const;
  const token = await client.connections.create({
    integrationId: open.id,
    name: 'token',
    kind: 'oauth2',
    schemeKey: null,
    visibility: 'team',
    secret: 'secret-0002',
    config: { kind: 'oauth2', oauth },
  });
  const assistant = await client.assistants.create({ name: 'A', visibility: 'team' });
  const send = (to: IntegrationId, connectionId: ConnectionId, operationKey: string | null) =>
    client.requests.send({
      id: exchangeId.parse(randomUUID()),
      draft: {
        integrationId: to,
        operationKey,
        connectionId,
        method: 'GET',
        url: operationKey === null ? '/open' : '',
        server: null,
        parameters: operationKey === null ? [] : [{ name: 'id', in: 'path', value: '1' }],
        body: { kind: 'none' },
      },
    });
  await send(integrationId, connection.id, 'GET /things/{id}');
  const actions: Action[] = [
    { name: 'send', goal: 30, run: () => send(integrationId, connection.id, 'GET /things/{id}') },
    { name: 'token renewal', goal: 40, run: () => send(open.id, token.id, null) },
    { name: 'import', goal: 35, run: () => importAs('second') },
    {
      name: 'attach',
      goal: 20,
      run: () =>
        client.assistants.changeAttachments({
          assistantId: assistant.id,
          attach: [{ integrationId, connectionId: connection.id }],
        }),
    },
    { name: 'connect', goal: 35, run: () => connect('two') },
  ];
  return { console, actions };
}

/**
 * How finely the source is cut, and how many files of `src` each action runs through: those of which at least one function ran in this
 * process or a worker between the call and its answer, the kernel, the store and the network with them. `action` lists them.
 */
async function report(action?: string): Promise<string[]> {
  const { files, median, slivers, giants } = grainOf(projectRoot);
  const lines = [
    `${files} source files, ${median} lines in the middle, ${slivers.length} under 20 lines with one importer, ${giants.length} over 300`,
  ];
  const data = mkdtempSync(join(tmpdir(), 'patchbay-actions-'));
  const { server, url } = await startApi();
  const recording = await recordRun(join(projectRoot, 'src'));
  try {
    const { console, actions } = await prepare(data, url);
    for (const { name, goal, run } of actions) {
      const passed = await recording.filesOf(run);
      lines.push(`${name.padEnd(14)} ${String(passed.length).padStart(3)} files, goal ≤ ${goal}`);
      if (name === action) lines.push(...passed.map((file) => `    ${file}`));
    }
    await console.close();
  } finally {
    recording.close();
    server.close();
    rmSync(data, { recursive: true, force: true });
  }
  return action === 'grain' ? [...lines, ...slivers, ...giants] : lines;
}

if (import.meta.main) console.log((await report(process.argv[2])).join('\n'));
