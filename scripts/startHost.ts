import { join } from 'node:path';
import { chooseHost, type HostName, hasDisplay } from './chooseHost.ts';
import { electronBinary, failedLately, fetchElectron } from './electronBinary.ts';
import { projectRoot } from './projectRoot.ts';

/** The host to run and whether the person asked for exactly that one. */
export interface Selection {
  readonly host: HostName;
  readonly asked: boolean;
}

/** Chooses the host and fetches Electron where the choice says so. Throws where nothing can run what was asked for. */
export function selectHost(env: NodeJS.ProcessEnv = process.env): Selection {
  const choice = chooseHost({
    wanted: env.PATCHBAY_HOST,
    binary: electronBinary() !== null,
    display: hasDisplay(env, process.platform),
    sandbox: process.platform !== 'linux' || process.getuid?.() !== 0,
    failedLately: failedLately(Date.now()),
  });
  const asked = Boolean(env.PATCHBAY_HOST);
  if (!choice.fetch || fetchElectron()) return { host: choice.host, asked };
  if (choice.otherwise === null)
    throw new Error('Electron could not be fetched. Check the network, or use PATCHBAY_HOST=loopback.');
  console.error('Electron could not be fetched; the console opens in the browser. The next try is tomorrow.');
  return { host: choice.otherwise, asked };
}

/** The command line of a host. Electron gets the project folder, whose package.json names its entry. */
export function hostCommand(host: HostName): { command: string; args: string[] } {
  if (host === 'loopback') return { command: process.execPath, args: [join(projectRoot, 'out/main/loopback.js')] };
  const command = electronBinary();
  if (!command) throw new Error('Electron is not installed. Run: npx install-electron');
  return { command, args: [projectRoot] };
}
