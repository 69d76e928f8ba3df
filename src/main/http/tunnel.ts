import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Attempt } from './attempt.ts';
import { type ProxyPeer, portOf } from './proxyRoute.ts';

/**
 * Asks the proxy at the other end of the socket for a way to the target (CONNECT, RFC 9110 section 9.3.6).
 * @throws PROXY_FAILED
 */
export function openTunnel(socket: Socket, target: URL, proxy: ProxyPeer, attempt: Attempt): Promise<Socket> {
  attempt.phase = 'proxy';
  const path = `${target.hostname}:${portOf(target)}`;
  return new Promise((resolve, reject) => {
    const ask = request({
      method: 'CONNECT',
      path,
      createConnection: () => socket,
      headers: { host: path, ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }) },
      signal: attempt.signal,
    });
    const refuse = (why: string, todo: string) => {
      socket.destroy();
      reject(attempt.signal.aborted ? attempt.signal.reason : attempt.fault('PROXY_FAILED', why, todo));
    };
    ask.on('connect', (answer, way: Socket, first) => {
      if (answer.statusCode !== 200) return refuse(...refusal(proxy.url.host, answer.statusCode));
      if (first.length > 0) way.unshift(first);
      resolve(way);
    });
    ask.on('response', (answer) => refuse(...refusal(proxy.url.host, answer.statusCode)));
    ask.on('error', () => refuse(`The proxy ${proxy.url.host} closed the connection.`, 'Check the proxy in Settings.'));
    ask.end();
  });
}

function refusal(host: string, status = 0): [why: string, todo: string] {
  return status === 407
    ? [`The proxy ${host} asks for a user name and password.`, 'Put both into the proxy address in Settings.']
    : [
        `The proxy ${host} answered ${status} instead of opening a way.`,
        'Check the proxy, or list the host under "no proxy".',
      ];
}
