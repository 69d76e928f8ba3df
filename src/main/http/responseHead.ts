import type { IncomingBody } from './incomingBody.ts';

/** The head of a response, with its body still arriving as sent (compressed). */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly version: string;
  /** Transfer codings besides chunked, as listed. */
  readonly transferCodings: readonly string[];
  readonly headers: [name: string, value: string][];
  readonly body: IncomingBody;
  /** Bytes of the body that have arrived, as sent. */
  wireBytes(): number;
  /** Headers that came after the body; empty until it is whole. */
  trailers(): [name: string, value: string][];
  /** What deviates from the standard so far, in words. */
  notes(): string[];
}

/** What one request on a connection is told; milliseconds, 0 for no limit. */
export interface ExchangeSettings {
  readonly responseMs: number;
  readonly idleMs: number;
  /** Called once, when the request is over, with whether the connection may serve again. */
  readonly onComplete: (reusable: boolean) => void;
}

/** The other side closed before the response was whole. */
export class ConnectionLost extends Error {}

/** The connection closed before anything was written: safe to send again on a new one. */
export class SocketGone extends Error {}

/** A response that comes before the final one; 101 is final, since the protocol changes with it. */
export const isInformational = (status: number): boolean => status >= 100 && status < 200 && status !== 101;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Header text is UTF-8 where it can be, and Latin-1 otherwise (RFC 9110 section 5.5 leaves it open). */
export function headerText(line: Buffer): string {
  try {
    return utf8.decode(line);
  } catch {
    return line.toString('latin1');
  }
}
