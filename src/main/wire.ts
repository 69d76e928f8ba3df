import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import type { TenantId } from '#contract/common.ts';
import { contract } from '#contract/index.ts';
import { type CallContext, notFound } from './actor.ts';
import { activityHandlers } from './domains/activity/index.ts';
import {
  type ConnectionsDeps,
  connectionsHandlers,
  createDefaultConnection,
  usableConnections,
} from './domains/connections/index.ts';
import { type IntegrationsDeps, integrationsHandlers } from './domains/integrations/index.ts';
import { requestsHandlers } from './domains/requests/index.ts';
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
  const { host, paths, store, events, vault, outbound, live, inFlight, closing } = parts;
  const base = { store, events, now: host.now };
  const integrations: IntegrationsDeps = {
    ...base,
    logosDir: paths.logos,
    usableConnections,
    createDefaultConnection: (w, actor, integration, credentials) =>
      createDefaultConnection({ vault, now: host.now }, w, actor, integration, credentials),
  };
  const reader: ConnectionsDeps['definitions'] = {
    reportOf: () => null,
    summariesOf: () => [],
    describe: () => {
      throw notFound('The operation');
    },
  };
  const connections: ConnectionsDeps = { ...base, vault, outbound, definitions: reader };
  return implement({
    tenants: contract.tenants,
    settings: contract.settings,
    vault: contract.vault,
    integrations: contract.integrations,
    connections: contract.connections,
    requests: contract.requests,
    activity: contract.activity,
    system: contract.system,
    events: contract.events,
  })
    .$context<CallContext>()
    .use(guard({ log: host.log, onCall: (path) => countAsUse(parts, path) }))
    .router({
      tenants: tenantsHandlers({ ...base, onTenantRemoved: (id) => forgetFiles(parts, id) }),
      settings: settingsHandlers({ store, events, onChange: (settings) => followSettings(parts, settings) }),
      vault: secretsHandlers({ vault, events, store }),
      integrations: integrationsHandlers(integrations),
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
