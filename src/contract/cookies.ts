import { z } from 'zod';
import { timestamp } from './common.ts';
import { passive, route } from './fault.ts';

/** Which jar: the tenant's own, which is the empty text, or that of an environment, by its id. */
export const cookieJarId = z.string().max(100).default('');

/** Characters of a header of a response, and so of whatever stands in a cookie. */
const maxCookieText = 1_000_000;

const text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc};]*$/u, 'No line breaks, control characters or semicolons.');

/** Of a cookie as a server or a person made it: the jar says what it takes. */
const cookiePlace = z.object({
  name: z.string().max(maxCookieText),
  /** Host or domain, without a dot in front. */
  domain: z.string().max(maxCookieText),
  path: z.string().max(maxCookieText),
});
export type CookiePlace = z.infer<typeof cookiePlace>;

const cookieTraits = z.object({
  /** It goes to this host alone, not to those below it. */
  hostOnly: z.boolean(),
  /** Null: it ends with the console. */
  expiresAt: timestamp.nullable(),
  secure: z.boolean(),
  httpOnly: z.boolean(),
  sameSite: z.enum(['strict', 'lax', 'none']).nullable(),
});

/** A cookie as it is shown: without its value. */
export const shownCookie = cookiePlace.extend({
  ...cookieTraits.shape,
  /** Bytes of the value. */
  valueBytes: z.int().nonnegative(),
});
export type ShownCookie = z.infer<typeof shownCookie>;

export const cookieList = z.object({
  cookies: z.array(shownCookie),
  /** Where those with an expiry are: sealed, or in memory until the vault is open or the console ends. */
  kept: z.enum(['vault', 'memory']),
  /** Why they are in memory, and what helps; null where they are sealed. */
  why: z.string().nullable(),
  /** Cookies are kept and sent at all, by the settings. */
  enabled: z.boolean(),
});
export type CookieList = z.infer<typeof cookieList>;

/** What a person enters for a cookie. */
export const cookieEntry = z.object({
  name: text(1_000).regex(/^[^=]*$/, 'A name has no equals sign.'),
  domain: text(253).trim().min(1, 'A cookie needs a host or domain.'),
  path: text(1_000).regex(/^\//, 'A path begins with a slash.'),
  ...cookieTraits.shape,
  /** Null keeps the value that the cookie of this name, domain and path has. */
  value: text(4_096).nullable(),
});
export type CookieEntry = z.infer<typeof cookieEntry>;

const jar = z.object({ jar: cookieJarId });

export const cookiesContract = {
  /** The cookies of a jar by domain, path and name. */
  list: passive.input(jar).output(cookieList),
  /** Makes a cookie, or writes it anew. Throws INVALID where browsers would refuse it, with the field and why. */
  set: route.input(jar.extend({ cookie: cookieEntry, replaces: cookiePlace.optional() })).output(cookieList),
  remove: route.input(jar.extend({ cookie: cookiePlace })).output(cookieList),
  /** Removes the cookies of one domain, or all. */
  clear: route.input(jar.extend({ domain: z.string().max(255).nullable() })).output(cookieList),
};
