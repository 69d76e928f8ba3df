import type { ProxySettings } from './proxy.ts';
import type { ProxyLookup, ProxySource } from './proxyWays.ts';

/**
 * The proxies that the variables of the environment name, as curl reads them: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`.
 * Lower case counts where both are set, and an empty one is none. `HTTP_PROXY` is not read: a web server sets it for programs that it
 * starts from a header that anybody sends (CVE-2016-5385). Null where they name none.
 */
export function proxyOfEnvironment(env: Readonly<Record<string, string | undefined>>): ProxySettings | null {
  const of = (name: string) =>
    (env[name]?.trim() || (name === 'http_proxy' ? '' : env[name.toUpperCase()]?.trim())) ?? '';
  const all = of('all_proxy');
  const [http, https] = ['http_proxy', 'https_proxy'].map((name) => withScheme(of(name) || all));
  const noProxy = of('no_proxy')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  if (!http && !https) return null;
  return { url: { http: http ?? null, https: https ?? null }, noProxy };
}

/** What was said to this program by its environment, and otherwise what the settings of the system say; null where nothing can be known. */
export function proxyOfSystem(lookUp: ProxyLookup['lookUp'] | undefined): ProxySource | null {
  return proxyOfEnvironment(process.env) ?? (lookUp ? { lookUp } : null);
}

/** A proxy is often given as host and port; `socks` alone is SOCKS4 to curl. */
function withScheme(value: string): string | null {
  if (value === '') return null;
  if (/^socks:\/\//i.test(value)) return value.replace(/^socks/i, 'socks4');
  return /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
}
