import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#contract/settings.ts';
import { openDefinitionWork } from './domains/definitions/index.ts';
import { createSignIns } from './domains/oauth/index.ts';
import { createInFlight } from './domains/requests/index.ts';
import { createSampleApi } from './domains/sample/index.ts';
import { readAutoLock } from './domains/secrets/index.ts';
import { readSettings } from './domains/settings/index.ts';
import type { DataPaths } from './domains/system/index.ts';
import { createOutbound, type OutboundNetwork } from './http/index.ts';
import { createEvents } from './kernel/events.ts';
import type { Host } from './kernel/host.ts';
import { openStore } from './store/index.ts';
import { createVault } from './vault/index.ts';

/** What the domains share, opened once. */
export type Parts = ReturnType<typeof openParts>;

export function openParts(host: Host, paths: DataPaths) {
  const files = {
    file: paths.store,
    migrations: join(host.paths.resources, 'migrations', 'sqlite'),
    backups: paths.backups,
  };
  const store = openStore(files);
  const events = createEvents();
  const vault = createVault({
    store,
    keychain: host.keychain,
    clock: host,
    onChange: () => events.changed('vault', null),
  });
  vault.setAutoLock(readAutoLock(store.read));
  const settings = readSettings(store.read);
  const outbound = createOutbound({
    bodyDirectory: paths.bodies,
    userAgent: `Patchbay/${host.version}`,
    ...networkOf(settings),
  });
  return {
    host,
    paths,
    store,
    events,
    vault,
    outbound,
    /** The settings of now; kept in memory, since every request asks for its time limit. */
    live: { settings },
    work: openDefinitionWork({ store: files, uploadsDir: uploadsOf(host, paths), now: host.now }),
    sample: createSampleApi({ store }),
    inFlight: createInFlight(),
    signIns: createSignIns(),
    closing: new AbortController(),
    /** What runs by itself and must end before the store closes. */
    background: [] as { stop(): Promise<void> }[],
  };
}

/** A command may run beside a console whose uploads are under way, and empties a folder of its own. */
const uploadsOf = ({ kind }: Host, { uploads }: DataPaths): string =>
  kind === 'cli' ? join(uploads, `command-${process.pid}`) : uploads;

/** Takes changed settings over to what runs. */
export function followSettings({ live, outbound }: Parts, settings: Settings): void {
  live.settings = settings;
  outbound.configure(networkOf(settings));
}

function networkOf({ network }: Settings): OutboundNetwork {
  const { proxyUrl, noProxy, extraCertificates } = network;
  return { proxy: proxyUrl === null ? null : { url: proxyUrl, noProxy }, certificates: extraCertificates };
}

/** Ends everything in the order in which one needs the other. */
export async function closeParts({
  host,
  paths,
  closing,
  background,
  signIns,
  sample,
  work,
  outbound,
  vault,
  store,
}: Parts): Promise<void> {
  closing.abort();
  signIns.close();
  await Promise.all(background.map((each) => each.stop()));
  outbound.close();
  await Promise.all([sample.close(), work.close()]);
  if (host.kind === 'cli') rmSync(uploadsOf(host, paths), { recursive: true, force: true });
  vault.close();
  store.close();
}
