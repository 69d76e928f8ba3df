import type { PhaseTimings, RedirectHop } from '#contract/network.ts';

/** A body as it is kept: decompressed and redacted. The caller owns the file and removes it. */
export type StoredBody =
  | { readonly kind: 'inline'; readonly bytes: number; readonly data: Uint8Array }
  | { readonly kind: 'file'; readonly bytes: number; readonly path: string };

/** The final response. Header values, URLs and body are redacted from the request's secrets. */
export interface OutboundResponse {
  readonly status: number;
  readonly statusText: string;
  /** `1.1`; other versions are not spoken. */
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
  /** The body goes on, but was cut at the size bound, or at the time limit for an event stream. */
  readonly truncated: boolean;
  /** The media type without parameters, lower case; empty when none was sent. */
  readonly contentType: string;
  /** The charset parameter, lower case, or null. */
  readonly charset: string | null;
}
