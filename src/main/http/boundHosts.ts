import type { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import type { OutboundRequest } from './messages.ts';
import { readingProxies, type Ways } from './proxyWays.ts';
import { isAmong, namedHosts } from './wireRequest.ts';

/**
 * The last line: the request is bound to hosts, so neither address, headers nor proxy may lead it past them.
 * @throws SECRET_HOST_REFUSED
 */
export function requireBound(
  url: URL,
  { headers, secrets }: Pick<OutboundRequest, 'headers' | 'secrets'>,
  hosts: readonly string[],
  ways: Ways,
): void {
  const reader = readingProxies(url, ways).find((host) => !hosts.includes(host));
  if (reader !== undefined) throw secretRefused(reader, hosts);
  if (secrets.length === 0) return;
  if (!isAmong(url, hosts)) throw secretRefused(url.host, hosts);
  const named = namedHosts(headers, url).find((host) => {
    const other = URL.parse(`${url.protocol}//${host}`);
    return other === null || !isAmong(other, hosts);
  });
  if (named !== undefined) throw secretRefused(named, hosts);
}

function secretRefused(host: string, hosts: readonly string[]): Fault {
  return networkFaults.fault('SECRET_HOST_REFUSED', `The secret may not be sent to ${host}.`, {
    kept: 'Nothing was sent.',
    todo: 'Add the host to the connection, or confirm this request.',
    names: [...hosts],
    phase: 'address',
    tried: host,
  });
}
