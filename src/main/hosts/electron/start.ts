import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, session as electronSession } from 'electron';
import { createConsole } from '#main/console.ts';
import { dataDirectory } from '#main/hosts/dataFolder.ts';
import { programBuild } from '#main/hosts/programVersion.ts';
import { openSocket } from '#main/hosts/socket/server.ts';
import { acquireDataLock } from '#main/store/index.ts';
import { closeNetwork, confineNavigation, denyPermissions, guardDownloads } from './confinement.ts';
import { desktopNotices, electronHost } from './electronHost.ts';
import { closeBeforeQuit, endOnDefects, refuseToStart } from './lifecycle.ts';
import { claimLinks, listenForLinks } from './links.ts';
import { builtPaths, createMainWindow, type MainWindow } from './mainWindow.ts';
import { setMenu } from './menu.ts';
import { handleAppProtocol, registerAppScheme } from './protocol.ts';

type LinkInbox = ReturnType<typeof listenForLinks>;

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
  const build = programBuild(host.version);
  const socket = openSocket({ console, dataDirectory: data, build, log: host.log });
  closeBeforeQuit(async () => {
    (await socket).close();
    await console.close();
    lock.release();
    ignoreDefects();
  }, host.log);
  const session = console.openSession();
  denyPermissions(electronSession.defaultSession);
  closeNetwork(electronSession.defaultSession);
  guardDownloads(electronSession.defaultSession);
  const pages = { root: builtPaths.renderer, readLogo: (file: string) => console.readLogo(session, file) };
  handleAppProtocol(electronSession.defaultSession.protocol, pages, { console, session });
  setMenu({ platform: process.platform, devTools: !app.isPackaged, dataFolder: data });
  claimLinks();
  const main = createMainWindow({ console, session, host });
  opener.resolve(main.show);
  app.on('activate', () => main.show(null));
  const finishSignIn = (link: string) =>
    void console.finishSignIn(link).catch((error: unknown) => {
      host.log('error', 'The sign-in response could not be received.', { reason: String(error) });
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
