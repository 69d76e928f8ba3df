import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, session as electronSession } from 'electron';
import { Fault } from '#contract/fault.ts';
import { createConsole } from '#main/console.ts';
import { dataDirectory } from '#main/dataDirectory.ts';
import { acquireDataLock } from '#main/store/index.ts';
import { endOnDefects } from './defects.ts';
import { desktopNotices } from './desktopNotices.ts';
import { electronHost } from './electronHost.ts';
import { claimLinks, listenForLinks } from './links.ts';
import { createMainWindow, type MainWindow } from './mainWindow.ts';
import { setMenu } from './menu.ts';
import { confineNavigation } from './navigation.ts';
import { closeNetwork } from './network.ts';
import { denyPermissions } from './permissions.ts';
import { handleAppProtocol, registerAppScheme } from './protocol.ts';
import { refusalText } from './refusal.ts';
import { closeBeforeQuit } from './shutdown.ts';
import { builtPaths } from './window.ts';

/** The same as the command line's. */
const exitCodes = { failed: 1, alreadyRunning: 3 } as const;

type LinkInbox = ReturnType<typeof listenForLinks>;

function refuseToStart(error: unknown): void {
  dialog.showErrorBox('Patchbay cannot start', refusalText(error));
  app.exit(error instanceof Fault && error.code === 'ALREADY_RUNNING' ? exitCodes.alreadyRunning : exitCodes.failed);
}

/** Chromium keeps its caches in a folder of their own, so that the data folder holds what a person made. */
function placeDataFolder(data: string): void {
  const sessionData = join(data, 'chromium');
  mkdirSync(sessionData, { recursive: true, mode: 0o700 });
  app.setPath('userData', data);
  app.setPath('sessionData', sessionData);
}

async function run(data: string, links: LinkInbox): Promise<void> {
  const lock = acquireDataLock(data);
  const opener = Promise.withResolvers<MainWindow['show']>();
  const notify = desktopNotices((path) => void opener.promise.then((show) => show(path)));
  const host = { ...electronHost(data), notify };
  const ignoreDefects = endOnDefects(host.log);
  const console = await createConsole(host);
  closeBeforeQuit(async () => {
    await console.close();
    lock.release();
    ignoreDefects();
  }, host.log);
  const session = console.openSession();
  denyPermissions(electronSession.defaultSession);
  closeNetwork(electronSession.defaultSession);
  handleAppProtocol(electronSession.defaultSession.protocol, {
    root: builtPaths.renderer,
    session,
    readLogo: console.readLogo,
  });
  setMenu({ platform: process.platform, devTools: !app.isPackaged, dataFolder: data });
  claimLinks();
  const main = createMainWindow({ console, session, host });
  opener.resolve(main.show);
  app.on('activate', () => main.show(null));
  const finishSignIn = (link: string) =>
    void console.finishSignIn(link).catch((error: unknown) => {
      host.log('error', 'The answer of a sign-in could not be taken.', { reason: String(error) });
    });
  main.show(links(main.show, finishSignIn));
}

/** Starts Patchbay as a desktop program. A second start on the same data folder brings the first to the front. */
export function start(): void {
  const data = resolve(dataDirectory());
  try {
    placeDataFolder(data);
  } catch (error) {
    refuseToStart(error);
    return;
  }
  app.enableSandbox();
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerAppScheme();
  confineNavigation(app);
  const links = listenForLinks(process.argv);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app
    .whenReady()
    .then(() => run(data, links))
    .catch(refuseToStart);
}
