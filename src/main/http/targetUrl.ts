import { invalid } from './wireHeaders.ts';

/**
 * Parses where a request goes; decimal, octal and hexadecimal addresses become the address they mean.
 * @throws REQUEST_INVALID unless it is http or https, or where it carries a user name or password: those belong into a connection,
 * where they are sealed and bound to hosts
 */
export function targetUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid('The address is not a URL.', 'url');
  if (!isHttp(url)) throw invalid(`Only http and https are spoken, not ${url.protocol.slice(0, -1)}.`, 'url');
  if (url.username !== '' || url.password !== '')
    throw invalid('The address carries a user name or password; put it into a basic connection.', 'url');
  url.hash = '';
  return url;
}

export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Whether a URL's host is among `host`, `host:port` and `*.host` entries. */
export function isAmong(url: URL, hosts: readonly string[]): boolean {
  const host = url.hostname.toLowerCase();
  const withPort = `${host}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  return hosts.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    return wanted === host || wanted === withPort || (wanted.startsWith('*.') && host.endsWith(wanted.slice(1)));
  });
}
