import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sessionKeyHeader } from '#contract/loopback.ts';
import { fileMediaType } from '#contract/transfer.ts';
import { longestCall } from '#main/hosts/socket/frames.ts';

/** Why a request is refused before any work is done. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 411 | 413 | 415 | 421 | 503;
  readonly message: string;
}

interface GateOptions {
  readonly port: number;
  /** A development server that passes requests on; only ever set while developing. */
  readonly devOrigin?: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** What opens the console: a cookie for pages and pictures, and a key that the page keeps and sends with each call. */
export interface GateSession {
  readonly cookie: string;
  readonly key: string;
}

/**
 * Guards the loopback host: links that work once, sessions, and exact Host, Origin and content type.
 *
 * Cookies know no ports (RFC 6265, section 8.5): every server on 127.0.0.1 is sent the session's cookie and can overwrite it. A call
 * therefore needs the session's key as well, which only this origin can read, and the key alone brings a lost cookie back.
 */
export interface Gate {
  /** Makes a token that opens one session, once, within a minute. */
  issueToken(): string;
  /** Exchanges a token for a session, or says why it opens none. */
  redeem(token: string): GateSession | Refusal;
  /** The session of a key, for a page whose cookie is gone. */
  restore(key: string): GateSession | undefined;
  readonly cookieName: string;
  /** Checks what every request must fulfil. */
  refuseAlways(request: IncomingMessage): Refusal | undefined;
  /** Checks what a page or a picture must fulfil. */
  refuseWithoutCookie(request: IncomingMessage): Refusal | undefined;
  /** Checks the form that calls and the exchange of a link have: JSON by POST, from this origin, of known length. */
  refuseForm(request: IncomingMessage): Refusal | undefined;
  /** Checks what a call must fulfil. */
  refuseCall(request: IncomingMessage): Refusal | undefined;
  /** Checks what a file must fulfil that a person chose: as a call, but bytes, and as many as there are. */
  refuseFile(request: IncomingMessage): Refusal | undefined;
}

/** Tokens kept at once; an older link stops working when newer ones are made. */
const openTokens = 8;
const tokenLifeMs = 60_000;
/** Sessions kept at once; one is a browser that was signed in. */
const openSessions = 64;

interface Token {
  readonly digest: Buffer;
  readonly issuedAt: number;
  isUsed: boolean;
}

export function createGate({ port, devOrigin, now }: GateOptions): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `[::1]:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  if (devOrigin) origins.add(devOrigin);
  const cookieName = `patchbay_${port}`;
  const tokens: Token[] = [];
  const sessions: { readonly cookie: string; readonly cookieDigest: Buffer; readonly keyDigest: Buffer }[] = [];

  const byCookie = ({ headers }: IncomingMessage) => {
    // Another port may have set one of the same name; each that came is tried.
    const digests = readCookies(headers.cookie, cookieName).map(digest);
    return sessions.find(({ cookieDigest }) => digests.some((each) => timingSafeEqual(cookieDigest, each)));
  };
  const refuseForm = ({ method, headers }: IncomingMessage): Refusal | undefined => {
    if (method !== 'POST') return refusal(405, 'Calls are POST requests.');
    if (!origins.has(headers.origin ?? '')) return refusal(403, 'A call names the origin of the console.');
    if (!/^application\/json(;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? ''))
      return refusal(415, 'Calls are JSON.');
    const length = Number(headers['content-length']);
    if (!Number.isInteger(length)) return refusal(411, 'A call needs a Content-Length.');
    return length > longestCall ? refusal(413, 'The call is too large.') : undefined;
  };
  const refuseStranger = (request: IncomingMessage): Refusal | undefined => {
    const key = request.headers[sessionKeyHeader];
    const session = byCookie(request);
    return session && typeof key === 'string' && same(session.keyDigest, key) ? undefined : signedOut;
  };

  return {
    cookieName,
    issueToken() {
      const token = randomBytes(32).toString('base64url');
      tokens.push({ digest: digest(token), issuedAt: now(), isUsed: false });
      if (tokens.length > openTokens) tokens.shift();
      return token;
    },
    redeem(text) {
      const token = tokens.find((each) => same(each.digest, text));
      if (!token) return refusal(401, 'This link is unknown. It may be from an earlier start.');
      if (token.isUsed) return refusal(401, 'This link was already used. A link works once.');
      // A clock that was set back must not let one live longer.
      if (Math.abs(now() - token.issuedAt) > tokenLifeMs)
        return refusal(401, 'This link has expired. A link works for a minute.');
      token.isUsed = true;
      const session = { cookie: randomBytes(32).toString('base64url'), key: randomBytes(32).toString('base64url') };
      sessions.push({ cookie: session.cookie, cookieDigest: digest(session.cookie), keyDigest: digest(session.key) });
      if (sessions.length > openSessions) sessions.shift();
      return session;
    },
    restore(key) {
      const given = digest(key);
      const found = sessions.find(({ keyDigest }) => timingSafeEqual(keyDigest, given));
      return found && { cookie: found.cookie, key };
    },
    refuseAlways({ headers: { host, origin } }) {
      if (!hosts.has(host ?? '')) return refusal(421, 'This address is not served here.');
      if (origin !== undefined && !origins.has(origin)) return refusal(403, 'This origin may not use the console.');
      return undefined;
    },
    refuseWithoutCookie: (request) => (byCookie(request) ? undefined : signedOut),
    refuseForm,
    refuseCall: (request) => refuseForm(request) ?? refuseStranger(request),
    refuseFile(request) {
      const { method, headers } = request;
      if (method !== 'POST') return refusal(405, 'Files are sent with POST.');
      if (!origins.has(headers.origin ?? ''))
        return refusal(403, 'Files are accepted from the console’s own page only.');
      if (headers['content-type'] !== fileMediaType)
        return refusal(415, `A file needs the Content-Type ${fileMediaType}.`);
      return refuseStranger(request);
    },
  };
}

const refusal = (status: Refusal['status'], message: string): Refusal => ({ status, message });

const signedOut = refusal(401, 'Open the console with the link that it printed when it started.');

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Compares digests, so that neither length nor content shows in the time. */
const same = (known: Buffer, text: string): boolean => timingSafeEqual(known, digest(text));

function readCookies(header: string | undefined, name: string): string[] {
  const pairs = header?.split(';').map((part) => part.trim()) ?? [];
  return pairs.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
}
