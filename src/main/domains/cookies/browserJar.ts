import type { Cookie, CookieJar } from 'tough-cookie';
import type { CookieEntry, CookiePlace, ShownCookie } from '#contract/cookies.ts';
import { commonFaults } from '#contract/fault.ts';

/** Loaded with the first request that needs it: the list of public suffixes is long. */
const loadLibrary = () => import('tough-cookie');
type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** As in browsers (RFC 6265bis section 5.6): name and value together. */
const mostBytes = 4_096;
/** Of one jar; beyond it those that were not used for longest go. */
const mostCookies = 3_000;
/** Characters of a host name (RFC 1035 section 2.3.4), as it is sent. */
const longestHost = 253;

/** Browsers drop a line with a control character other than a tab (RFC 6265bis section 5.6). */
const hasControl = /(?!\t)\p{Cc}/u;

/** A cookie as it is sealed. */
export type KeptCookie = ReturnType<Cookie['toJSON']>;

/** A cookie as scripts see it. */
export interface NamedCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
}

type NewCookie = { readonly [K in keyof NamedCookie]?: NamedCookie[K] | undefined } & {
  readonly name: string;
  readonly value: string;
  /** A date, as in Set-Cookie. */
  readonly expires?: string | undefined;
};

/**
 * Cookies by the rules of browsers: public suffixes, Secure, prefixes, host and path. SameSite says nothing here, since a person sends.
 */
export class BrowserJar {
  private readonly library: Library;
  private readonly jar: CookieJar;
  private all: Cookie[] = [];

  static async create(): Promise<BrowserJar> {
    return new BrowserJar(await loadLibrary());
  }

  private constructor(library: Library) {
    this.library = library;
    this.jar = new library.CookieJar(new library.MemoryCookieStore(), {
      prefixSecurity: 'silent',
      allowSpecialUseDomain: true,
    });
  }

  /** Takes over the Set-Cookie headers of a response; what browsers would refuse is passed over. True where any was taken. */
  keep(url: URL, lines: readonly string[]): boolean {
    const taken = lines.filter((line) => this.keepOne(url, line));
    if (taken.length > 0) this.bound();
    return taken.length > 0;
  }

  private keepOne(url: URL, line: string): boolean {
    const pair = line.split(';', 1)[0] ?? '';
    if (Buffer.byteLength(pair) > mostBytes || hasControl.test(line)) return false;
    const cookie = this.library.Cookie.parse(line, { loose: true });
    if (cookie === undefined || breaksPrefix(cookie) || this.hidesSecure(cookie, url)) return false;
    cookie.domain = cookie.domain?.toLowerCase() ?? null;
    // The owner of a public suffix may set a cookie for that host alone.
    if (cookie.domain === url.hostname && this.isPublicSuffix(url.hostname)) cookie.domain = null;
    return this.take(cookie, url);
  }

  /** The value of the Cookie header for a request, each character a byte of UTF-8; null for none. */
  cookiesFor(url: URL): string | null {
    try {
      const found = this.jar.getCookiesSync(url, { http: true });
      if (found.length === 0) return null;
      const text = found.map((cookie) => cookie.cookieString()).join('; ');
      return Buffer.from(text).toString('latin1');
    } catch {
      // A host that the library takes for none, such as a reserved name of one label.
      return null;
    }
  }

  /** Those for a request to this address, with their values. */
  at(url: URL): NamedCookie[] {
    try {
      return this.jar.getCookiesSync(url, { http: true }).map(named);
    } catch {
      return [];
    }
  }

