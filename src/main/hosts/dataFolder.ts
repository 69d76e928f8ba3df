import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { LogSink } from '../kernel/host.ts';

/** The folder for everything a person makes, by the system's custom; PATCHBAY_DATA names another. The same for every host. */
export function dataDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.PATCHBAY_DATA) return env.PATCHBAY_DATA;
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Patchbay');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Patchbay');
  // "All paths set in these environment variables must be absolute" (XDG Base Directory Specification); others are ignored.
  const { XDG_CONFIG_HOME: config = '' } = env;
  return join(isAbsolute(config) ? config : join(home, '.config'), 'Patchbay');
}

const limitBytes = 2_000_000;

/**
 * Writes lines of JSON to patchbay.log in a folder; the file before it is kept as patchbay.1.log. Values come redacted. A line that cannot
 * be written, as with too many open files, is given up: a log ends nothing.
 */
export function createLogFile(folder: string, now: () => number): LogSink {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'patchbay.log');
  return (level, message, values = {}) => {
    const line = JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...values });
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limitBytes)
        renameSync(file, join(folder, 'patchbay.1.log'));
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch {
      process.stderr.write(`${line}\n`);
    }
  };
}
