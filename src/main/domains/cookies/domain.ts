import type { CookieList } from '#contract/cookies.ts';
import type { CookieJar } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { BrowserJar, type NamedCookie } from './browserJar.ts';
import { type CookiesContext, Jars } from './jars.ts';
import { cookieJars } from './table.ts';

interface CookiesPorts {
  /** Cookies are kept and sent at all. */
  readonly keepsCookies: () => boolean;
}

/** Where requests and their scripts get cookies. */
export interface CookieSource {
  /** The jar for a request: the tenant's own, or that of an environment by its id; undefined where cookies are not kept. */
  jarFor(actor: Actor, jar?: string): Promise<CookieJar | undefined>;
  /** The same jar for scripts, which call cookies by their names. */
  namedFor(actor: Actor, jar: string): Promise<NamedCookies | undefined>;
}

export interface CookiesApi extends CookieSource {
  /** One jar for whatever asks, empty at first, that nobody else sees and that is kept nowhere. */
  apart(): CookieSource;
}

export interface NamedCookies {
  /** Those that a request to this address takes along. */
  at(url: URL): NamedCookie[];
  /** False where a browser would refuse it. */
  set(url: URL, cookie: Parameters<BrowserJar['setAt']>[1]): Promise<boolean>;
  /** Removes one of those at this address, or all. */
  remove(url: URL, name: string | null): void;
}

/** Cookies that responses set, for each tenant and environment. */
export function createCookies(kernel: Kernel, ports: CookiesPorts): Domain<'cookies', CookiesApi> {
  const context: CookiesContext = { ...kernel, ...ports };
  const jars = new Jars(context);
  const ended = kernel.vault.onLocked(() => jars.lock());
  return {
    name: 'cookies',
    routes: {
      list: (actor, { jar }) => list(jars, context, actor, jar),
      set: (actor, { jar, cookie, replaces }) =>
        change(jars, context, actor, jar, (cookies) => cookies.set(cookie, replaces)),
      remove: (actor, { jar, cookie }) => change(jars, context, actor, jar, (cookies) => cookies.remove(cookie)),
      clear: (actor, { jar, domain }) => clear(jars, context, actor, { jar, domain }),
    },
    api: {
      ...sourceOf(context, async ({ tenantId }, jar) => {
        const open = await jars.get({ tenantId, jar });
        const { cookies } = open;
        return { cookies: () => cookies, toFill: async () => cookies, changed: () => jars.changed(open) };
      }),
      apart: () => apart(context),
    },
    tables: [{ table: cookieJars, travels: 'none', kept: 'untilDeleted', past: [{ at: cookieJars.updatedAt }] }],
    facts: [],
    jobs: [],
    onTenantRemoved: (tenantId) => jars.forgetTenant(tenantId),
    close: () => {
      ended();
      jars.save();
    },
  };
}

async function list(jars: Jars, context: CookiesContext, { tenantId }: Actor, jar: string): Promise<CookieList> {
  const { cookies, why } = await jars.get({ tenantId, jar });
  return { cookies: cookies.list(), kept: why === null ? 'vault' : 'memory', why, enabled: context.keepsCookies() };
}

/** Changes a jar as a person asks. Throws FORBIDDEN, and INVALID where browsers would refuse a cookie. */
async function change(
  jars: Jars,
  context: CookiesContext,
  actor: Actor,
  jar: string,
  work: (cookies: BrowserJar) => void,
): Promise<CookieList> {
  requireRole(actor, 'editor');
  const open = await jars.get({ tenantId: actor.tenantId, jar });
  work(open.cookies);
  jars.changed(open);
  jars.save();
  return list(jars, context, actor, jar);
}

/** Removes the cookies of a domain, or all, then also those that cannot be opened. Throws FORBIDDEN. */
async function clear(
  jars: Jars,
  context: CookiesContext,
  actor: Actor,
  { jar, domain }: { readonly jar: string; readonly domain: string | null },
): Promise<CookieList> {
  requireRole(actor, 'editor');
  if (domain === null) jars.giveUp(await jars.get({ tenantId: actor.tenantId, jar }));
  return change(jars, context, actor, jar, (cookies) => cookies.clear(domain));
}

/** A jar with who hears that it changed. */
interface UsedJar {
  /** Null where nothing was put into it yet. */
  readonly cookies: () => BrowserJar | null;
  /** For what puts something into it. */
  readonly toFill: () => Promise<BrowserJar>;
  readonly changed: () => void;
}

/** The jars of `open`, as requests and scripts use them, where cookies are kept at all. */
function sourceOf({ keepsCookies }: CookiesPorts, open: (actor: Actor, jar: string) => Promise<UsedJar>): CookieSource {
  return {
    jarFor: async (actor, jar = '') => (keepsCookies() ? jarOf(await open(actor, jar)) : undefined),
    namedFor: async (actor, jar) => (keepsCookies() ? namedOf(await open(actor, jar)) : undefined),
  };
}

/** The jar is made for its first cookie: without one, a run needs 4 MB less. */
function apart(ports: CookiesPorts): CookieSource {
  let making: Promise<BrowserJar> | null = null;
  let made: BrowserJar | null = null;
  const toFill = async () => {
    making ??= BrowserJar.create();
    made = await making;
    return made;
  };
  return sourceOf(ports, async () => ({ cookies: () => made, toFill, changed: () => undefined }));
}

const jarOf = ({ cookies, toFill, changed }: UsedJar): CookieJar => ({
  cookiesFor: (url) => cookies()?.cookiesFor(url) ?? null,
  keep: async (url, lines) => {
    if ((await toFill()).keep(url, lines)) changed();
  },
});

const namedOf = ({ cookies, toFill, changed }: UsedJar): NamedCookies => ({
  at: (url) => cookies()?.at(url) ?? [],
  set: async (url, cookie) => {
    const isTaken = (await toFill()).setAt(url, cookie);
    if (isTaken) changed();
    return isTaken;
  },
  remove: (url, name) => {
    cookies()?.removeAt(url, name);
    changed();
  },
});
