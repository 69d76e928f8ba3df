import { join } from 'node:path';
import { app, BrowserWindow, Notification, session } from 'electron';
import { createLogFile } from '#main/hosts/dataFolder.ts';
import type { Host } from '#main/kernel/host.ts';
import { keychainOfEnvironment } from '#main/vault/index.ts';
import { openSignInPage } from './confinement.ts';

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
    // Chromium reads the settings of the system, and runs the script that they name in a process without rights.
    systemProxies: async (origin) => ({ answer: await session.defaultSession.resolveProxy(origin), note: null }),
    restart: () => {
      app.relaunch();
      setImmediate(() => app.quit());
    },
  };
}

/** Notices of the desktop, shown while no window of the console is in front; pressing one opens its page. */
export function desktopNotices(open: (path: string | null) => void): NonNullable<Host['notify']> {
  /** A notice that nothing holds is collected, and pressing it does nothing then. */
  const shown = new Set<Notification>();
  return ({ title, body, path }) => {
    if (!Notification.isSupported() || BrowserWindow.getFocusedWindow() !== null) return;
    const notice = new Notification({ title, body });
    const forget = () => void shown.delete(notice);
    shown.add(notice);
    notice.on('click', () => {
      forget();
      open(path);
    });
    notice.on('close', forget);
    notice.on('failed', forget);
    notice.show();
  };
}
