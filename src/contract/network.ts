import { z } from 'zod';
import { defineFaults } from './fault.ts';

/** The steps of a request, in order; a fault names the one that failed. */
export const networkPhase = z.enum([
  'address',
  'dns',
  'connect',
  'proxy',
  'tls',
  'send',
  'wait',
  'download',
  'redirect',
]);
export type NetworkPhase = z.infer<typeof networkPhase>;

const phaseTime = z.number().nonnegative().nullable();

/**
 * How long each phase of the last hop took, in milliseconds; null for a phase that did not happen, such as `dns` for a literal
 * address or `connect` on a connection that was open already. `total` covers every hop.
 */
export const phaseTimings = z.object({
  dns: phaseTime,
  /** TCP, and with a proxy also the way through it. */
  connect: phaseTime,
  tls: phaseTime,
  /** Until the last byte of the request was handed to the connection. */
  send: phaseTime,
  /** From there to the first byte of the response. */
  firstByte: phaseTime,
  download: phaseTime,
  total: z.number().nonnegative(),
});
export type PhaseTimings = z.infer<typeof phaseTimings>;

/** One redirect that was followed; secrets in the addresses are masked. */
export const redirectHop = z.object({
  status: z.int(),
  from: z.string(),
  to: z.string(),
  credentialsDropped: z.boolean(),
});
export type RedirectHop = z.infer<typeof redirectHop>;

/** Codes of requests to other hosts. */
export const networkFaults = defineFaults({
  REQUEST_INVALID: { status: 422, message: 'The request can’t be sent as HTTP.' },
  ADDRESS_REFUSED: { status: 403, message: 'This address is not allowed.' },
  SECRET_HOST_REFUSED: { status: 403, message: 'The secret is only for other hosts.' },
  DNS_FAILED: { status: 502, message: 'The host name has no address.' },
  CONNECTION_REFUSED: { status: 502, message: 'The host could not be reached.' },
  CONNECTION_LOST: { status: 502, message: 'The connection ended before the response was complete.' },
  PROXY_FAILED: { status: 502, message: 'The proxy did not connect to the host.' },
  TLS_FAILED: { status: 502, message: 'A trusted TLS connection could not be made.' },
  TIMED_OUT: { status: 504, message: 'The request timed out.' },
  TOO_MANY_REDIRECTS: { status: 502, message: 'The response redirects more often than allowed.' },
  REDIRECT_REFUSED: { status: 502, message: 'The redirect goes where the request may not follow.' },
  BODY_TOO_LARGE: { status: 502, message: 'The response body is larger than allowed.' },
  BAD_RESPONSE: { status: 502, message: 'The response is not valid HTTP, or its body cannot be decoded.' },
  CANCELLED: { status: 499, message: 'The request was cancelled.' },
});
