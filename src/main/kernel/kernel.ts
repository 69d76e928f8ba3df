import { join } from 'node:path';
import type { Settings } from '#contract/settings.ts';
import { createFacts, type Facts } from '#main/facts/index.ts';
import { createOutbound, type Outbound, type ProxySource, proxyOfSystem } from '#main/http/index.ts';
import { createJobs, type Jobs } from '#main/jobs/index.ts';
import { openStore, type Store } from '#main/store/index.ts';
import { createVault, type Vault } from '#main/vault/index.ts';
import { createEvents, type Events } from './events.ts';
import type { Host } from './host.ts';
import type { DataPaths } from './paths.ts';
import { createReferenceIndex, type ReferenceIndex } from './references.ts';

/** What every domain is built on, opened once. */
export interface Kernel {
  readonly host: Host;
  readonly paths: DataPaths;
  readonly store: Store;
  readonly vault: Vault;
  readonly outbound: Outbound;
  readonly facts: Facts;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly references: ReferenceIndex;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Aborted when the console begins to close. */
  readonly closing: AbortSignal;
}

/** The kernel with what ends it. */
export interface OpenKernel extends Kernel {
  /** Ends what runs, in the order in which one needs the other; `domains` closes theirs in between. */
  close(domains: () => Promise<void>): Promise<void>;
}

/** Opens store, vault and network, and takes settings over as they are. */
export function openKernel(host: Host, paths: DataPaths): OpenKernel {
  const { now, log } = host;
  const store = openStore(storeFiles(host, paths));
  const events = createEvents();
  const facts = createFacts({ store, events, log, now });
  const closing = new AbortController();
  const vault = createVault({
    store,
    keychain: host.keychain,
    clock: host,
    onChange: () => events.signal('vaultState', null),
  });
  const outbound = createOutbound({ bodyDirectory: paths.bodies, userAgent: `Patchbay/${host.version}` });
  vault.onLocked(() => outbound.closeIdle());
  const jobs = createJobs({ store, events, log, now });
  return {
    host,
    paths,
    store,
    vault,
    outbound,
    facts,
    jobs,
    events,
    references: createReferenceIndex(),
    now,
    closing: closing.signal,
    close: async (domains) => {
      closing.abort();
      await jobs.close();
      outbound.close();
      await domains();
      facts.close();
      vault.close();
      if (host.kind !== 'cli') store.makeShrinkable();
      store.close();
    },
  };
}

/** The store's file with its migrations and the folder for copies, as `openStore` takes them. */
export const storeFiles = (host: Host, paths: DataPaths) => ({
  file: paths.store,
  migrations: join(host.paths.resources, 'migrations', 'sqlite'),
  backups: paths.backups,
});

/** Takes the network's settings over to what sends; `password` opens that of the proxy when it is needed. */
export function configureNetwork(
  { outbound, host }: { readonly outbound: Pick<Outbound, 'configure'>; readonly host: Pick<Host, 'systemProxies'> },
  { network }: Settings,
  password: () => string,
): void {
  const ms = (seconds: number | null) => (seconds ?? 0) * 1000;
  outbound.configure({
    proxy: network.proxyMode === 'system' ? proxyOfSystem(host.systemProxies) : proxyOf(network, password),
    certificates: network.extraCertificates,
    exceptions: network.certificateExceptions,
    httpVersion: network.httpVersion,
    totalMs: ms(network.timeoutSeconds),
    timeouts: {
      connectMs: ms(network.connectSeconds),
      tlsMs: ms(network.tlsSeconds),
      responseMs: ms(network.responseSeconds),
      idleMs: ms(network.idleSeconds),
    },
  });
}

function proxyOf(
  { proxyMode, proxyUrl: url, proxyUsername: username, noProxy }: Settings['network'],
  password: () => string,
): ProxySource | null {
  if (proxyMode === 'none' || url === null) return null;
  return { url, noProxy, credentials: username === null ? undefined : () => ({ username, password: password() }) };
}
