import type { ProxySettings } from './proxy.ts';

/**
 * The proxies that the variables of the environment name, as curl and most programs read them: `http_proxy`, `https_proxy`, `all_proxy`
 * and `no_proxy`, each also in capitals; lower case counts where both are set. Null where they name none.
 */
export function proxyOfEnvironment(env: Readonly<Record<string, string | undefined>>): ProxySettings | null {
  const of = (name: string) => (env[name] ?? env[name.toUpperCase()] ?? '').trim();
  const all = of('all_proxy');
  const [http, https] = ['http_proxy', 'https_proxy'].map((name) => withScheme(of(name) || all));
  const noProxy = of('no_proxy')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  if (!http && !https) return null;
  return { url: { http: http ?? null, https: https ?? null }, noProxy };
}

/** A proxy is often given as host and port. */
function withScheme(value: string): string | null {
  if (value === '') return null;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
}
