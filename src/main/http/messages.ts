import type { HopDetails } from '#contract/connectionDetails.ts';
import type { Fault } from '#contract/fault.ts';
import type { PhaseTimings, RedirectHop } from '#contract/network.ts';

/** Whose decision the request is: a person at the screen, a stored integration, or a document or third party that names an address. */
export type AddressTrust = 'person' | 'integration' | 'public';

/** Milliseconds; 0 sets no limit, and the settings' limit holds where one is left out. */
export interface OutboundTimeouts {
  /** DNS, TCP and proxy, per hop; TLS as well where that has no limit of its own. */
  readonly connectMs?: number | undefined;
  /** The TLS handshake with the target, per hop. */
  readonly tlsMs?: number | undefined;
  /** From the end of sending to the head of the response, per hop. */
  readonly responseMs?: number | undefined;
  /** Without a byte of a body, of the request or of the response. */
  readonly idleMs?: number | undefined;
  /** Everything, over all hops, until the last byte of the body. */
  readonly totalMs?: number | undefined;
}

export type LimitName = keyof OutboundTimeouts;

/** What set a limit, in words that follow “is set in”, for example `this request`. */
export type LimitOwners = { readonly [Name in LimitName]?: string | undefined };

/** `auto` takes HTTP/2 where the host offers it in the TLS handshake; `2` without TLS begins with it unasked (RFC 9113 section 3.3). */
export type HttpVersion = 'auto' | '1.1' | '2';

/** Keeps cookies between requests, and tells which go along (RFC 6265bis). */
export interface CookieJar {
  /** The value of the Cookie header for a request to this URL; null for none. */
  cookiesFor(url: URL): string | null;
  /** Takes over the Set-Cookie headers of a response from this URL. */
  keep(url: URL, setCookie: readonly string[]): Promise<void>;
}

/** PEM texts that the TLS handshake shows to the target, never to a proxy. */
export interface ClientCertificate {
  /** The certificate, then those that lead to its authority. */
  readonly chain: string;
  /** The private key, not encrypted. */
  readonly key: string;
}

export type OutboundBody = string | Uint8Array | { readonly path: string };

/** What the caller hears while a response arrives. */
export interface OutboundProgress {
  /**
   * The first request is about to be written: all its headers in order, nothing masked but what the proxy asks for. Comes again where it
   * is written once more on a new connection.
   */
  onRequest?(headers: [name: string, value: string][]): void;
  /** The head of the final response has arrived. */
  onHead?(head: { status: number; headers: [string, string][] }): void;
  /** Bytes of the body received so far, as they came over the wire. */
  onBytes?(received: number): void;
  /**
   * A piece of the body as it is kept: decompressed and redacted. `waiting` is what came after it and is held back until more tells
   * whether it belongs to a secret, masked where it may.
   */
  onData?(chunk: Uint8Array, waiting: Uint8Array): void;
}

/** One request. Header order and case are kept on the wire (`host` and `connection` come first). */
export interface OutboundRequest {
  readonly method: string;
  /** http or https, without user name and password. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: OutboundBody;
  readonly timeouts: OutboundTimeouts;
  /** Who set those limits, for what is told when time runs out. */
  readonly limitOwners?: LimitOwners;
  /** Default: as the settings say. */
  readonly httpVersion?: HttpVersion | undefined;
  /** Cookies that go along besides those of the request's own Cookie header, and where those of the responses go. */
  readonly cookies?: CookieJar | undefined;
  readonly redirects: { readonly follow: boolean; readonly max: number };
  readonly policy: AddressTrust;
  /** Lets a request that is not a person's reach loopback and private addresses, and any redirect lead there. */
  readonly allowPrivate?: boolean;
  /**
   * Where the URL's origin stands, as an earlier response told (`remoteAddress`): its name is not resolved again, so that it cannot
   * lead elsewhere in the meantime. Behind a proxy, and for another origin that a redirect leads to, it says nothing.
   */
  readonly pinnedAddress?: string;
  /** Everything the response must not show; see `createRedactor` for the rule. */
  readonly secrets: readonly string[];
  /** Header names that carry credentials, besides Authorization, Cookie and Proxy-Authorization. */
  readonly credentialHeaders: readonly string[];
  /** Query parameters that carry credentials. */
  readonly credentialQuery: readonly string[];
  /** The body holds secrets, also such that are too weak to be sought: it goes to no other origin. */
  readonly bodyHasSecrets?: boolean;
  /** Shown to the target's origin alone, and dropped where a redirect leads abroad. Its connections are kept apart from others. */
  readonly clientCertificate?: ClientCertificate;
  /** Hosts the secrets may be sent to: `host`, `host:port` or `*.host`. Absent: wherever the request goes. */
  readonly allowedHosts?: readonly string[];
  /** Largest decompressed body in bytes; the smaller of this and the client's own bound counts. */
  readonly maxBodyBytes?: number;
  /** What to do with a larger body: refuse the response (default), or keep its beginning. */
  readonly overflow?: 'fail' | 'truncate';
  /** What to do with a body that is cut, times out, is cancelled or cannot be decoded: refuse the response (default), or keep what came. */
  readonly incomplete?: 'fail' | 'keep';
  readonly progress?: OutboundProgress;
}

/** A body as it is kept: decompressed and redacted. The caller owns the file and removes it. */
export type StoredBody =
  | { readonly kind: 'inline'; readonly bytes: number; readonly data: Uint8Array }
  | { readonly kind: 'file'; readonly bytes: number; readonly path: string };

/** The final response. Header values, URLs and body are redacted from the request's secrets. */
export interface OutboundResponse {
  readonly status: number;
  readonly statusText: string;
  /** As the status line says. */
  readonly httpVersion: string;
  /** In the order and case of the wire. */
  readonly headers: [name: string, value: string][];
  readonly url: string;
  readonly redirects: RedirectHop[];
  readonly timings: PhaseTimings;
  /** The address that answered: the proxy's where one was used. */
  readonly remoteAddress: string;
  readonly reusedConnection: boolean;
  readonly body: StoredBody;
  /** Bytes of the body on the wire, before decompression. */
  readonly wireBytes: number;
  /** Bytes of the head on the wire. */
  readonly headBytes: number;
  /** Every request of the chain with its connection; the last one brought this response. */
  readonly hops: readonly HopDetails[];
  /** The body goes on, but was cut at the size bound, or at the time limit for an event stream. */
  readonly truncated: boolean;
  /** The media type without parameters, lower case; empty when none was sent. */
  readonly contentType: string;
  /** The charset of the header, or what an XML or HTML document declares itself; lower case, or null. */
  readonly charset: string | null;
  /** What ended the body early; null where it is whole. */
  readonly fault: Fault | null;
  /** Headers that came after the body. */
  readonly trailers: [name: string, value: string][];
  /** Where the response deviates from the standard and was read anyway, in words. */
  readonly notes: readonly string[];
  /** A certificate on the way was not trusted, and accepted as an exception. */
  readonly unverified: boolean;
}

/** Takes the bytes of a body piece by piece and gives them back masked; a secret cut by a piece's end is found. */
export interface ByteRedaction {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back, once nothing follows. `cut`: more would have followed, so that the end may be within a secret. */
  end(cut?: boolean): Uint8Array;
  /** What is held back now, as it came. */
  held(): Uint8Array;
}