  /** Takes a cookie as a script made it. False where a browser would refuse it. */
  setAt(url: URL, { name, value, domain, path, expires, secure, httpOnly }: NewCookie): boolean {
    if (Buffer.byteLength(`${name}=${value}`) > mostBytes || /[;\p{Cc}]/u.test(`${name}${value}`)) return false;
    const end = expires === undefined ? Number.NaN : Date.parse(expires);
    const cookie = new this.library.Cookie({
      key: name,
      value,
      domain: domain?.replace(/^\./, '').toLowerCase() ?? null,
      path: path ?? '/',
      secure: secure === true,
      httpOnly: httpOnly === true,
      expires: Number.isNaN(end) ? 'Infinity' : new Date(end),
    });
    if (breaksPrefix(cookie) || this.hidesSecure(cookie, url) || !this.take(cookie, url)) return false;
    this.bound();
    return true;
  }

  /** Removes what a request to this address would take along: of one name, or all. */
  removeAt(url: URL, name: string | null): void {
    for (const cookie of this.jar.getCookiesSync(url, { http: true }))
      if (name === null || cookie.key === name) this.remove(placeOf(cookie));
  }

  private isPublicSuffix(host: string): boolean {
    return this.library.getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true }) === undefined;
  }

  /** Without TLS nobody writes over a Secure cookie, nor beside it (RFC 6265bis section 5.7, step 16). */
  private hidesSecure(cookie: Cookie, { protocol, hostname, pathname }: URL): boolean {
    if (protocol === 'https:') return false;
    const { domainMatch, pathMatch, defaultPath } = this.library;
    const domain = cookie.domain ?? hostname;
    const path = cookie.path ?? defaultPath(pathname);
    return this.cookies().some(
      (other) =>
        other.secure &&
        other.key === cookie.key &&
        (domainMatch(domain, other.domain ?? '') || domainMatch(other.domain ?? '', domain)) &&
        pathMatch(path, other.path ?? '/'),
    );
  }

  /** Those that have not ended, by domain, path and name. */
  list(): ShownCookie[] {
    const places = this.cookies().map((cookie) => shown(cookie));
    const key = ({ domain, path, name }: CookiePlace) => `${domain}\n${path}\n${name}`;
    return places.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** Makes or replaces a cookie as a person entered it. @throws INVALID */
  set(entry: CookieEntry, replaces: CookiePlace | undefined): void {
    const before = this.find(replaces ?? entry);
    if (entry.value === null && before === undefined)
      throw commonFaults.fault('INVALID', 'A new cookie needs a value.', { field: 'cookie.value' });
    const host = entry.domain.toLowerCase().replace(/^\./, '');
    const url = URL.parse(`${entry.secure ? 'https' : 'http'}://${host}${entry.path}`);
    if (url === null || !isHost(host))
      throw commonFaults.fault('INVALID', 'This is no host or domain.', { field: 'cookie.domain' });
    const cookie = new this.library.Cookie({
      key: entry.name,
      value: entry.value ?? before?.value ?? '',
      path: entry.path,
      domain: entry.hostOnly ? null : host,
      secure: entry.secure,
      httpOnly: entry.httpOnly,
      expires: entry.expiresAt === null ? 'Infinity' : new Date(entry.expiresAt),
      ...(entry.sameSite === null ? {} : { sameSite: entry.sameSite }),
    });
    if (breaksPrefix(cookie) || !this.take(cookie, url)) throw refused(entry, host);
    if (replaces !== undefined && !isSame(replaces, { ...entry, domain: host })) this.remove(replaces);
    this.bound();
  }

  private take(cookie: Cookie, url: URL): boolean {
    try {
      return this.jar.setCookieSync(cookie, url, { http: true, loose: true }) !== undefined;
    } catch {
      return false;
    }
  }

  remove({ domain, path, name }: CookiePlace): void {
    this.jar.store.removeCookie(domain, path, name, () => undefined);
  }

  /** Removes those of one domain, or all. */
  clear(domain: string | null): void {
    if (domain === null) this.jar.removeAllCookiesSync();
    else this.jar.store.removeCookies(domain, null, () => undefined);
  }

  /** What outlives the console. */
  lasting(): KeptCookie[] {
    return this.cookies().flatMap((cookie) => (cookie.isPersistent() ? [cookie.toJSON()] : []));
  }

  /** Adds what was kept; a cookie that is here already is newer. */
  restore(kept: readonly unknown[]): void {
    for (const each of kept) {
      const cookie = this.library.Cookie.fromJSON(each);
      if (cookie?.domain && cookie.path && this.find(placeOf(cookie)) === undefined)
        this.jar.store.putCookie(cookie, () => undefined);
    }
  }

  /** Forgets what is sealed elsewhere. */
  forgetLasting(): void {
    for (const cookie of this.cookies()) if (cookie.isPersistent()) this.remove(placeOf(cookie));
  }

  private find({ domain, path, name }: CookiePlace): Cookie | undefined {
    return this.cookies().find((cookie) => isSame(placeOf(cookie), { domain, path, name }));
  }

  private cookies(): Cookie[] {
    const now = new Date();
    // The store in memory answers at once.
    this.jar.store.getAllCookies((_error, cookies) => {
      this.all = cookies ?? [];
    });
    return this.all.filter((cookie) => (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > now.getTime());
  }

  private bound(): void {
    const all = this.cookies();
    if (all.length <= mostCookies) return;
    const used = ({ lastAccessed }: Cookie) => (lastAccessed instanceof Date ? lastAccessed.getTime() : 0);
    const oldest = all.sort((a, b) => used(a) - used(b)).slice(0, all.length - mostCookies);
    for (const cookie of oldest) this.remove(placeOf(cookie));
  }
}

/** What a name promises of its cookie, in whatever case (RFC 6265bis section 4.1.3); a value without a name cannot promise either. */
function breaksPrefix({ key, value, secure, domain, path }: Cookie): boolean {
  if (key === '') return /^__(secure|host)-/i.test(value);
  if (/^__secure-/i.test(key)) return !secure;
  return /^__host-/i.test(key) && !(secure && domain === null && path === '/');
}

/** A host alone, that of an address whose other parts are empty. */
function isHost(text: string): boolean {
  const url = URL.parse(`http://${text}`);
  return url !== null && url.href === `http://${url.hostname}/` && url.hostname.length <= longestHost;
}

const placeOf = ({ key, domain, path }: Cookie): CookiePlace => ({
  name: key,
  domain: domain ?? '',
  path: path ?? '/',
});

const isSame = (one: CookiePlace, other: CookiePlace): boolean =>
  one.name === other.name && one.path === other.path && one.domain === other.domain;

const named = (cookie: Cookie): NamedCookie => ({
  ...placeOf(cookie),
  value: cookie.value,
  secure: cookie.secure,
  httpOnly: cookie.httpOnly,
});

function shown(cookie: Cookie): ShownCookie {
  const end = cookie.expiryTime();
  const sameSite = (['strict', 'lax', 'none'] as const).find((each) => each === cookie.sameSite);
  return {
    ...placeOf(cookie),
    hostOnly: cookie.hostOnly === true,
    expiresAt: !cookie.isPersistent() || end === undefined || !Number.isFinite(end) ? null : end,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: sameSite ?? null,
    valueBytes: Buffer.byteLength(cookie.value),
  };
}

function refused({ name, secure, path, hostOnly }: CookieEntry, host: string) {
  const field = /^__(host|secure)-/i.test(name) ? 'cookie.name' : 'cookie.domain';
  const why =
    field === 'cookie.domain'
      ? `Browsers take no cookie for ${host}: it stands for many owners, has ended, or is none.`
      : `The name promises a cookie that is Secure${/^__host-/i.test(name) ? ', for one host, with the path /' : ''}.`;
  const isClear = field === 'cookie.name' && secure && (path === '/' || hostOnly);
  return commonFaults.fault('INVALID', isClear ? 'Browsers would refuse this cookie.' : why, {
    field,
    kept: 'Nothing was changed.',
  });
}
