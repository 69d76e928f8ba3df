import { addressClass, bare, isLocalhost } from '#main/http/addressPolicy.ts';
import { ServerError } from './errors.ts';

/** Where a team's Postgres is and how it is reached, without who logs in. */
export interface ServerAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** `full`: TLS whose certificate must be trusted and name the host. `plain`: no TLS, which only this computer's own addresses get. */
  readonly tls: 'full' | 'plain';
  /** A file with the certificate authorities (PEM) that alone are trusted; null for those of the system. */
  readonly caFile: string | null;
}

/** What stands in a Postgres URL. The parts of the login are null where it names none. */
export interface ParsedAddress {
  readonly address: ServerAddress;
  readonly user: string | null;
  readonly password: string | null;
}

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`, as libpq does (PostgreSQL documentation, Connection URIs).
 * Where libpq would do with less than a verified certificate, this does not. Parameters of other programs are passed over.
 */
export function parseAddress(text: string): ParsedAddress {
  const url = readUrl(text.trim());
  const asked = (name: string) => url.searchParams.get(name) || null;
  const host = bare(asked('host') ?? decoded(url.hostname));
  const user = asked('user') ?? (decoded(url.username) || null);
  const database = asked('dbname') ?? (decoded(url.pathname.slice(1)) || user);
  if (host === '' || database === null) throw wrong('It names no host or no database.');
  if (host.startsWith('/')) throw wrong('It names a socket of this computer; enter a host.');
  if (host.includes(',')) throw wrong('It names several hosts; enter one.');
  const caFile = asked('sslrootcert');
  return {
    address: {
      host,
      port: readPort(asked('port') ?? url.port),
      database,
      tls: readTls(asked('sslmode'), host),
      caFile: caFile === 'system' ? null : caFile,
    },
    user,
    password: asked('password') ?? (decoded(url.password) || null),
  };
}

/** The address as a URL without a login, which `parseAddress` reads again. */
export function formatAddress({ host, port, database, tls, caFile }: ServerAddress): string {
  const query = new URLSearchParams({ sslmode: tls === 'full' ? 'verify-full' : 'disable' });
  if (caFile !== null) query.set('sslrootcert', caFile);
  const place = host.includes(':') ? `[${host}]` : host;
  // Dots alone are a step of the path, encoded as well (URL Standard, 4.1).
  const isStep = /^\.{1,2}$/.test(database);
  if (isStep) query.set('dbname', database);
  return `postgresql://${place}:${port}/${isStep ? '' : encodeURIComponent(database)}?${query}`;
}

/** Host, port and database, for a person. */
export const placeOf = ({ host, port, database }: ServerAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;

export const isThisComputer = (host: string): boolean => isLocalhost(host) || addressClass(host) === 'loopback';

/** Multiple hosts and an empty one do not fit the URLs of browsers; they are told apart afterwards. */
function readUrl(text: string): URL {
  if (!/^postgres(ql)?:\/\//i.test(text)) throw wrong('It begins with postgresql://.');
  try {
    // A scheme that browsers do not know leaves the host as it stands, so that percent-encoding is decoded once, here.
    return new URL(text);
  } catch (cause) {
    if (cause instanceof TypeError) throw wrong('A part of it is not encoded as it must be, or the port is no number.');
    throw cause;
  }
}

function readPort(text: string): number {
  const port = text === '' ? 5432 : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong('The port is no number from 1 to 65535.');
  return port;
}

function readTls(mode: string | null, host: string): ServerAddress['tls'] {
  switch (mode) {
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return 'full';
    case null:
    case 'allow':
    case 'prefer':
      return isThisComputer(host) ? 'plain' : 'full';
    case 'disable':
      if (isThisComputer(host)) return 'plain';
      throw new ServerError('plainText', `Without TLS everything that is sent to ${host} could be read on the way.`);
    default:
      throw wrong(`It asks for sslmode=${mode.slice(0, 20)}; the certificate is always verified (verify-full).`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) throw wrong('A part of it is not encoded as it must be.');
    throw cause;
  }
}

const wrong = (why: string) => new ServerError('address', `This is no address of a Postgres database. ${why}`);
