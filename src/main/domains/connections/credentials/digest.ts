import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  atAuthorization,
  type CredentialKind,
  hiddenUsername,
  noCredentials,
  type SignableBody,
  secretField,
  usernameField,
} from './credentialKind.ts';

/** User name and password that never travel: the answer to the server's challenge does (RFC 7616). */
export const digest: CredentialKind = {
  kind: 'digest',
  title: 'Digest',
  badge: 'Digest',
  choice: 'User name and password, by digest',
  secretWord: 'user name or password',
  sentAs: 'header Authorization: Digest, user {username|(empty)}; the password itself is not sent',
  fields: [
    usernameField('username', 'User name'),
    secretField('secret', 'Password', { description: 'Sent as {sentAs}' }),
  ],
  needsUsername: true,
  defaultPlacement: atAuthorization('Digest'),
  fromSecurityScheme: (scheme) =>
    scheme.type === 'http' && scheme.scheme === 'digest' ? digest.defaultPlacement : null,
  apply: ({ material }) => ({ ...noCredentials, secrets: [material.secret, ...hiddenUsername(material.username)] }),
  show: () => ({ ...noCredentials, headers: [['Authorization', 'Digest ••••']] }),
  answer: ({ request, material: { secret, username } }, headers) => {
    const challenge = strongest(parseDigestChallenges(headers));
    if (challenge === null) return null;
    const { pathname, search } = new URL(request.url);
    const target = { method: request.method, uri: `${pathname}${search}`, body: request.body ?? null };
    const person = { username: username ?? '', password: secret };
    const { header, response } = answerDigest(challenge, target, person, randomBytes(16).toString('base64url'));
    const secrets = [secret, response, ...hiddenUsername(username)];
    return { ...noCredentials, headers: [['Authorization', header]], secrets };
  },
};

/** A digest challenge of a WWW-Authenticate header (RFC 7616, section 3.3). */
interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: string;
  readonly qop: readonly string[];
  readonly stale: boolean;
  readonly userhash: boolean;
}

interface DigestTarget {
  readonly method: string;
  /** Path and query as they go out. */
  readonly uri: string;
  readonly body: SignableBody | null;
}

/** Best first. */
const algorithms = ['SHA-512-256', 'SHA-512-256-SESS', 'SHA-256', 'SHA-256-SESS', 'MD5', 'MD5-SESS'];
const hashes: Record<string, string> = { 'SHA-512-256': 'sha512-256', 'SHA-256': 'sha256', MD5: 'md5' };

/** Every digest challenge among a response's headers; one header may hold several, also of other schemes. */
export function parseDigestChallenges(headers: readonly (readonly [string, string])[]): DigestChallenge[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'www-authenticate')
    .flatMap(([, value]) => splitChallenges(value))
    .flatMap(({ scheme, parameters }) => (scheme === 'digest' ? challengeOf(parameters) : []));
}

/** The challenge with the best algorithm that is known; null where none is. */
export function strongest(challenges: readonly DigestChallenge[]): DigestChallenge | null {
  const known = challenges.filter(
    ({ algorithm, qop }) =>
      algorithms.includes(algorithm.toUpperCase()) &&
      (qop.length === 0 || qop.some((one) => /^auth(-int)?$/.test(one))),
  );
  const rank = ({ algorithm }: DigestChallenge) => algorithms.indexOf(algorithm.toUpperCase());
  return known.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** The Authorization header that answers a challenge (RFC 7616, section 3.4), and the response in it. */
export function answerDigest(
  challenge: DigestChallenge,
  { method, uri, body }: DigestTarget,
  { username, password }: { username: string; password: string },
  cnonce: string,
): { header: string; response: string } {
  const { realm, nonce, opaque, algorithm } = challenge;
  const session = /-sess$/i.test(algorithm);
  const hash = hasher(algorithm.replace(/-sess$/i, '').toUpperCase());
  const nc = '00000001';
  const qop = qopOf(challenge);
  const base = hash(`${username}:${realm}:${password}`);
  const first = session ? hash(`${base}:${nonce}:${cnonce}`) : base;
  const second = hash(qop === 'auth-int' ? `${method}:${uri}:${hashOfBody(body, hash)}` : `${method}:${uri}`);
  const response = hash(
    qop === null ? `${first}:${nonce}:${second}` : [first, nonce, nc, cnonce, qop, second].join(':'),
  );
  const words = [
    user(challenge, username, hash),
    ...[`realm=${quote(realm)}`, `uri=${quote(uri)}`, `algorithm=${algorithm}`, `nonce=${quote(nonce)}`],
    ...(qop === null ? [] : [`nc=${nc}`, `cnonce=${quote(cnonce)}`, `qop=${qop}`]),
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque=${quote(opaque)}`]),
    ...(challenge.userhash ? ['userhash=true'] : []),
  ];
  return { header: `Digest ${words.join(', ')}`, response };
}

/** A file is read for the rare server that asks for the integrity of the body. */
function hashOfBody(body: SignableBody | null, hash: Hash): string {
  return hash(body !== null && 'sha256' in body ? readFileSync(body.path) : (body ?? ''));
}

type Hash = (text: string | Uint8Array) => string;

function hasher(algorithm: string): Hash {
  return (text) =>
    createHash(hashes[algorithm] ?? 'md5')
      .update(text)
      .digest('hex');
}

/** Integrity of the body only where the server offers nothing less; none at all is RFC 2069. */
function qopOf({ qop }: DigestChallenge): 'auth' | 'auth-int' | null {
  if (qop.length === 0) return null;
  return qop.includes('auth') ? 'auth' : 'auth-int';
}

/** A user name that does not fit into a quoted string goes as RFC 8187 says. */
function user({ realm, userhash }: DigestChallenge, username: string, hash: Hash): string {
  if (userhash) return `username="${hash(`${username}:${realm}`)}"`;
  return /^[\x20-\x7e]*$/.test(username)
    ? `username=${quote(username)}`
    : `username*=UTF-8''${encodeURIComponent(username).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

interface Challenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** Challenges of one header: `scheme name=value, name="value", scheme …` (RFC 9110, section 11.6.1). */
function splitChallenges(value: string): Challenge[] {
  const found: Challenge[] = [];
  const pattern = /([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([!#$%&'*+.^_`|~\w-]+)/g;
  for (const [, name, quoted, plain, scheme] of value.matchAll(pattern)) {
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else found.at(-1)?.parameters.set((name ?? '').toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return found;
}

function challengeOf(parameters: ReadonlyMap<string, string>): DigestChallenge[] {
  const nonce = parameters.get('nonce');
  if (nonce === undefined) return [];
  return [
    {
      nonce,
      realm: parameters.get('realm') ?? '',
      opaque: parameters.get('opaque') ?? null,
      algorithm: parameters.get('algorithm') ?? 'MD5',
      qop: (parameters.get('qop') ?? '').split(/[\s,]+/).filter((one) => one !== ''),
      stale: /^true$/i.test(parameters.get('stale') ?? ''),
      userhash: /^true$/i.test(parameters.get('userhash') ?? ''),
    },
  ];
}
