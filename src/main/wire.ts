import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import type { TenantId } from '#contract/common.ts';
import { contract } from '#contract/index.ts';
import type { CallContext } from './actor.ts';
import { activityHandlers } from './domains/activity/index.ts';
import {
  type ConnectionsDeps,
  connectionsAffected,
  connectionsHandlers,
  createDefaultConnection,
  usableConnections,
} from './domains/connections/index.ts';
import {
  applyDefinition,
  createDefinitionReader,
  type DefinitionsDeps,
  definitionsHandlers,
  reviewDefinition,
} from './domains/definitions/index.ts';
import { type IntegrationsDeps, integrationsHandlers, readIntegration } from './domains/integrations/index.ts';
import { requestsHandlers, savedRequestsUsing } from './domains/requests/index.ts';
import { sampleHandlers } from './domains/sample/index.ts';
import { secretsHandlers } from './domains/secrets/index.ts';
import { settingsHandlers } from './domains/settings/index.ts';
import { systemHandlers } from './domains/system/index.ts';
import { tenantsHandlers } from './domains/tenants/index.ts';
import { eventsHandlers } from './eventsHandlers.ts';
import { guard } from './guard.ts';
import { cleanUp } from './housekeeping.ts';
import { followSettings, type Parts } from './parts.ts';

/** Every route of the contract, implemented. A missing or extra handler does not compile. */
export type ConsoleRouter = ReturnType<typeof wire>;

/** Hands every domain what it needs; what a lower tier needs of a higher one goes in as a function. */
export function wire(parts: Parts) {
  const { host, paths, store, events, vault, outbound, live, work, sample, inFlight, closing } = parts;
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
  const connections: ConnectionsDeps = { ...base, vault, outbound, definitions: reader, usersOf: [savedRequestsUsing] };
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
      requests: requestsHandlers({
        ...base,
        vault,
        outbound,
        definitions: reader,
        bodiesDir: paths.bodies,
        timeoutSeconds: () => live.settings.network.timeoutSeconds,
        inFlight,
      }),
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

/** Pages ask again by themselves when something changes; that alone must not keep the vault from locking. */
function countAsUse({ vault }: Parts, path: readonly string[]): void {
  if (!/^(events|vault\.state|activity|system)/.test(path.join('.'))) vault.touch();
}

function forgetFiles({ paths, host }: Parts, id: TenantId): void {
  rm(join(paths.logos, id), { recursive: true, force: true }).catch((error: unknown) =>
    host.log('warn', 'The logos of a deleted tenant could not be removed.', { trace: String(error) }),
  );
}
