import { DatabaseError } from 'pg';

/**
 * What can go wrong between this computer and a team's Postgres, each with what to do and what happens by itself:
 * `soon`: it may work in a moment, and is tried again. `person`: somebody has to do something first.
 */
const meanings = {
  address: ['person', 'Enter it as postgresql://user@host:5432/database.'],
  plainText: ['person', 'Leave sslmode out, or set it to verify-full, and switch TLS on in Postgres (ssl = on).'],
  hostNotFound: ['soon', 'Check the name of the host and the connection to the network.'],
  refused: ['soon', 'Check host and port, and whether Postgres runs and listens there.'],
  unreachable: ['soon', 'Check the connection to the network, and whether a VPN or a firewall is in the way.'],
  connectTimeout: ['soon', 'Check host and port, and whether a VPN or a firewall is in the way.'],
  tlsUnsupported: ['person', 'Ask whoever runs the database to switch TLS on (ssl = on).'],
  tlsUntrusted: [
    'person',
    'Choose the certificate authority of the database (sslrootcert), or check that this is the right host.',
  ],
  tlsWrongName: ['person', 'Use the name that the certificate is for, or check that this is the right host.'],
  tlsExpired: ['person', 'Ask whoever runs the database for a new certificate, and check the clock of this computer.'],
  tlsFailed: ['person', 'Check that host and port lead to Postgres and not to something else.'],
  caUnreadable: ['person', 'Choose a file with certificates in PEM.'],
  impostor: ['person', 'Do not go on before you know where the address leads.'],
  passwordRejected: ['person', 'Check user and password.'],
  invitationRejected: ['person', 'Ask an admin of the team for a new invitation.'],
  loginRejected: ['person', 'Ask an admin of the team for a new invitation.'],
  loginDisabled: ['person', 'Ask an admin of the team for a new invitation.'],
  accessRule: ['person', 'Ask whoever runs the database for a line in pg_hba.conf that lets this login in.'],
  databaseMissing: ['person', 'Check the name of the database.'],
  noConnectRight: ['person', 'Ask whoever runs the database to grant CONNECT on it.'],
  tooManyConnections: [
    'soon',
    'It is tried again. Where this stays, ask whoever runs the database to allow more connections.',
  ],
  unavailable: ['soon', 'It is tried again.'],
  tooOld: ['person', 'Use PostgreSQL 13 or newer.'],
  timeout: ['soon', 'It is tried again. Where this stays, the database is overloaded.'],
  locked: ['soon', 'It is tried again.'],
  stalled: ['soon', 'It is tried again over a new connection.'],
  lost: ['soon', 'It is tried again over a new connection.'],
  diskFull: ['soon', 'Ask whoever runs the database to make room; it is tried again until then.'],
  readOnly: ['soon', 'Check that the address leads to the primary; after a failover it may become one.'],
  overtaken: ['soon', 'It is tried again.'],
  notSetUp: ['person', 'Set the database up first, or check that this is the right one.'],
  rights: [
    'person',
    'Use a login with the rights that are missing, or let a database administrator run the printed SQL.',
  ],
  newerSchema: ['person', 'Update Patchbay on this computer.'],
  clientsTooOld: ['person', 'Let these people update Patchbay first.'],
  noAccess: ['person', 'Ask an admin of the team.'],
  roleTooLow: ['person', 'Ask an admin of the team for the role.'],
  expired: ['person', 'Ask an admin of the team for a new invitation.'],
  invalid: ['person', 'Nothing was changed.'],
  clientTooOld: ['person', 'Update Patchbay on this computer.'],
  notJoined: ['person', 'Join with the invitation first.'],
  taken: ['person', 'Ask an admin of the team for an invitation for this device.'],
  revoked: ['person', 'Ask an admin of the team for a new invitation.'],
  lastAdmin: ['person', 'Make somebody else an admin first.'],
  unexpected: ['soon', 'Where this stays, the log of the database says more.'],
} as const satisfies Record<string, readonly ['soon' | 'person', string]>;

