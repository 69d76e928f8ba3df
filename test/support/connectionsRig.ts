import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type IntegrationId, type Role, userId } from '#contract/common.ts';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import type { ConnectionsDeps } from '#main/domains/connections/index.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import { completeFields, insertIntegration } from '#main/domains/integrations/index.ts';
import { createFirstTenant, type Identity, memberships, users } from '#main/domains/tenants/index.ts';
import { createFacts } from '#main/facts/index.ts';
import { createOutbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { createEvents, type Happening } from '#main/kernel/events.ts';
import { openStore, uuidv7 } from '#main/store/index.ts';
import { createVault } from '#main/vault/index.ts';
import { memoryKeychain } from './memoryKeychain.ts';
import { temporaryFolder } from './testConsole.ts';

/** Store, vault, events and the way out, all real, in a folder of the test's own, with an admin in a first tenant. */
export async function connectionsRig() {
  const folder = temporaryFolder();
  const migrations = join(import.meta.dirname, '../../resources/migrations/sqlite');
  const store = openStore({ file: join(folder, 'patchbay.db'), migrations, backups: join(folder, 'backups') });
  onTestFinished(() => store.close());
  const clock = { now: () => Date.now() };
  const vault = createVault({ store, keychain: memoryKeychain(), clock });
  onTestFinished(() => vault.close());
  await vault.start();
  const bodiesDir = join(folder, 'bodies');
  const outbound = createOutbound({ bodyDirectory: bodiesDir, userAgent: 'Patchbay/test' });
  onTestFinished(() => outbound.close());
  const events = createEvents();
  const happenings: Happening[] = [];
  events.onHappening((happening) => void happenings.push(happening));
  const { reader, describe } = fixedDefinitions();
  const facts = createFacts({ store, events, log: () => undefined, now: clock.now });
  onTestFinished(() => facts.close());
  const deps = {
    store,
    events,
    vault,
    outbound,
    definitions: reader,
    now: clock.now,
    facts,
  } satisfies ConnectionsDeps & { facts: unknown };
  const first = store.write((w) => createFirstTenant(w, clock.now(), 'Ada'));
  const admin = adminOf(first);
  return {
    ...{ folder, bodiesDir, store, vault, outbound, events, happenings, deps, admin },
    /** Gives an integration a definition from now on. */
    define: describe,
    member: (role: Role, name: string): Actor => {
      const id = userId.parse(uuidv7());
      store.write((w) => {
        w.insert(users).values({ id, name, email: null, createdAt: 0 }).run();
        w.insert(memberships).values({ tenantId: admin.tenantId, userId: id, role, createdAt: 0 }).run();
      });
      return { kind: 'person', userId: id, name, tenantId: admin.tenantId, role };
    },
    integrate: (
      fields: Partial<Parameters<typeof completeFields>[0]> & { baseUrl: string },
      actor: Actor = admin,
    ): IntegrationId => {
      const given = { name: `api ${uuidv7()}`, type: 'api' as const, provider: 'custom', ...fields };
      return store.write((w) => insertIntegration(w, actor, completeFields(given), clock.now()));
    },
  };
}
const adminOf = (identity: Identity): Actor => ({ ...identity, kind: 'person', name: 'Ada', role: 'admin' });

export type ConnectionsRig = Awaited<ReturnType<typeof connectionsRig>>;

/** Definitions that a test gives as text, read by the real parser. */
function fixedDefinitions() {
  const known = new Map<IntegrationId, { document: unknown; sourceUrl: string | null }>();
  const inspect = (id: IntegrationId) => {
    const found = known.get(id);
    if (found === undefined) return null;
    return { ...inspectDefinition(parseDefinition(JSON.stringify(found.document))), sourceUrl: found.sourceUrl };
  };
  const reader: DefinitionReader = {
    reportOf: (_r, _actor, id) => inspect(id),
    summariesOf: (_r, _actor, id) => inspect(id)?.operations ?? [],
    describe: async (_actor, { integrationId, key }) => describeOperation(known.get(integrationId)?.document, key),
  };
  const describe = (id: IntegrationId, document: object, sourceUrl: string | null = null) =>
    void known.set(id, { document, sourceUrl });
  return { reader, describe };
}

/** A server on loopback that ends with the test, and every request that it got. */
export async function loopbackServer(listener: RequestListener) {
  const requests: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  return { url: `http://127.0.0.1:${address.port}`, host: `127.0.0.1:${address.port}`, requests };
}
