import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import type { Host, LogSink } from '#main/kernel/host.ts';
import { pageOrigin } from './origin.ts';
import { answerCalls } from './rpc.ts';
import { placeWindow, readWindowState, smallest, type WindowPlace, writeWindowState } from './windowState.ts';

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

  function openConsoleWindow(): BrowserWindow {
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

  function loadPage(target: BrowserWindow, path: string): void {
    target.loadURL(pageOrigin() + path).catch((error: unknown) => {
      host.log('error', 'The page could not be loaded.', { path, reason: String(error) });
    });
  }

  return {
    show: (path) => {
      if (!window) {
        window = openConsoleWindow();
        return loadPage(window, path ?? '/');
      }
      raise(window);
      if (path === null) return;
      if (window.webContents.isLoadingMainFrame()) loadPage(window, path);
      else window.webContents.send('patchbay:open', path);
    },
  };
}

/** More crashes than this within the span mean that a new page would crash too. */
const tolerated = 3;
const spanMs = 60_000;

/** Loads the page again after its process crashed, and asks what to do when it hangs. */
function recover(window: BrowserWindow, log: LogSink, now: () => number): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('error', 'The page stopped unexpectedly.', { reason, exitCode });
    crashes = [...crashes, now()].filter((at) => now() - at < spanMs);
    if (crashes.length <= tolerated) window.webContents.reload();
    else
      dialog.showErrorBox(
        'Patchbay cannot show its page',
        'It stopped several times in a row. What you saved is kept.',
      );
  });
  window.on('unresponsive', async () => {
    log('warn', 'The page does not answer.');
    const message = 'The page does not answer.';
    const { response } = await dialog.showMessageBox(window, { message, buttons: ['Wait', 'Reload'], cancelId: 0 });
    if (response === 1) window.webContents.reload();
  });
}

const question = {
  type: 'question' as const,
  buttons: ['Stay', 'Leave'],
  defaultId: 0,
  cancelId: 0,
  message: 'Leave this page?',
  detail: 'Changes that were not saved are lost.',
};

/** A page that has unsaved work objects to being left; Electron would then silently do nothing, so that the person is asked. */
function keepUnsavedWork(window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', (event) => {
    if (dialog.showMessageBoxSync(window, question) === 1) event.preventDefault();
  });
}

interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  /** File that remembers where the window was. */
  readonly stateFile: string;
  readonly devTools: boolean;
}

/** Each is named although it is the default, so that a change of a default changes nothing here. */
const webPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  safeDialogs: true,
};

function create({ preload, icon, devTools }: WindowOptions, { bounds }: WindowPlace): BrowserWindow {
  return new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Patchbay',
    icon,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: { ...webPreferences, preload, devTools },
  });
}

/** Makes the window at its last place. It shows itself once there is something to see. */
function openWindow(options: WindowOptions): BrowserWindow {
  const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const place = placeWindow(readWindowState(options.stateFile), workAreas);
  const window = create(options, place);
  if (place.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(options.stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  keepUnsavedWork(window);
  return window;
}

/** Brings the window to the person. */
function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Where the built parts lie, seen from out/main. */
export const builtPaths = {
  preload: join(import.meta.dirname, '../preload/index.cjs'),
  renderer: join(import.meta.dirname, '../renderer'),
};
