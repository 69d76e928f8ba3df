import type { Socket } from 'node:net';
import type { Resolver } from './dial.ts';
import type { HttpVersion, OutboundTimeouts } from './messages.ts';
import type { ProxySource } from './proxyWays.ts';
import type { Redactor } from './redactor.ts';

/** What a person sets for all requests; it may change while the console runs. */
export interface OutboundNetwork {
  readonly proxy: ProxySource | null;
  /** Further certificate authorities, PEM, one after the other. */
  readonly certificates: string | null;
  /** Milliseconds that a request may take in all where it sets no limit itself; 0 sets none. */
  readonly totalMs: number;
  /** The other limits for requests that set none themselves. */
  readonly timeouts?: Omit<OutboundTimeouts, 'totalMs'>;
  /** For requests that ask for none. Default: `auto`. */
  readonly httpVersion?: HttpVersion;
  /** Certificates that are accepted although they are not trusted: `host:port` and the SHA-256. */
  readonly exceptions: readonly string[];
}

export interface OutboundOptions extends Partial<OutboundNetwork> {
  /** Where large bodies are kept; made when the first one comes. */
  readonly bodyDirectory: string;
  /** Bodies above this stream to disk. Default 256 kB. */
  readonly spillBytes?: number;
  /** Largest decompressed body. Default 1 GB. */
  readonly maxBodyBytes?: number;
  readonly userAgent: string;
  /** Default: the system's. */
  readonly resolver?: Resolver;
}

/** An open connection to a target, over which nothing was written yet. */
export interface OutboundConnection {
  /** With TLS where the address asks for it. */
  readonly socket: Socket;
  readonly url: URL;
  /** What the request has to say, with its credentials and cookies; nothing is masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly remoteAddress: string;
  readonly notes: readonly string[];
  /** Masks the secrets of the request in whatever is shown of the connection. */
  readonly redactor: Redactor;
  /** Gives the cookies of the answer to the request's jar. */
  keepCookies(headers: readonly (readonly [name: string, value: string])[]): void;
}
