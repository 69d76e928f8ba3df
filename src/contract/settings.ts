import { z } from 'zod';
import { expected } from './common.ts';
import { passive, route } from './fault.ts';

/** How long records stay. Whatever limit is reached first decides. */
export const retention = z.object({
  activityDays: z.int().min(1).max(3_650),
  historyDays: z.int().min(1).max(3_650),
  /** Requests kept per tenant. */
  historyCount: z.int().min(10).max(1_000_000),
  /** Response bodies kept in all, in bytes. */
  bodyBytes: z.int().min(1_000_000),
});

/** An address of a proxy of one of these schemes; `socks5h` and `socks4a` let the proxy resolve names. */
function isProxyUrl(value: string): boolean {
  const url = /^(https?|socks4a?|socks5h?):\/\/[^#\s]+$/i.test(value) ? URL.parse(value) : null;
  return url !== null && url.hostname !== '';
}

const proxyUrl = z
  .string()
  .trim()
  .max(2_048, 'A URL has 2,048 characters at most.')
  .refine(
    isProxyUrl,
    'Enter a URL that begins with http://, https://, socks5://, socks5h://, socks4:// or socks4a://.',
  );

const seconds = (most: number) =>
  z.int('Enter whole seconds.').min(1, 'Enter 1 second or more.').max(most, `Enter ${most} seconds or less.`);

/** How requests go out. None has a default here, so that a change of one leaves the others alone. */
const network = z.object({
  /**
   * No proxy, the one of `proxyUrl`, or what the system says: the environment of this program (`HTTPS_PROXY` and its like), and where it
   * names none, the settings of the system.
   */
  proxyMode: z.enum(['none', 'system', 'manual']),
  /** Proxy for outbound requests, for example http://proxy.example:3128 or socks5://proxy.example. */
  proxyUrl: proxyUrl
    .refine((value) => !/^[a-z\d]+:\/\/[^/]*@/i.test(value), 'User name and password have fields of their own.')
    .nullable(),
  /** Who the proxy knows this console as; null where it asks for nobody. */
  proxyUsername: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^:]*$/, 'A user name has no colon.')
    .nullable(),
  /** A password for the proxy lies in the vault, for this address and user name. It is never read out. */
  proxyPasswordKept: z.boolean(),
  /** Hosts that are reached without the proxy. */
  noProxy: z.array(z.string().trim().min(1).max(255)).max(200),
  /** Further certificate authorities, PEM. */
  extraCertificates: z.string().max(1_000_000).nullable(),
  /** Certificates that are accepted for one host although they are not trusted: `host:port` and the SHA-256, as `AB:CD:…`. */
  certificateExceptions: z
    .array(
      z
        .string()
        .trim()
        .regex(/^\S+:\d+ ([\dA-F]{2}:){31}[\dA-F]{2}$/, 'Enter host:port, a space, and the SHA-256 as AB:CD:….'),
    )
    .max(100),
  /** Seconds a request may take in all. */
  timeoutSeconds: z.int().min(1).max(3_600),
  /** Seconds for DNS, TCP and proxy, and for TLS where that has no limit of its own. */
  connectSeconds: seconds(600),
  /** Seconds for the TLS handshake, from the end of sending to the first byte, and without any byte; null sets no limit. */
  tlsSeconds: seconds(600).nullable(),
  responseSeconds: seconds(3_600).nullable(),
  idleSeconds: seconds(3_600).nullable(),
  /** For requests that ask for no version: HTTP/2 where the host offers it, or always this one. */
  httpVersion: z.enum(['auto', '1.1', '2']),
  /** Cookies of responses are kept, and sent along with later requests. */
  keepCookies: z.boolean(),
});

/** Settings of this machine's console; they do not synchronise. */
export const settings = z.object({
  colorScheme: z.enum(['auto', 'light', 'dark']),
  retention,
  /** What older versions did not keep has a default. */
  network: network.extend({
    proxyUsername: network.shape.proxyUsername.default(null),
    proxyPasswordKept: network.shape.proxyPasswordKept.default(false),
    certificateExceptions: network.shape.certificateExceptions.default([]),
    proxyMode: network.shape.proxyMode.default('manual'),
    connectSeconds: network.shape.connectSeconds.default(15),
    tlsSeconds: network.shape.tlsSeconds.default(null),
    responseSeconds: network.shape.responseSeconds.default(null),
    idleSeconds: network.shape.idleSeconds.default(null),
    httpVersion: network.shape.httpVersion.default('auto'),
    keepCookies: network.shape.keepCookies.default(true),
  }),
});
export type Settings = z.infer<typeof settings>;

/** `unreadable` says which of what is stored cannot be read; defaults stand in for it. */
export const storedSettings = settings.extend({ unreadable: z.string().optional() });
export type StoredSettings = z.infer<typeof storedSettings>;

export const defaultSettings: Settings = {
  colorScheme: 'auto',
  retention: { activityDays: 90, historyDays: 30, historyCount: 5_000, bodyBytes: 500_000_000 },
  network: {
    proxyMode: 'none',
    proxyUrl: null,
    proxyUsername: null,
    proxyPasswordKept: false,
    noProxy: [],
    extraCertificates: null,
    certificateExceptions: [],
    timeoutSeconds: 120,
    connectSeconds: 15,
    tlsSeconds: null,
    responseSeconds: null,
    idleSeconds: null,
    httpVersion: 'auto',
    keepCookies: true,
  },
};

/** A change of the network. User name and password may also stand in the address of the proxy, as proxies are often given. */
export const networkChange = network.extend({
  proxyUrl: proxyUrl.nullable(),
  /** Absent leaves the one that is kept, unless address or user name changed; null forgets it. */
  proxyPassword: z.string().max(1_000).nullable().optional(),
});
export type NetworkChange = z.infer<typeof networkChange>;

export const settingsContract = {
  get: passive.output(storedSettings),
  /**
   * Changes what is given, field by field; `expected` names them with their group, for example `network.proxyUrl`. Throws VAULT_LOCKED
   * where a password is given and cannot be sealed.
   */
  update: route
    .input(
      z.object({
        colorScheme: settings.shape.colorScheme.optional(),
        retention: retention.partial().optional(),
        network: networkChange.partial().optional(),
        expected,
      }),
    )
    .output(settings),
};
