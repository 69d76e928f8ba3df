import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { z } from 'zod';
import { tenantId, userId } from '#contract/common.ts';
import { contract } from '#contract/index.ts';
import type { VaultState } from '#contract/vault.ts';
import type { CallContext, CallSession } from './actor.ts';
import { activityHandlers, forgetOldActivity, recordActivity } from './domains/activity/index.ts';
import { readAutoLock, secretsHandlers } from './domains/secrets/index.ts';
import { readSettings, readValue, settingsHandlers, writeValue } from './domains/settings/index.ts';
import {
  applyPendingRestore,
  type CleanUpResult,
  type DataPaths,
  dataPaths,
  systemHandlers,
} from './domains/system/index.ts';
import { createFirstTenant, tenantsHandlers, userExists } from './domains/tenants/index.ts';
import { createEvents, type Events } from './events.ts';
import { eventsHandlers } from './eventsHandlers.ts';
import { guard } from './guard.ts';
import type { Host } from './host.ts';
import { createSessions, type SessionStart } from './sessions.ts';
import { openStore, type Store } from './store/index.ts';
import { createVault, type Vault } from './vault/index.ts';

/** Every route of the contract, implemented. */
export type ConsoleRouter = ReturnType<typeof wire>;

/** The whole program behind any host: every domain, wired. */
export interface PatchbayConsole {
  /** Every route of the contract, for a transport to serve. */
  readonly router: ConsoleRouter;
  /** A session of the person at this console, or of another user of the store. */
  openSession(start?: SessionStart): CallSession;
  /** A stored logo of the session's tenant; null where there is none. */
  readLogo(session: CallSession, file: string): Promise<{ bytes: Uint8Array; mediaType: string } | null>;
  close(): Promise<void>;
  readonly vault: Vault;
  /** Settles when the keychain has answered, or was waited for long enough. Calls work before, with the vault locked. */
  readonly vaultStarted: Promise<VaultState>;
  readonly store: Store;
  readonly events: Events;
}

const identityRow = 'identity';
const identity = z.object({ userId, tenantId });

export async function createConsole(host: Host): Promise<PatchbayConsole> {
  const paths = dataPaths(host.paths.data);
  mkdirSync(paths.root, { recursive: true, mode: 0o700 });
  applyPendingRestore(paths, host.now());
  const store = openStore({
    file: paths.store,
    migrations: join(host.paths.resources, 'migrations', 'sqlite'),
    backups: paths.backups,
  });
  const me = whoAmI(store, host.now());
  const closing = new AbortController();
  const events = createEvents();
  const vault = createVault({
    store,
    keychain: host.keychain,
    clock: host,
    onChange: () => events.changed('vault', null),
  });
  vault.setAutoLock(readAutoLock(store.read));
  const sessions = createSessions(store, (start) => store.write((w) => writeValue(w, identityRow, start)));
  recordActivity({ store, events, now: host.now });
  const vaultStarted = vault.start();

  return {
    router: wire({ host, paths, store, events, vault, closing: closing.signal }),
    openSession: (start = me) => sessions(start),
    readLogo: async () => null,
    close: async () => {
      closing.abort();
      vault.close();
      store.close();
    },
    vault,
    vaultStarted,
    store,
    events,
  };
}

/** The person of this machine; made with a first tenant when the store is new, or no longer knows them. */
function whoAmI(store: Store, now: number): SessionStart {
  const known = readValue(store.read, identityRow, identity);
  if (known && userExists(store.read, known.userId)) return known;
  return store.write((w) => {
    const made = createFirstTenant(w, now, 'Me');
    writeValue(w, identityRow, made);
    return made;
  });
}

interface Parts {
  readonly host: Host;
  readonly paths: DataPaths;
  readonly store: Store;
  readonly events: Events;
  readonly vault: Vault;
  readonly closing: AbortSignal;
}

function wire({ host, paths, store, events, vault, closing }: Parts) {
  const { now } = host;
  const base = { store, events, now };
  const cleanUp = (): CleanUpResult => {
    const { retention } = readSettings(store.read);
    const activityRows = store.write((w) => forgetOldActivity(w, now(), retention.activityDays));
    return { activityRows, historyRows: 0, bodyBytes: 0 };
  };
  const protect = guard({ log: host.log, onCall: ([domain]) => domain === 'events' || vault.touch() });
  return implement({
    tenants: contract.tenants,
    settings: contract.settings,
    vault: contract.vault,
    activity: contract.activity,
    system: contract.system,
    events: contract.events,
  })
    .$context<CallContext>()
    .use(protect)
    .router({
      tenants: tenantsHandlers({ ...base, onTenantRemoved: () => undefined }),
      settings: settingsHandlers({ store, events, onChange: () => undefined }),
      vault: secretsHandlers({ vault, events, store }),
      activity: activityHandlers(base),
      system: systemHandlers({ host, store, events, paths, cleanUp }),
      events: eventsHandlers(events, closing),
    });
}
