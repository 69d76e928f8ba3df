import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { tenantId, userId } from '#contract/common.ts';
import type { VaultState } from '#contract/vault.ts';
import { recordActivity } from './domains/activity/index.ts';
import { readLogo } from './domains/integrations/index.ts';
import { finishSignIn } from './domains/oauth/index.ts';
import { readValue, writeValue } from './domains/settings/index.ts';
import { applyPendingRestore, dataPaths } from './domains/system/index.ts';
import { createFirstTenant, userExists } from './domains/tenants/index.ts';
import { keepHouse } from './housekeeping.ts';
import type { CallSession } from './kernel/actor.ts';
import type { Events } from './kernel/events.ts';
import type { Host } from './kernel/host.ts';
import { createSessions, type SessionStart } from './kernel/sessions.ts';
import { closeParts, openParts } from './parts.ts';
import { runningHost, type Store } from './store/index.ts';
import type { Vault } from './vault/index.ts';
import { type ConsoleRouter, wire } from './wire.ts';

/** The whole program behind any host: every domain, wired. */
export interface PatchbayConsole {
  /** Every route of the contract, for a transport to serve. */
  readonly router: ConsoleRouter;
  /** A session of the person at this console, or of another user of the store. */
  openSession(start?: SessionStart): CallSession;
  /** A stored logo of the session's tenant; null where there is none. */
  readLogo(session: CallSession, file: string): Promise<{ bytes: Uint8Array; mediaType: string } | null>;
  /** Takes the answer of a sign-in that came as a `patchbay://` link; false where none waits for it. */
  finishSignIn(link: string): Promise<boolean>;
  /** Ends everything, once. */
  close(): Promise<void>;
  readonly vault: Vault;
  /** Settles when the keychain has answered, or was waited for long enough. Calls work before, with the vault locked. */
  readonly vaultStarted: Promise<VaultState>;
  readonly store: Store;
  readonly events: Events;
}

const identityRow = 'identity';
const identity = z.object({ userId, tenantId });

/** Opens everything on a host's data folder. Hosts that stay hold the folder's lock before they call this. */
export async function createConsole(host: Host): Promise<PatchbayConsole> {
  const paths = dataPaths(host.paths.data);
  mkdirSync(paths.root, { recursive: true, mode: 0o700 });
  // A command beside a running console must not move the store away below it.
  if (host.kind !== 'cli' || !runningHost(paths.root)) applyPendingRestore(paths, host.now());
  const parts = openParts(host, paths);
  const { store, events, vault, sample } = parts;
  const me = whoAmI(store, host.now());
  const sessions = createSessions(store, (start) => store.write((w) => writeValue(w, identityRow, start)));
  recordActivity({ store, events, now: host.now });
  events.onEvent((event) => {
    if (event.type === 'notice') host.notify?.(event);
  });
  keepHouse(parts);
  if (host.kind !== 'cli')
    await sample
      .resume()
      .catch((error: unknown) => host.log('warn', 'The sample API did not start.', { trace: String(error) }));
  return {
    router: wire(parts),
    openSession: (start = me) => sessions(start),
    readLogo: (session, file) => readLogo({ logosDir: paths.logos }, session.actor(), file).catch(() => null),
    finishSignIn: (link) => finishSignIn(parts.signIns, link),
    close: once(() => closeParts(parts)),
    vault,
    vaultStarted: vault.start(),
    store,
    events,
  };
}

/** Whoever closes a second time waits for the first. */
function once(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | null = null;
  return () => {
    ending ??= end();
    return ending;
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
