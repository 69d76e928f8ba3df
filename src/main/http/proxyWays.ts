import { networkFaults } from '#contract/network.ts';
import { unlessAborted } from './call.ts';
import { isOwn, type ProxyPeer, type ProxySettings, parseProxy, proxyFor, proxySecrets } from './proxy.ts';

/** Which proxies the settings of a system name for an address. */
export interface ProxyAnswer {
  /** In the words of PAC scripts: `PROXY a.example:3128; SOCKS5 b.example:1080; DIRECT`, the first one first. */
  readonly answer: string;
  /** Says what of the settings could not be followed; null where all was. */
  readonly note: string | null;
}

/** Asks the system. It gets scheme, host and port, never a path or query, as secrets may stand there and a script may be anybody's. */
export interface ProxyLookup {
  readonly lookUp: (origin: string) => Promise<ProxyAnswer>;
}

/** Proxies that are known, or are asked of the system for each target. */
export type ProxySource = ProxySettings | ProxyLookup;

/** By a proxy, or straight. */
export type Way = ProxyPeer | null;

export interface Ways {
  /** At least one; each further one is for where the proxy before it cannot be reached. */
  readonly ways: readonly Way[];
  readonly note: string | null;
}

const straight: Ways = { ways: [null], note: null };

/** The ways to a target. This computer's own addresses are reached straight. @throws PROXY_FAILED */
export async function waysTo(target: URL, source: ProxySource | null): Promise<Ways> {
  if (source === null || isOwn(target.hostname)) return straight;
  if (!('lookUp' in source)) return { ways: [proxyFor(target, source)], note: null };
  const { answer, note } = await source.lookUp(`${target.origin}/`).catch(() => {
    throw unreadable('The proxy settings of the system could not be read.');
  });
  return { ways: readAnswer(answer), note };
}

/** Schemes by the words of PAC scripts. By SOCKS5 the proxy resolves names, as in browsers. */
const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks4',
  SOCKS4: 'socks4',
  SOCKS5: 'socks5h',
};

/** What follows a failed proxy in the list; ways that nobody here can take (QUIC) are passed over. @throws PROXY_FAILED */
function readAnswer(answer: string): Way[] {
  const ways = answer.split(';').flatMap((entry): Way[] => {
    const [word = '', place, ...more] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT' && place === undefined) return [null];
    const scheme = schemes[word.toUpperCase()];
    const isPlace = place !== undefined && more.length === 0 && /^[^/@?#\\]+$/.test(place);
    if (scheme === undefined || !isPlace || !URL.canParse(`${scheme}://${place}`)) return [];
    return [parseProxy(`${scheme}://${place}`)];
  });
  if (ways.length === 0) throw unreadable('The proxy settings of the system name no proxy that can be used.');
  return ways;
}

const unreadable = (message: string) =>
  networkFaults.fault('PROXY_FAILED', message, {
    kept: 'Nothing was sent.',
    todo: 'Correct them, or choose this proxy or none in Settings, Network.',
    phase: 'proxy',
  });

/** The hosts of those proxies that read what goes to the target: over https they pass on only what they cannot read. */
export const readingProxies = (target: URL, { ways }: Ways): string[] =>
  target.protocol === 'http:' ? ways.flatMap((way) => (way === null ? [] : [way.url.host])) : [];

/** How long is waited for the system before a request is sent; the request itself asks again, and waits as long as it may. */
const patienceMs = 5_000;

/** The same without a request. Where the system does not answer nothing would be sent, and so nothing be read. */
export const foreseenReaders = (target: URL, source: ProxySource | null): Promise<string[]> =>
  unlessAborted(waysTo(target, source), AbortSignal.timeout(patienceMs)).then(
    (ways) => readingProxies(target, ways),
    (error: unknown) => {
      if (source !== null && 'lookUp' in source) return [];
      throw error;
    },
  );

/** What of the proxies' credentials must not be shown. The settings of a system name none. */
export const secretsOfProxies = (source: ProxySource | null): string[] =>
  source === null || 'lookUp' in source ? [] : proxySecrets(source);

/** How long a proxy that could not be reached comes last, where there is another way; browsers wait as long. */
const setAsideMs = 5 * 60_000;

/** The proxies that could not be reached of late. */
export class UnreachedProxies {
  private readonly until = new Map<string, number>();

  add({ url }: ProxyPeer): void {
    this.until.set(url.href, performance.now() + setAsideMs);
  }

  /** The same ways, those that failed of late last. */
  order(ways: readonly Way[]): Way[] {
    const isOut = (way: Way) => way !== null && (this.until.get(way.url.href) ?? 0) > performance.now();
    return [...ways.filter((way) => !isOut(way)), ...ways.filter(isOut)];
  }
}
