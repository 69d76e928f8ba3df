import { EventEmitter } from 'node:events';
import { registerHooks } from 'node:module';
import { constants, Script } from 'node:vm';

/** One thing that the program asked of Electron. */
export interface Asked {
  readonly what: string;
  readonly with: readonly unknown[];
}

interface DoubleOptions {
  /** Whether this is the first start; a second one does not get the lock. */
  readonly first: boolean;
  readonly appPath: string;
}

interface NoticeOptions {
  readonly title: string;
  readonly body: string;
}

type Answer = (...values: never[]) => unknown;

/** A page's contents: what the program listens to and sets on it. */
export class ContentsDouble extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame = { url: '' };
  readonly loaded: string[] = [];
  readonly sent: unknown[][] = [];
  loading = false;
  webRtcPolicy = 'default';
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.mainFrame.url = url;
    return Promise.resolve();
  }
  send(...message: unknown[]): void {
    this.sent.push(message);
    this.emit('sent');
  }
  reload(): void {
    this.loaded.push('reload');
  }
  isLoadingMainFrame(): boolean {
    return this.loading;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
  setWindowOpenHandler(handler: ContentsDouble['openHandler']): void {
    this.openHandler = handler;
  }
}

/** A stand-in for the `electron` module in which nothing happens but that everything asked of it is kept. */
export function createElectronDouble({ first, appPath }: DoubleOptions) {
  const asked: Asked[] = [];
  const answers: Record<string, Answer> = {};
  const windows: WindowDouble[] = [];
  /** Those that were shown. */
  const notices: NoticeDouble[] = [];
  const exits = new EventEmitter();
  const record =
    (what: string, result?: unknown) =>
    (...values: unknown[]) => {
      asked.push({ what, with: values });
      return result;
    };
  /** Keeps the handler that the program sets, so that a test can call it. */
  const keep = (what: string) => (handler: Answer) => {
    answers[what] = handler;
  };

  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    commandLine: { appendSwitch: record('appendSwitch') },
    enableSandbox: record('enableSandbox'),
    exit: (code: number) => {
      record('exit')(code);
      exits.emit('exit', code);
    },
    getAppPath: () => appPath,
    getVersion: () => '0.1.0',
    quit: record('quit'),
    requestSingleInstanceLock: record('requestSingleInstanceLock', first),
    setAsDefaultProtocolClient: record('setAsDefaultProtocolClient', true),
    setPath: record('setPath'),
    whenReady: () => Promise.resolve(),
  });

  class WindowDouble extends EventEmitter {
    /** The window in front, which a test sets. */
    static focused: WindowDouble | null = null;
    static getFocusedWindow = () => WindowDouble.focused;
    readonly webContents = new ContentsDouble();
    readonly options: Record<string, unknown>;
    readonly did: string[] = [];
    minimized = false;
    constructor(options: Record<string, unknown>) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    loadURL = (url: string) => this.webContents.loadURL(url);
    show = () => void this.did.push('show');
    focus = () => void this.did.push('focus');
    restore = () => void this.did.push('restore');
    maximize = () => void this.did.push('maximize');
    isMinimized = () => this.minimized;
    isMaximized = () => false;
    getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 });
  }

  class NoticeDouble extends EventEmitter {
    static isSupported = () => true;
    readonly options: NoticeOptions;
    constructor(options: NoticeOptions) {
      super();
      this.options = options;
    }
    show = () => void notices.push(this);
  }

  const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  const defaultSession = Object.assign(new EventEmitter(), {
    protocol: { handle: (scheme: string, handler: Answer) => keep(`protocol ${scheme}`)(handler) },
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('displayMedia'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setPermissionRequestHandler: keep('permissionRequest'),
    resolveProxy: record('resolveProxy', Promise.resolve('PROXY proxy.example:3128; DIRECT')),
    setSpellCheckerEnabled: record('setSpellCheckerEnabled'),
    webRequest: { onBeforeRequest: keep('request') },
  });
  const electron = {
    app,
    BrowserWindow: WindowDouble,
    dialog: { showErrorBox: record('showErrorBox'), showMessageBoxSync: record('showMessageBoxSync', 0) },
    Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: record('setApplicationMenu') },
    Notification: NoticeDouble,
    nativeTheme: { shouldUseDarkColors: false },
    protocol: { registerSchemesAsPrivileged: record('registerSchemesAsPrivileged') },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    session: { defaultSession },
    shell: { openExternal: record('openExternal', Promise.resolve()), openPath: record('openPath') },
  };
  const focus = (window: WindowDouble | null) => {
    WindowDouble.focused = window;
  };
  return { electron, app, asked, answers, windows, notices, focus, exits };
}

export type ElectronDouble = ReturnType<typeof createElectronDouble>;

const doubles = new Map<string, ElectronDouble>();
Object.assign(globalThis, { patchbayElectronDoubles: doubles });

function sourceOf(id: string, double: ElectronDouble): string {
  const names = Object.keys(double.electron).join(', ');
  return `export const { ${names} } = globalThis.patchbayElectronDoubles.get(${JSON.stringify(id)}).electron;`;
}

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== 'electron') return next(specifier, context);
    const id = new URL(context.parentURL ?? '').searchParams.get('double');
    return { url: `electron-double:${id}`, format: 'module', shortCircuit: true };
  },
  load: (url, context, next) => {
    const double = url.startsWith('electron-double:') ? doubles.get(url.slice('electron-double:'.length)) : undefined;
    if (!double) return next(url, context);
    return { format: 'module', shortCircuit: true, source: sourceOf(url.slice('electron-double:'.length), double) };
  },
});

/** Node's own import: Vitest's would transform the bundle, and what runs here is what ships. */
const nativeImport: unknown = new Script('(url) => import(url)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext();

/** Runs a bundle once with `electron` replaced by the double. */
export async function runWithDouble(bundle: URL, double: ElectronDouble): Promise<void> {
  if (typeof nativeImport !== 'function') throw new TypeError('Node gave no import.');
  const id = String(doubles.size + 1);
  doubles.set(id, double);
  bundle.searchParams.set('double', id);
  await nativeImport(bundle.href);
}
