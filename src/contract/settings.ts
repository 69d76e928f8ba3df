import { z } from 'zod';
import { expected, httpUrl } from './common.ts';
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

/** How requests go out. None has a default here, so that a change of one leaves the others alone. */
const network = z.object({
  /** Proxy for outbound requests, for example http://proxy.example:3128. */
  proxyUrl: httpUrl.nullable(),
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
});

/** Settings of this machine's console; they do not synchronise. */
export const settings = z.object({
  colorScheme: z.enum(['auto', 'light', 'dark']),
  retention,
  /** Older versions kept no user name and no exceptions. */
  network: network.extend({
    proxyUsername: network.shape.proxyUsername.default(null),
    proxyPasswordKept: network.shape.proxyPasswordKept.default(false),
    certificateExceptions: network.shape.certificateExceptions.default([]),
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
    proxyUrl: null,
    proxyUsername: null,
    proxyPasswordKept: false,
    noProxy: [],
    extraCertificates: null,
    certificateExceptions: [],
    timeoutSeconds: 120,
  },
};

/** A change of the network. User name and password may also stand in the address of the proxy, as proxies are often given. */
export const networkChange = network.extend({
  proxyUrl: z
    .string()
    .trim()
    .max(2_048, 'A URL has 2,048 characters at most.')
    .refine(isProxyUrl, 'Enter a URL that begins with http:// or https://.')
    .nullable(),
  /** Absent leaves the one that is kept, unless address or user name changed; null forgets it. */
  proxyPassword: z.string().max(1_000).nullable().optional(),
});
export type NetworkChange = z.infer<typeof networkChange>;

function isProxyUrl(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? '');
}

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
