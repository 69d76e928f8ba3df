import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import type { Host } from '#main/kernel/host.ts';
import { pageOrigin } from './origin.ts';
import { recover } from './recovery.ts';
import { answerCalls } from './rpc.ts';
import { builtPaths, openWindow, raise } from './window.ts';

interface MainWindowOptions {
  readonly console: PatchbayConsole;
  readonly session: CallSession;
  readonly host: Host;
}

/** The one window of the console. */
export interface MainWindow {
  /** Opens or raises the window; `path` is an address of the console to go to. */
  show(path: string | null): void;
}

export function createMainWindow({ console, session, host }: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;

  function open(): BrowserWindow {
    const opened = openWindow({
      preload: builtPaths.preload,
      icon: join(host.paths.resources, 'icon.png'),
      stateFile: join(host.paths.data, 'window.json'),
      devTools: !app.isPackaged,
    });
    answerCalls(opened.webContents, { router: console.router, session });
    recover(opened, host.log, host.now);
    opened.on('closed', () => {
      window = null;
    });
    return opened;
  }

  function load(target: BrowserWindow, path: string): void {
    target.loadURL(pageOrigin() + path).catch((error: unknown) => {
      host.log('error', 'The page could not be loaded.', { path, reason: String(error) });
    });
  }

  return {
    show: (path) => {
      if (!window) {
        window = open();
        return load(window, path ?? '/');
      }
      raise(window);
      if (path === null) return;
      if (window.webContents.isLoadingMainFrame()) load(window, path);
      else window.webContents.send('patchbay:open', path);
    },
  };
}
