import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import type { TenantId } from '#contract/common.ts';
import { contract } from '#contract/index.ts';
import { activityHandlers } from './domains/activity/index.ts';
import {
  assistantConnections,
  assistantReferences,
  assistantsHandlers,
  assistantUseCounts,
} from './domains/assistants/index.ts';
import {
  type ConnectionsDeps,
  checkConnection,
  connectionsAffected,
  connectionsHandlers,
  createDefaultConnection,
  createTokenSource,
  oauthHandlers,
  usableConnections,
} from './domains/connections/index.ts';
import {
  applyDefinition,
  createDefinitionReader,
  type DefinitionsDeps,
  definitionsHandlers,
  listOperations,
  reviewDefinition,
} from './domains/definitions/index.ts';
import { type HealthDeps, healthHandlers, startHealthChecks } from './domains/health/index.ts';
import { type IntegrationsDeps, integrationsHandlers, readIntegration } from './domains/integrations/index.ts';
import {
  type RequestsDeps,
  requestsHandlers,
  savedRequestConnections,
  savedRequestsUsing,
  savedRequestUseCounts,
  sendRequest,
} from './domains/requests/index.ts';
import { sampleHandlers } from './domains/sample/index.ts';
import { secretsHandlers } from './domains/secrets/index.ts';
import { settingsHandlers } from './domains/settings/index.ts';
import { systemHandlers } from './domains/system/index.ts';
import { tenantsHandlers } from './domains/tenants/index.ts';
import { cleanUp } from './housekeeping.ts';
import type { CallContext } from './kernel/actor.ts';
import { eventsHandlers } from './kernel/eventsHandlers.ts';
import { guard } from './kernel/guard.ts';
import { followSettings, type Parts } from './parts.ts';

/** Every route of the contract, implemented. A missing or extra handler does not compile. */
export type ConsoleRouter = ReturnType<typeof wire>;

/** More than any definition has. */
const mostOperations = 100_000;

/** Hands every domain what it needs; what a lower tier needs of a higher one goes in as a function. */
export function wire(parts: Parts) {
  const { host, paths, store, events, vault, outbound, live, work, sample, inFlight, closing, background, signIns } =
    parts;
  const base = { store, events, now: host.now };
  const integrations: IntegrationsDeps = {
    ...base,
    logosDir: paths.logos,
    usableConnections,
    createDefaultConnection: (w, actor, integration, credentials) =>
      createDefaultConnection({ vault, now: host.now }, w, actor, integration, credentials),
  };
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
    usersOf: [savedRequestsUsing, assistantReferences],
    usedIds: [savedRequestConnections, assistantConnections],
    useCounts: [savedRequestUseCounts, assistantUseCounts],
  };
  const requests: RequestsDeps = {
    ...base,
    vault,
    outbound,
    tokens,
    definitions: reader,
    bodiesDir: paths.bodies,
    timeoutSeconds: () => live.settings.network.timeoutSeconds,
    inFlight,
  };
  const check: HealthDeps['check'] = (actor, input, signal) => checkConnection(connections, actor, input, signal);
  const health: HealthDeps = { ...base, vault, check, log: host.log };
  if (host.kind !== 'cli') background.push(startHealthChecks(health));
  return implement(contract)
    .$context<CallContext>()
    .use(guard({ log: host.log, onCall: (path) => countAsUse(parts, path) }))
    .router({
      tenants: tenantsHandlers({ ...base, onTenantRemoved: (id) => forgetFiles(parts, id) }),
      settings: settingsHandlers({ store, events, onChange: (settings) => followSettings(parts, settings) }),
      vault: secretsHandlers({ vault, events, store }),
      integrations: integrationsHandlers(integrations),
      definitions: definitionsHandlers(definitions),
      connections: connectionsHandlers(connections),
      oauth: oauthHandlers({
        ...base,
        vault,
        outbound,
        definitions: reader,
        signIns,
        tokens,
        openExternal: host.openExternal,
        takesLinks: host.kind === 'electron',
      }),
      health: healthHandlers(health, closing.signal),
      assistants: assistantsHandlers({
        ...connections,
        operationsOf: (actor, integrationId) =>
          listOperations({ store }, actor, { integrationId, offset: 0, limit: mostOperations }).rows,
        check,
        send: (actor, input, signal) => sendRequest(requests, actor, input, signal),
      }),
      requests: requestsHandlers(requests),
      activity: activityHandlers(base),
      sample: sampleHandlers({
        store,
        api: sample,
        definitions: {
          review: (actor, { text, ...rest }) =>
            reviewDefinition(definitions, actor, { source: { kind: 'text', text }, ...rest }),
          apply: (actor, input) => applyDefinition(definitions, actor, input),
        },
        readIntegration: (actor, id) => readIntegration(store.read, actor, id, usableConnections),
      }),
      system: systemHandlers({ host, store, events, paths, cleanUp: () => cleanUp(parts) }),
      events: eventsHandlers(events, closing.signal),
    });
}

/**
 * Pages ask again by themselves when something changes, as after every check by schedule; that alone must not keep the vault from
 * locking. So what only shows what stands counts as no use.
 */
const shows =
  /^(events|vault\.state|activity|system|health\.report)|\.(list|get|requirements|uses|integrations|options)$/;

function countAsUse({ vault }: Parts, path: readonly string[]): void {
  if (!shows.test(path.join('.'))) vault.touch();
}

function forgetFiles({ paths, host }: Parts, id: TenantId): void {
  rm(join(paths.logos, id), { recursive: true, force: true }).catch((error: unknown) =>
    host.log('warn', 'The logos of a deleted tenant could not be removed.', { trace: String(error) }),
  );
}
