export type HostName = 'electron' | 'loopback';

/** What the choice depends on. */
export interface HostFacts {
  /** PATCHBAY_HOST. */
  readonly wanted: string | undefined;
  /** Whether Electron's binary is there. */
  readonly binary: boolean;
  /** Whether there is a screen to open a window on. */
  readonly display: boolean;
  /** Whether Electron can keep its sandbox; as root on Linux it cannot. */
  readonly sandbox: boolean;
  /** Whether fetching the binary failed lately. */
  readonly failedLately: boolean;
}

export type HostChoice =
  | { readonly host: HostName; readonly fetch: false }
  /** Fetch Electron first; where that fails, `otherwise` is the host, or there is none. */
  | { readonly host: 'electron'; readonly fetch: true; readonly otherwise: 'loopback' | null };

export class UnknownHost extends Error {}

/** Decides where the console opens: as PATCHBAY_HOST says, else in Electron where that can work, else in the browser. */
export function chooseHost({ wanted, binary, display, sandbox, failedLately }: HostFacts): HostChoice {
  if (wanted === 'loopback') return { host: 'loopback', fetch: false };
  if (wanted === 'electron')
    return binary ? { host: 'electron', fetch: false } : { host: 'electron', fetch: true, otherwise: null };
  if (wanted) throw new UnknownHost(`PATCHBAY_HOST is "${wanted}"; it can be "electron" or "loopback".`);
  if (!display || !sandbox) return { host: 'loopback', fetch: false };
  if (binary) return { host: 'electron', fetch: false };
  return failedLately ? { host: 'loopback', fetch: false } : { host: 'electron', fetch: true, otherwise: 'loopback' };
}

/** Whether a window can be shown. Windows and macOS say no only over some remote logins, where Electron tells so itself. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' || platform === 'darwin') return !env.SSH_CONNECTION;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
