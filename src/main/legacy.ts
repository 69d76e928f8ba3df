/** Domains that are not values yet, wrapped. Goes with the last of them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient, implement } from '@orpc/server';
import { activityId, connectionId } from '#contract/common.ts';
import { contract } from '#contract/index.ts';
import type { Integration } from '#contract/integrations.ts';
import type { Settings } from '#contract/settings.ts';
import { assistantReferences, createAssistants } from './domains/assistants/index.ts';
import {
  askOf,
  type ConnectionsDeps,
  checkConnection,
  connectionsAffected,
  connectionsHandlers,
  createDefaultConnection,
  purgeRotations,
  readConnections,
  tellExpired,
  usableConnections,
} from './domains/connections/index.ts';
import {
  applyDefinition,
  createDefinitionReader,
  type DefinitionsDeps,
  definitionsHandlers,
  listOperations,
  openDefinitionWork,
  reviewDefinition,
  sweepDefinitions,
} from './domains/definitions/index.ts';
import { createHealth } from './domains/health/index.ts';
import type { IntegrationsPorts } from './domains/integrations/context.ts';
import { createSignIns, createTokenSource, finishSignIn, oauthHandlers } from './domains/oauth/index.ts';
import {
  createInFlight,
  enforceRetention,
  type RequestsDeps,
  removeOrphanBodies,
  requestsHandlers,
  savedRequestConnections,
  savedRequestsUsing,
  savedRequestUseCounts,
  sendRequest,
} from './domains/requests/index.ts';
import { createSample } from './domains/sample/index.ts';
import { createSystem } from './domains/system/index.ts';
import { activity } from './facts/index.ts';
import type { Actor, CallContext } from './kernel/actor.ts';
import type { Domain, Freed, Routes } from './kernel/domain.ts';
import type { Kernel } from './kernel/kernel.ts';
import { storeFiles } from './kernel/kernel.ts';
import { uuidv7 } from './store/index.ts';

interface LegacyPorts {
  readonly settings: { current(): Settings };
  readonly readIntegration: (actor: Actor, id: Integration['id']) => Integration;
  readonly cleanUp: () => Promise<Freed>;
}

export const legacyPorts = ({ vault, now }: Kernel): IntegrationsPorts => ({
  usableConnections,
  createDefaultConnection: (w, actor, integration, credentials) =>
    createDefaultConnection({ vault, now }, w, actor, integration, credentials),
});

const mostOperations = 100_000;

export function createLegacy(kernel: Kernel, ports: LegacyPorts) {
  const { host, paths, store, events, vault, outbound, now } = kernel;
  const base = { store, events, now };
  events.onHappening((happening) => {
    const at = now();
    const { actor, details = [], durationMs = null, integrationId = null, ...rest } = happening;
    const id = activityId.parse(uuidv7(at));
    const who = { actorId: actor?.userId ?? null, actorName: actor?.name ?? null };
    store.record(
      (w) =>
        void w
          .insert(activity)
          .values({ ...rest, ...who, id, at, details, durationMs, integrationId })
          .run(),
    );
    events.changed('activity', happening.tenantId, [id]);
  });
  const uploadsDir = host.kind === 'cli' ? join(paths.uploads, `command-${process.pid}`) : paths.uploads;
  const work = openDefinitionWork({ store: storeFiles(host, paths), uploadsDir, now });
  const inFlight = createInFlight();
  const signIns = createSignIns();
  const definitions: DefinitionsDeps = {
    ...base,
    usableConnections,
    outbound,
    work,
    connectionsAffected: (actor, id, report) => connectionsAffected(store.read, actor, id, report),
  };
  const reader = createDefinitionReader(definitions);
  const tokens = createTokenSource({ ...base, vault, outbound });
  const connections: ConnectionsDeps = {
    ...base,
    vault,
    outbound,
    tokens,
    definitions: reader,
    usersOf: [savedRequestsUsing, assistantReferences.uses],
    usedIds: [
      savedRequestConnections,
      (r, tenantId) => assistantReferences.usedIds(r, tenantId).map((id) => connectionId.parse(id)),
    ],
    useCounts: [
      savedRequestUseCounts,
      (r, tenantId, ids) =>
        assistantReferences.counts(r, tenantId, ids).map(({ id, uses }) => ({ id: connectionId.parse(id), uses })),
    ],
  };
  const requests: RequestsDeps = {
    ...base,
    vault,
    outbound,
    tokens,
    definitions: reader,
    bodiesDir: paths.bodies,
    timeoutSeconds: () => ports.settings.current().network.timeoutSeconds,
    inFlight,
  };
  const health = createHealth(kernel, {
    check: async (actor, input, signal) => {
      const { told, ...result } = await checkConnection(connections, actor, input, signal);
      return { ...result, noticed: told };
    },
  });

  const oauthDeps = {
    ...base,
    vault,
    outbound,
    definitions: reader,
    signIns,
    tokens,
    openExternal: host.openExternal,
    takesLinks: host.kind === 'electron',
  };
  const assistants = createAssistants(kernel, {
    connections: {
      readMany: (r, actor, ids) => readConnections(connections, r, actor, ids),
      requirements: (r, actor, id) => askOf(connections, r, actor, id),
      check: (actor, input, signal) => checkConnection(connections, actor, input, signal),
    },
    definitions: {
      describe: reader.describe,
      reportOf: reader.reportOf,
      operationsOf: (actor, integrationId) =>
        listOperations({ store }, actor, { integrationId, offset: 0, limit: mostOperations }).rows,
    },
    send: (actor, input, signal) => sendRequest(requests, actor, input, signal),
  });
  const sample = createSample(kernel, {
    definitions: {
      review: (actor, { text, ...rest }) =>
        reviewDefinition(definitions, actor, { source: { kind: 'text', text }, ...rest }),
      apply: (actor, input) => applyDefinition(definitions, actor, input),
    },
    readIntegration: ports.readIntegration,
  });
  const system = createSystem(kernel, { applyRetention: ports.cleanUp });
  const handlers = {
    definitions: definitionsHandlers(definitions),
    connections: connectionsHandlers(connections),
    oauth: oauthHandlers(oauthDeps),
    requests: requestsHandlers(requests),
  };

  function legacyDomain<Name extends keyof typeof handlers>(
    name: Name,
    more: Partial<Domain> = {},
  ): Domain<Name, null> {
    const part = implement(contract).$context<CallContext>() as unknown as Record<
      string,
      { router(handlers: unknown): never }
    >;
    const router = part[name]?.router(handlers[name]);
    const routes = Object.fromEntries(
      Object.keys(handlers[name]).map((route) => [
        route,
        (_actor: Actor, input: unknown, signal: AbortSignal | undefined, session: CallContext['session']) => {
          const client = createRouterClient(router as never, { context: { session } } as never) as unknown as Record<
            string,
            (input: unknown, options: { signal?: AbortSignal }) => Promise<unknown>
          >;
          return client[route]?.(input, signal ? { signal } : {});
        },
      ]),
    );
    return {
      name,
      routes: routes as unknown as Routes<Name>,
      api: null,
      tables: [],
      facts: [],
      jobs: [],
      ...more,
    } as Domain<Name, null>;
  }

  const domains = {
    definitions: legacyDomain('definitions', {
      start: () =>
        void setTimeout(() => void sweepDefinitions({ store, work, now }).catch(() => undefined), 3000).unref(),
      close: async () => {
        await work.close();
        if (host.kind === 'cli') rmSync(uploadsDir, { recursive: true, force: true });
      },
    }),
    connections: legacyDomain('connections', {
      cleanUp: () => {
        purgeRotations({ store, vault, events, now });
        tellExpired({ store, events, now });
        return {};
      },
    }),
    oauth: legacyDomain('oauth', { close: () => signIns.close() }),
    health,
    assistants,
    requests: legacyDomain('requests', {
      start: () =>
        void setTimeout(
          () => void removeOrphanBodies({ directory: paths.bodies, read: store.read }).catch(() => undefined),
          3000,
        ).unref(),
      cleanUp: (retention) => enforceRetention({ store, events, now, bodiesDir: paths.bodies }, retention),
    }),
    sample,
    system,
  };
  return { domains, finishSignIn: (link: string) => finishSignIn(signIns, link) };
}
