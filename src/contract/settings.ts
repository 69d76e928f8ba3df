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

/** Settings of this machine's console; they do not synchronise. */
export const settings = z.object({
  colorScheme: z.enum(['auto', 'light', 'dark']),
  retention,
  network: z.object({
    /** Proxy for outbound requests, for example http://proxy.example:3128. */
    proxyUrl: httpUrl.nullable(),
    /** Hosts that are reached without the proxy. */
    noProxy: z.array(z.string().trim().min(1).max(255)).max(200),
    /** Further certificate authorities, PEM. */
    extraCertificates: z.string().max(1_000_000).nullable(),
    /** Seconds a request may take in all. */
    timeoutSeconds: z.int().min(1).max(3_600),
  }),
});
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  colorScheme: 'auto',
  retention: { activityDays: 90, historyDays: 30, historyCount: 5_000, bodyBytes: 500_000_000 },
  network: { proxyUrl: null, noProxy: [], extraCertificates: null, timeoutSeconds: 120 },
};

export const settingsContract = {
  get: passive.output(settings),
  /** Changes what is given, field by field; `expected` names them with their group, for example `network.proxyUrl`. */
  update: route
    .input(
      z.object({
        colorScheme: settings.shape.colorScheme.optional(),
        retention: retention.partial().optional(),
        network: settings.shape.network.partial().optional(),
        expected,
      }),
    )
    .output(settings),
};
