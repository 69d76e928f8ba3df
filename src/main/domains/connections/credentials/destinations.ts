import { isIP } from 'node:net';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { addressClass } from '#main/http/addressPolicy.ts';
import { namedHosts, type Outbound } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from '../context.ts';
import { hostRefused, secretNeeded } from '../faults.ts';
import { type ConnectionRow, connections, oneRow, partsOf } from '../table.ts';
import { writeBound } from './secrets.ts';

/*
 * The one rule of who may send a secret elsewhere: whoever entered everything that would go there, and nobody else. It holds for a
 * change of the settings (hosts, place in the request, addresses of an authorization server) and for a request that a person confirms
 * (address, server, headers that name a host, a proxy that would read it).
 */

/** Whether everything secret of a connection was entered by this person. */
const enteredAll = ({ userId }: Pick<Actor, 'userId'>, { secretBy }: Pick<ConnectionRow, 'secretBy'>): boolean =>
  secretBy === userId;

/** Who entered the secrets of a connection once `actor` has entered one of them; null where others stay that someone else did. */
export function enteredBy(
  actor: Pick<Actor, 'userId'>,
  before: Pick<ConnectionRow, 'secretBy' | 'more'>,
  othersStay: boolean,
): ConnectionRow['secretBy'] {
  const all = enteredAll(actor, before) || (before.more.length === 0 && !othersStay);
  return all ? actor.userId : null;
}

/** Tokens are of whoever signed in, in the caller's transaction: they join what else is secret of the connection. */
export function recordSignedIn(
  context: Pick<ConnectionsContext, 'vault'>,
  w: Writer,
  actor: Pick<Actor, 'userId'>,
  key: Pick<ConnectionRow, 'tenantId' | 'id'>,
): void {
  const row = w.select().from(connections).where(oneRow(key)).get();
  if (row === undefined) return;
  const secretBy = enteredBy(actor, row, row.secretsNeeded > 0);
  if (secretBy === row.secretBy) return;
  writeBound(context, w, row, () => w.update(connections).set({ secretBy }).where(oneRow(key)).run());
}

type Bound = Pick<ConnectionRow, 'allowedHosts' | 'secretBy'>;
type Addressed = { readonly url: URL; readonly headers: readonly (readonly [name: string, value: string])[] };

/** Where a request would take a connection's secret, and whether this person may let it go there. */
export interface Destinations {
  /** The hosts outside the connection's list; empty where it goes only where it may. */
  readonly foreign: readonly string[];
  /** Null where nothing is foreign; what a confirmation must repeat. */
  readonly label: string | null;
  readonly mayConfirm: boolean;
}

/**
 * Every host that a request shows a connection's secret to: that of its URL, those that headers name, since a front end shared by many
 * passes the request on to them, and a proxy that reads what is not encrypted.
 */
export async function destinationsOf(
  { outbound }: { readonly outbound: Pick<Outbound, 'readingProxies'> },
  actor: Actor,
  connection: Bound,
  { url, headers }: Addressed,
): Promise<Destinations> {
  const { allowedHosts } = connection;
  const named = namedHosts(headers, url).filter((host) => !mayBeNamed(allowedHosts, host, url));
  const readers = await outbound.readingProxies(url);
  const foreign = [
    ...(secretMayGoTo(allowedHosts, url) ? [] : [url.host]),
    ...named,
    ...readers.filter((host) => !allowedHosts.includes(host)),
  ];
  const label = foreign.length === 0 ? null : [...new Set(foreign)].join(', ');
  return { foreign, label, mayConfirm: enteredAll(actor, connection) };
}

/** Throws HOST_REFUSED unless the secret stays where it may go, or whoever entered it confirmed just these hosts. */
export function requireDestinations(
  { label, mayConfirm }: Destinations,
  { allowedHosts }: Bound,
  confirmed: string | null = null,
): void {
  if (label === null || (mayConfirm && confirmed === label)) return;
  throw hostRefused(label, allowedHosts);
}

