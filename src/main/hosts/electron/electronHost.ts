import { join } from 'node:path';
import { app } from 'electron';
import type { Host } from '#main/kernel/host.ts';
import { createLogFile } from '#main/logFile.ts';
import { keychainOfEnvironment } from '#main/vault/index.ts';
import { openSignInPage } from './openExternally.ts';

/** The shipped folder with migrations, logos and the icon: beside the archive when packaged, in the project otherwise. */
function resourcesFolder(): string {
  return app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources');
}

/** What Electron lends to the console. */
export function electronHost(data: string): Host {
  const now = () => Date.now();
  return {
    kind: 'electron',
    version: app.getVersion(),
    paths: { data, resources: resourcesFolder() },
    keychain: keychainOfEnvironment(),
    now,
    log: createLogFile(join(data, 'logs'), now),
    openExternal: openSignInPage,
  };
}
