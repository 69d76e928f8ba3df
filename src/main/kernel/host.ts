import type { ProxyLookup } from '../http/index.ts';
import type { KeychainAdapter } from '../vault/index.ts';

/** Severity, one line, and values that the redactor has already seen. */
export type LogSink = (
  level: 'info' | 'warn' | 'error',
  message: string,
  values?: Record<string, string | number>,
) => void;

/** What a host lends to the console. It names operations, not managers. */
export interface Host {
  readonly kind: 'electron' | 'loopback' | 'cli' | 'test';
  /** Version of Patchbay. */
  readonly version: string;
  /** `data` holds everything a person made; `resources` is the shipped folder with migrations. */
  readonly paths: { readonly data: string; readonly resources: string };
  readonly keychain: KeychainAdapter;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly log: LogSink;
  /** Asks the person's browser to open a page; the caller has checked that it is one. False where there is no browser to ask. */
  readonly openExternal: (url: string) => boolean;
  /** Which proxies the settings of the system name for an address; absent where the host cannot tell. */
  readonly systemProxies?: ProxyLookup['lookUp'];
  /** Ends everything and starts it again; absent where the host cannot. Returns at once, so that the answer gets out. */
  readonly restart?: () => void;
  /** Tells a person of something outside the console's pages; absent where the host has no way to. Texts are redacted. */
  readonly notify?: (notice: HostNotice) => void;
}

/** Something that a person should hear of when no page of the console is in front. `path` is the page that it leads to. */
export interface HostNotice {
  readonly title: string;
  readonly body: string;
  readonly path: string | null;
}
