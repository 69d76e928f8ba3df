import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for everything a person makes, by the system's custom; PATCHBAY_DATA names another. The same for every host. */
export function dataDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.PATCHBAY_DATA) return env.PATCHBAY_DATA;
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Patchbay');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Patchbay');
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'Patchbay');
}
