import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '#main/kernel/host.ts';
import { runningHost } from '#main/store/index.ts';
import { exitCodes } from '../exitCodes.ts';
import type { Output } from '../output.ts';
import { withOwnConsole } from '../withConsole.ts';
import { vaultWords } from './vault.ts';

/** Says how this installation stands: versions, data folder, keychain, hosts, and whether the store is sound. */
export async function doctor(output: Output, host: Host): Promise<void> {
  const running = runningHost(host.paths.data);
  const findings = await withOwnConsole(
    async ({ client }) => ({
      about: await client.system.about(),
      vault: await client.vault.state(),
      integrity: await client.system.integrityCheck(),
    }),
    host.paths.data,
  );
  const hosts = { electron: hasElectron(host), loopback: true };
  const running_ = running ? { pid: running.pid, address: running.address ?? null } : null;
  const { about, vault, integrity } = findings;
  output.result({ ...findings, hosts, running: running_ }, [
    `Patchbay ${about.version} on ${about.platform}`,
    ...Object.entries(about.versions).map(([name, version]) => `${name} ${version}`),
    `Data folder ${about.dataDirectory}`,
    `Store ${integrity.ok ? 'is sound' : `is damaged: ${integrity.problems.join('; ')}`}`,
    `Keychain ${vault.keychain}; vault ${vaultWords(vault)}`,
    ...(vault.reason ? [vault.reason] : []),
    `Electron ${hosts.electron ? 'is available' : 'is not installed; npm start uses the browser'}`,
    running
      ? `A console runs${running.address ? ` at ${running.address}` : ''} (process ${running.pid})`
      : 'No console runs on this data folder',
  ]);
  if (!integrity.ok) process.exitCode = exitCodes.failed;
}

function hasElectron({ paths }: Host): boolean {
  return existsSync(join(paths.resources, '..', 'node_modules', 'electron', 'path.txt'));
}
