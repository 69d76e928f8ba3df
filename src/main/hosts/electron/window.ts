import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { keepUnsavedWork } from './keepUnsavedWork.ts';
import { placeWindow, readWindowState, smallest, type WindowPlace, writeWindowState } from './windowState.ts';

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
export function openWindow(options: WindowOptions): BrowserWindow {
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
export function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Where the built parts lie, seen from out/main. */
export const builtPaths = {
  preload: join(import.meta.dirname, '../preload/index.cjs'),
  renderer: join(import.meta.dirname, '../renderer'),
};