export type ServerErrorKind = keyof typeof meanings;

/** What went wrong with a team's Postgres. The message says what happened, and holds no password. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly kind: ServerErrorKind;
  /** The SQLSTATE, or the code of the network or of TLS; null where there is none. */
  readonly code: string | null;

  constructor(kind: ServerErrorKind, message: string, code: string | null = null) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /** What the person can do, one sentence or two. */
  get todo(): string {
    return meanings[this.kind][1];
  }

  /** Whether the same may work later without anybody doing anything here. */
  get passes(): boolean {
    return meanings[this.kind][0] === 'soon';
  }
}

type Explanation = readonly [ServerErrorKind, string];

/** By the class and code of SQL (PostgreSQL documentation, appendix A), ours in class PB (0002_rows.sql). */
const bySqlState: Record<string, Explanation> = {
  PB001: ['noAccess', ''],
  PB002: ['roleTooLow', ''],
  PB003: ['expired', ''],
  PB004: ['invalid', ''],
  PB005: ['clientTooOld', ''],
  PB006: ['notJoined', ''],
  PB007: ['taken', ''],
  PB008: ['revoked', ''],
  PB009: ['lastAdmin', ''],
  PB010: ['clientsTooOld', ''],
  '28P01': ['passwordRejected', 'The database does not accept this user and password.'],
  '3D000': ['databaseMissing', 'There is no such database on this server.'],
  '53300': ['tooManyConnections', 'The database has no connection left for this login.'],
  '57P01': ['lost', 'The database ended the connection.'],
  '57P02': ['lost', 'The database broke off.'],
  '57P03': ['unavailable', 'The database is starting or stopping.'],
  '57P05': ['lost', 'The database ended the connection, since it was idle.'],
  '25P03': ['lost', 'The database ended the connection, since a transaction was left open.'],
  '57014': ['timeout', 'The database took too long, and the statement was ended.'],
  '55P03': ['locked', 'Another client was at work for too long.'],
  '53100': ['diskFull', 'The disk of the database is full.'],
  '53200': ['unavailable', 'The database has run out of memory.'],
  '25006': ['readOnly', 'The database takes no changes: it is a copy that is read only.'],
  '40001': ['overtaken', 'Another client was quicker.'],
  '40P01': ['overtaken', 'Another client was in the way.'],
  '3F000': ['notSetUp', 'The database is not set up for a team.'],
  '42P01': ['notSetUp', 'The database is not set up for a team.'],
  '42883': ['notSetUp', 'The database is not set up for a team, or by a version that lacks a part.'],
  '42501': ['rights', 'This login lacks a right in the database.'],
};

const byNetworkCode: Record<string, Explanation> = {
  ENOTFOUND: ['hostNotFound', 'No host has this name.'],
  EAI_AGAIN: ['hostNotFound', 'The name of the host could not be looked up.'],
  ECONNREFUSED: ['refused', 'Nothing listens at this host and port.'],
  ECONNRESET: ['lost', 'The connection was cut.'],
  EPIPE: ['lost', 'The connection was cut.'],
  ETIMEDOUT: ['connectTimeout', 'The database did not answer in time.'],
  EHOSTUNREACH: ['unreachable', 'The host cannot be reached from here.'],
  ENETUNREACH: ['unreachable', 'The network of the host cannot be reached from here.'],
  ENETDOWN: ['unreachable', 'The network is down.'],
  CERT_HAS_EXPIRED: ['tlsExpired', 'The certificate of the database has expired.'],
  CERT_NOT_YET_VALID: ['tlsExpired', 'The certificate of the database is not valid yet.'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tlsWrongName', 'The certificate of the database is for another host.'],
};
const untrusted = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_)/;

