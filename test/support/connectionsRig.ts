import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { type IntegrationId, type Role, userId } from '#contract/common.ts';
import { connectionFaults } from '#contract/connections.ts';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { type ConnectionsContext, connectionFacts, type TokenSource } from '#main/domains/connections/index.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import { completeFields, insertIntegration } from '#main/domains/integrations/index.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import type { Facts } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import { kernelRig } from './kernelRig.ts';

/** What a test may look for among the lines of the activity page. */
type Happening = object;

/** A kernel on a folder of the test's own, all real, with an admin in a first tenant. */
export async function connectionsRig() {
  const { kernel, folder, lines, newActor } = kernelRig(Object.values(connectionFacts), { now: () => Date.now() });
  const { store, vault, outbound, events, references, now, paths } = kernel;
  await vault.start();
  const happenings: Happening[] = lines;
  const { reader, describe } = fixedDefinitions();
  const facts: Facts = {
    ...kernel.facts,
    recordTraffic: (w, traffic) => {
      happenings.push(traffic);
      kernel.facts.recordTraffic(w, traffic);
    },
  };
  const deps: ConnectionsContext = {
    store,
    events,
    vault,
    outbound,
    facts,
    references,
    now,
    definitions: reader,
    tokens: noTokens,
  };
  const admin = newActor();
  return {
    folder,
    bodiesDir: paths.bodies,
    kernel,
    store,
    vault,
    outbound,
    events,
    happenings,
    deps,
    admin,
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
      return store.write((w) => insertIntegration(w, actor, completeFields(given), now()));
    },
  };
}
/** Where nothing fetches tokens, a connection with an OAuth2 part waits for a sign-in. */
const noTokens: TokenSource = {
  fresh: async (_actor, { name }) => {
    throw connectionFaults.fault('NEEDS_SIGN_IN', `${name} needs a sign-in.`);
  },
  refused: async () => 'needsSignIn',
  stateOf: () => null,
  forget: () => false,
};

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
    knownOperations: (_r, _actor, id) => new Set((inspect(id)?.operations ?? []).map(({ key }) => key)),
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