/** A header carries no scheme: the port is the URL's, unless it says one. */
function mayBeNamed(allowedHosts: readonly string[], host: string, { protocol }: URL): boolean {
  const named = /^[^\s/?#@\\]+$/.test(host) ? URL.parse(`${protocol}//${host}`) : null;
  return named !== null && allowedHosts.some((pattern) => matches(pattern, named));
}

/**
 * Whether a secret that is bound to `allowedHosts` may be sent to a URL.
 *
 * `host` means the scheme's own port, `host:port` that port, `*.domain` every subdomain of the domain (not the domain itself).
 * Over https any of them will do. Over plain http the host must be listed literally and be one that names a place inside:
 * loopback, a private address, a name without dots, or a name below localhost, local, internal or home.arpa. Everything else
 * would show the secret to every network in between, and needs a person's confirmation for that request.
 */
export function secretMayGoTo(allowedHosts: readonly string[], url: URL): boolean {
  if (url.protocol === 'https:') return allowedHosts.some((pattern) => matches(pattern, url));
  return url.protocol === 'http:' && isInside(url.hostname) && allowedHosts.some((pattern) => isSame(pattern, url));
}

function matches(pattern: string, url: URL): boolean {
  if (!pattern.startsWith('*.')) return isSame(pattern, url);
  const [, domain = '', port = ''] = /^\*(\.[^:]+)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? [];
  return domain !== '' && url.hostname.endsWith(domain) && samePort(port, url);
}

function isSame(pattern: string, url: URL): boolean {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? [];
  return host === url.hostname.toLowerCase() && samePort(port, url);
}

function samePort(port: string, url: URL): boolean {
  const own = url.protocol === 'https:' ? '443' : '80';
  return (port || own) === (url.port || own);
}

/** Whether a host names a place inside: this machine, a private address, or a name that no public network resolves. */
export function isInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return ['loopback', 'private'].includes(addressClass(host));
  return !host.includes('.') || /\.(localhost|local|internal|home\.arpa)$/.test(host);
}

type Settings = Pick<ConnectionRow, 'allowedHosts' | 'placement' | 'config' | 'more'>;

/** Where changed settings would send a secret that may not go there without whoever knows it. */
export interface Move {
  /** Further hosts, or another place in the request. */
  readonly widened: boolean;
  /** Hosts that the secret or the tokens of an OAuth2 client were never meant for. */
  readonly authority: string | null;
}

/** The settings stay as narrow as they were. */
export const staysPut = ({ widened, authority }: Move): boolean => !widened && authority === null;

/**
 * What changed settings do to a secret. The origins of a token, revocation or discovery address get the client's secret and its refresh
 * token, and that of the authorization address what comes back from there, so that each counts; one that was in the settings before
 * is known.
 */
export function moveOf(before: Settings, next: Settings): Move {
  const isHeld = (host: string) => before.allowedHosts.some((held) => covers(held, host));
  const placed = before.placement.in === next.placement.in && before.placement.name === next.placement.name;
  const known = originsOf(before);
  const authority = originsOf(next).find((origin) => !known.includes(origin)) ?? null;
  return { widened: !placed || !next.allowedHosts.every(isHeld), authority };
}

/**
 * Throws SECRET_NEEDED unless the actor may make the move. `entered` says that the first part's secret comes with it, and `secretBy`
 * who has entered all secrets then. Another authority always needs the secret again; a connection that has none lets go of its tokens.
 */
export function requireMove(
  actor: Actor,
  next: ConnectionRow,
  move: Move,
  { entered, secretBy }: { readonly entered: boolean; readonly secretBy: ConnectionRow['secretBy'] },
): void {
  const knows = (move.authority === null || entered) && (!move.widened || enteredAll(actor, { secretBy }));
  const hasSecret = partsOf(next).some(({ secretHint }) => secretHint !== '');
  if (!knows && hasSecret) throw secretNeeded(next.name, move.authority);
}

/** Whether one pattern lets a secret go wherever the other one does. A name inside is another matter, since http will do there. */
function covers(held: string, host: string): boolean {
  if (held === host) return true;
  return held.startsWith('*.') && host.endsWith(held.slice(1)) && !isInside(host.replace(/:\d+$/, ''));
}

function originsOf({ config, more }: Settings): string[] {
  return [config, ...more.map((part) => part.config)].flatMap((one) =>
    one?.kind === 'oauth2' ? endpoints.flatMap((name) => one.oauth[name] ?? []).map((url) => new URL(url).origin) : [],
  );
}

const endpoints = [
  ...(['issuer', 'authorizationUrl', 'tokenUrl', 'refreshUrl'] as const),
  ...(['deviceAuthorizationUrl', 'revocationUrl'] as const),
] satisfies (keyof OAuthConfig)[];
