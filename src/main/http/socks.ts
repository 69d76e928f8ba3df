import { isIP, isIPv4, type Socket } from 'node:net';
import { bare } from './addressPolicy.ts';
import { type OutboundCall, unlessAborted } from './call.ts';
import { inSettings, type ProxyPair, type ProxyPeer, portOf, proxyOrBypass } from './proxy.ts';

/** A proxy of SOCKS reached the target or says why not. */
type Reply = { readonly code: number } | 'closed';

/** Why a proxy of SOCKS5 does not connect (RFC 1928 section 6). */
const refusals5: Record<number, string> = {
  1: 'failed',
  2: 'does not allow this connection',
  3: 'cannot reach the network',
  4: 'cannot reach the host, or finds no address for it',
  5: 'was refused by the host: nothing listens there',
  6: 'had no answer in time',
  7: 'does not know the command',
  8: 'does not take this type of address',
};

/** The same for SOCKS4. */
const refusals4: Record<number, string> = {
  91: 'refused the connection, or failed',
  92: 'could not ask this computer who you are (identd)',
  93: 'was told another user name by this computer (identd)',
};

/**
 * Asks the proxy at the other end of the socket for a connection to the target (RFC 1928, RFC 1929; SOCKS4 and 4a).
 * @param address the literal address to connect to; null lets the proxy resolve the name
 * @throws PROXY_FAILED
 */
export async function openSocks(
  socket: Socket,
  target: URL,
  address: string | null,
  proxy: ProxyPeer,
  call: OutboundCall,
): Promise<Socket> {
  call.phase = 'proxy';
  const host = address ?? bare(target.hostname);
  const port = Number(portOf(target));
  const speech = new Speech(socket);
  const ask = proxy.url.protocol.startsWith('socks4') ? askSocks4 : askSocks5;
  try {
    const reply = await unlessAborted(ask(speech, { host, port }, proxy, call), call.signal);
    if (reply === 'closed')
      throw call.fault('PROXY_FAILED', `The proxy ${proxy.url.host} closed the connection.`, inSettings);
    speech.end();
    return socket;
  } catch (error) {
    speech.end();
    socket.destroy();
    throw error;
  }
}

interface Place {
  readonly host: string;
  readonly port: number;
}

async function askSocks5(speech: Speech, place: Place, proxy: ProxyPeer, call: OutboundCall): Promise<Reply> {
  const { pair } = proxy;
  // No authentication, or user name and password.
  speech.write(pair === null ? [5, 1, 0] : [5, 2, 0, 2]);
  const greeting = await speech.take(2);
  if (greeting === null) return 'closed';
  if (greeting[0] !== 5) throw notSocks(proxy, call);
  if (greeting[1] === 2 && pair !== null) {
    speech.write([1, ...counted(pair.username, 'user name', call), ...counted(pair.password, 'password', call)]);
    const verdict = await speech.take(2);
    if (verdict === null) return 'closed';
    if (verdict[1] !== 0) throw call.fault('PROXY_FAILED', refusedPair(proxy), 'Correct them in Settings, Network.');
  } else if (greeting[1] !== 0) throw wantsPair(proxy, pair, call);
  speech.write([5, 1, 0, ...addressOf(place.host), place.port >> 8, place.port & 255]);
  const head = await speech.take(4);
  if (head === null) return 'closed';
  const [, code = 1, , type] = head;
  if (code !== 0) throw refused(proxy, refusals5[code] ?? `answered ${code}`, call);
  // The address that the proxy speaks from follows, which nobody needs.
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await speech.take(1))?.[0] ?? 0);
  return (await speech.take(length + 2)) === null ? 'closed' : { code };
}

async function askSocks4(speech: Speech, place: Place, proxy: ProxyPeer, call: OutboundCall): Promise<Reply> {
  const { host, port } = place;
  const isName = isIP(host) === 0;
  if (isIP(host) === 6) throw refused(proxy, 'is asked by SOCKS4, which knows no IPv6 addresses; use socks5', call);
  // An address that cannot be says that a name follows (SOCKS4a).
  const address = isName ? [0, 0, 0, 1] : host.split('.').map(Number);
  const user = [...Buffer.from(proxy.pair?.username ?? ''), 0];
  const name = isName ? [...Buffer.from(host), 0] : [];
  speech.write([4, 1, port >> 8, port & 255, ...address, ...user, ...name]);
  const reply = await speech.take(8);
  if (reply === null) return 'closed';
  const [version, code = 91] = reply;
  if (version !== 0) throw notSocks(proxy, call);
  if (code !== 90) throw refused(proxy, refusals4[code] ?? `answered ${code}`, call);
  return { code };
}

/** Type and bytes of an address or a name. */
function addressOf(host: string): number[] {
  if (isIPv4(host)) return [1, ...host.split('.').map(Number)];
  if (isIP(host) === 6) return [4, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  return [3, name.length, ...name];
}

function ipv6Bytes(host: string): number[] {
  // A URL writes an address in its shortest form, all in hexadecimal.
  const [left = '', right] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(left), groups(right ?? '')];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return all.flatMap((group) => [group >> 8, group & 255]);
}

/** A text with its length in front, which is one byte. */
function counted(text: string, what: string, call: OutboundCall): number[] {
  const bytes = Buffer.from(text);
  if (bytes.length > 0 && bytes.length < 256) return [bytes.length, ...bytes];
  const message = `The ${what} for the proxy has ${bytes.length} bytes; SOCKS5 takes 1 to 255.`;
  throw call.fault('PROXY_FAILED', message, 'Correct it in Settings, Network.');
}

const notSocks = ({ url }: ProxyPeer, call: OutboundCall) =>
  call.fault(
    'PROXY_FAILED',
    `The proxy ${url.host} does not speak ${url.protocol.slice(0, 6).toUpperCase()}.`,
    inSettings,
  );

const refused = ({ url }: ProxyPeer, why: string, call: OutboundCall) =>
  call.fault('PROXY_FAILED', `The proxy ${url.host} ${why}.`, proxyOrBypass, { kept: 'Nothing was sent to the host.' });

const refusedPair = ({ url }: ProxyPeer) => `The proxy ${url.host} did not accept the user name and password.`;

function wantsPair({ url }: ProxyPeer, pair: ProxyPair | null, call: OutboundCall) {
  return pair === null
    ? call.fault(
        'PROXY_FAILED',
        `The proxy ${url.host} asks for a user name and password.`,
        'Enter both in Settings, Network, under the address of the proxy.',
      )
    : call.fault('PROXY_FAILED', refusedPair({ url, authorization: null, pair }), 'Correct them in Settings, Network.');
}

/** Reads counted bytes from a socket and leaves what follows. */
class Speech {
  private readonly socket: Socket;
  private wake = () => {};
  private readonly onChange = (): void => this.wake();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('readable', this.onChange).on('close', this.onChange).on('error', this.onChange).on('end', this.onChange);
  }

  write(bytes: readonly number[]): void {
    this.socket.write(Uint8Array.from(bytes));
  }

  /** The next bytes; null where the other side closed before them. */
  async take(length: number): Promise<Buffer | null> {
    for (;;) {
      const chunk: unknown = this.socket.read(length);
      if (Buffer.isBuffer(chunk)) return chunk.length === length ? chunk : null;
      if (this.socket.destroyed || this.socket.readableEnded) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  end(): void {
    const { socket, onChange } = this;
    socket.off('readable', onChange).off('close', onChange).off('error', onChange).off('end', onChange);
  }
}
