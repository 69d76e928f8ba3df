import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused before any work is done. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 411 | 413 | 415 | 421;
  readonly message: string;
}

interface GateOptions {
  readonly port: number;
  /** A development server that passes requests on; only ever set while developing. */
  readonly devOrigin?: string | undefined;
}

/** Largest body of a call, in bytes. Documents come in parts, so that this bounds a single message. */
export const bodyLimit = 32 * 1024 * 1024;

/** Guards the loopback host: one-time links, the session cookie, and exact Host, Origin and content type. */
export interface Gate {
  /** Makes a token that opens one session, once. */
  issueToken(): string;
  /** Exchanges a token for a session; nothing where it is unknown or used. */
  redeem(token: string): string | undefined;
  readonly cookieName: string;
  /** Checks what every request must fulfil. */
  refuseAlways(request: IncomingMessage): Refusal | undefined;
  /** Checks what a request with a session must fulfil. */
  refuseWithoutSession(request: IncomingMessage): Refusal | undefined;
  /** Checks what a call must fulfil. */
  refuseCall(request: IncomingMessage): Refusal | undefined;
}

/** Tokens kept at once; an older link stops working when newer ones are made. */
const openTokens = 8;

export function createGate({ port, devOrigin }: GateOptions): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `[::1]:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  if (devOrigin) origins.add(devOrigin);
  const cookieName = `patchbay_${port}`;
  const tokens: Buffer[] = [];
  const sessions: Buffer[] = [];

  const refuseAlways = (request: IncomingMessage): Refusal | undefined => {
    if (!hosts.has(request.headers.host ?? '')) return refusal(421, 'This address is not served here.');
    const { origin } = request.headers;
    if (origin !== undefined && !origins.has(origin)) return refusal(403, 'This origin may not use the console.');
    return undefined;
  };
  const refuseWithoutSession = (request: IncomingMessage): Refusal | undefined => {
    const cookie = readCookie(request.headers.cookie, cookieName);
    if (cookie !== undefined && sessions.some((session) => same(session, cookie))) return undefined;
    return refusal(401, 'Open the console with the link that it printed when it started.');
  };

  return {
    cookieName,
    issueToken() {
      const token = randomBytes(32).toString('base64url');
      tokens.push(digest(token));
      if (tokens.length > openTokens) tokens.shift();
      return token;
    },
    redeem(token) {
      const index = tokens.findIndex((each) => same(each, token));
      if (index < 0) return undefined;
      tokens.splice(index, 1);
      const session = randomBytes(32).toString('base64url');
      sessions.push(digest(session));
      return session;
    },
    refuseAlways,
    refuseWithoutSession,
    refuseCall: (request) => refuseForm(request, origins) ?? refuseWithoutSession(request),
  };
}

function refuseForm({ method, headers }: IncomingMessage, origins: ReadonlySet<string>): Refusal | undefined {
  if (method !== 'POST') return refusal(405, 'Calls are POST requests.');
  if (!origins.has(headers.origin ?? '')) return refusal(403, 'A call names the origin of the console.');
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')) {
    return refusal(415, 'Calls are JSON.');
  }
  const length = Number(headers['content-length']);
  if (!Number.isInteger(length)) return refusal(411, 'A call says how long it is.');
  return length > bodyLimit ? refusal(413, 'The call is too large.') : undefined;
}

const refusal = (status: Refusal['status'], message: string): Refusal => ({ status, message });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares digests, so that neither length nor content shows in the time. */
const same = (known: Buffer, text: string): boolean => timingSafeEqual(known, digest(text));

function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