/** What `pg` and Node say in words alone. A test holds each of them to the installed version. */
const byMessage: readonly (readonly [RegExp, ...Explanation])[] = [
  [/^timeout expired/, 'connectTimeout', 'The database did not answer in time.'],
  [/^Query read timeout/, 'stalled', 'The database stopped answering.'],
  [/does not support SSL/, 'tlsUnsupported', 'The database has no TLS, and without it nothing is sent there.'],
  [/establishing an SSL connection/, 'tlsFailed', 'What listens there does not answer as Postgres does.'],
  [
    /^Connection terminated|^Client has encountered a connection error|not queryable/,
    'lost',
    'The connection was cut.',
  ],
  [/server signature/, 'impostor', 'The server could not prove that it knows this login.'],
  [/^SASL/, 'passwordRejected', 'The database asks for a password in a way that cannot be answered.'],
];

/** Whose login it is. `bySql`: of an invitation whose login is made by SQL that somebody has to run first. */
export type LoginKind = 'entered' | 'invitation' | 'bySql' | 'own';

const ended = 'it was taken already, was taken back or has expired';

/** What a password that is refused means for each. The database does not say why. */
const refusals: Record<Exclude<LoginKind, 'entered'>, Explanation> = {
  invitation: ['invitationRejected', `The database does not accept this invitation: ${ended}.`],
  bySql: ['invitationRejected', `The database does not know this invitation: its SQL was not run yet, or ${ended}.`],
  own: ['loginRejected', 'The database does not accept the login of this computer any more.'],
};

export function refusedLogin(error: unknown, login: LoginKind): unknown {
  if (!(error instanceof ServerError) || error.code !== '28P01' || login === 'entered') return error;
  return new ServerError(...refusals[login], error.code);
}

/** Puts what `pg`, Postgres, Node or TLS reported into our words. What is a defect of ours is passed on as it is. */
export function serverError(cause: unknown): unknown {
  if (cause instanceof ServerError || !(cause instanceof Error)) return cause;
  if (cause instanceof DatabaseError) return ofDatabase(cause);
  const inner = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : null;
  const known = code === null ? undefined : byNetworkCode[code];
  if (known !== undefined) return new ServerError(known[0], known[1], code);
  if (code !== null && untrusted.test(code))
    return new ServerError('tlsUntrusted', 'The certificate of the database is not trusted.', code);
  if (code?.startsWith('ERR_SSL') || code === 'EPROTO')
    return new ServerError('tlsFailed', 'No encrypted connection came about.', code);
  const said = byMessage.find(([pattern]) => pattern.test(inner.message));
  return said === undefined ? cause : new ServerError(said[1], said[2], code);
}

function ofDatabase({ code = '', message, routine }: DatabaseError): ServerError {
  const known = bySqlState[code];
  if (known !== undefined) return new ServerError(known[0], known[1] === '' ? message : known[1], code);
  if (code === '28000') return ofAuthorization(routine);
  if (code.startsWith('22')) return new ServerError('invalid', `The database rejects a value (${code}).`, code);
  if (code.startsWith('08')) return new ServerError('lost', 'The connection was cut.', code);
  if (code.startsWith('53') || code.startsWith('58'))
    return new ServerError('unavailable', `The database lacks a resource (${code}).`, code);
  return new ServerError('unexpected', `The database reports an error (${code}): ${message}`, code);
}

/** One code for several refusals, with words in the language of the server: the function of Postgres tells them apart. */
function ofAuthorization(routine: string | undefined): ServerError {
  return routine === 'ClientAuthentication'
    ? new ServerError('accessRule', 'The rules of the database let this login not in from here.', '28000')
    : new ServerError('loginDisabled', 'This login is no longer allowed into the database.', '28000');
}

/** Whether the database has said no, so that what was sent is not done and never will be. */
export const isRefusal = (error: unknown): error is ServerError =>
  error instanceof ServerError && error.code !== null && /^(PB|22|23|54)/.test(error.code);
