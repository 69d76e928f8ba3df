import { _electron } from '@playwright/test';
import { electronBinary } from '../../scripts/electronBinary.ts';
import { projectRoot } from '../../scripts/projectRoot.ts';
import type { OpenedApp } from './openedApp.ts';

/** Starts the built desktop program. As root, as in some CI machines, Chromium cannot keep its sandbox. */
export async function openInElectron(env: Record<string, string>): Promise<OpenedApp> {
  const executablePath = electronBinary();
  if (!executablePath) throw new Error('Electron is not installed. Run: npx install-electron');
  const args = [projectRoot, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const app = await _electron.launch({ executablePath, args, env: { ...processEnv(), ...env } });
  return {
    origin: 'app://patchbay',
    page: await app.firstWindow(),
    start: async () => undefined,
    close: () => app.close(),
  };
}

function processEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
