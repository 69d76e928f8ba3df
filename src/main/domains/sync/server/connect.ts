import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Client, type QueryResultRow } from 'pg';
import { addressClass } from '#main/http/addressPolicy.ts';
import { createTrust } from '#main/http/dial.ts';
import type { ServerAddress } from './address.ts';
import { type LoginKind, refusedLogin, ServerError, serverError } from './errors.ts';

/** What runs statements. Each call is one round trip, and no statement is kept by name, which poolers in transaction mode could not find. */
export interface Db {
  /** Values of `bigint` come as text. Errors are `ServerError`. */
  query(text: string, values?: readonly unknown[]): Promise<QueryResultRow[]>;
}

/** An open connection. It is lost for good after any error of the network, a stall, or `close`. */
export interface ServerConnection extends Db {
  /** As `server_version_num`, for example 130005. */
  readonly version: number;
  /** Who logged in. */
  readonly user: string;
  /** Something stands between, such as PgBouncer: this connection may not be one with Postgres. */
  readonly pooled: boolean;
  /** Why the connection is gone; undefined while it is there. */
  readonly lost: ServerError | undefined;
  /** Calls back for every notification, with its channel. */
  onNotification(listener: (channel: string) => void): void;
  /** Calls back once when the connection is gone, whether anything was running or not. */
  onLost(listener: (why: ServerError) => void): void;
  /** Several statements as text, without values; for migrations. */
  script(text: string): Promise<void>;
  /** Says goodbye, and cuts after a second. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly address: ServerAddress;
  readonly user: string;
  readonly password: string;
  /** What is said where it is refused; that of a person who entered it where it is left out. */
  readonly login?: LoginKind;
  readonly connectTimeoutMs?: number;
  /** How long one answer may take before the connection is given up. */
  readonly queryTimeoutMs?: number;
  /** How long Postgres itself works on a statement; less than `queryTimeoutMs`, so that it can say so. */
  readonly statementTimeoutMs?: number;
  /** Ends what runs and the connection. */
  readonly signal?: AbortSignal;
}

const oldestVersion = 130_000;

/** Opens a connection to a team's Postgres. Errors are `ServerError`. */
export async function connect(options: ConnectOptions): Promise<ServerConnection> {
  const { address, user, password, signal } = options;
  signal?.throwIfAborted();
  const client = new Client({
    host: await hostFor(address),
    port: address.port,
    database: address.database,
    user,
    // A function, since pg would otherwise look for an empty one in the environment and in files.
    password: () => password,
    ssl: address.tls === 'full' ? { secureContext: await trustOf(address) } : false,
    application_name: 'patchbay',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    query_timeout: options.queryTimeoutMs ?? 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
  const connection = createConnection(client, user);
  const abort = () => connection.cut(new ServerError('lost', 'The connection was ended here.'));
  signal?.addEventListener('abort', abort, { once: true });
  connection.onLost(() => signal?.removeEventListener('abort', abort));
  try {
    await client.connect().catch((cause) => {
      throw refusedLogin(withoutEntry(serverError(cause)), options.login ?? 'entered');
    });
    await connection.prepare(options.statementTimeoutMs ?? 50_000);
    return connection;
  } catch (cause) {
    await connection.close();
    signal?.throwIfAborted();
    throw nameOf(cause, address);
  }
}

/** Whether notifications reach this connection, asked of a second one where a pooler stands between: it would give them to nobody. */
export async function canListen(connection: ServerConnection, options: ConnectOptions): Promise<boolean> {
  if (!connection.pooled) return true;
  const channel = `patchbay_probe_${crypto.randomUUID().replaceAll('-', '')}`;
  const heard = new Promise<boolean>((resolve) => {
    connection.onNotification((called) => called === channel && resolve(true));
    setTimeout(() => resolve(false), options.connectTimeoutMs ?? 3_000).unref();
  });
  await connection.query(`LISTEN ${channel}`);
  const other = await connect(options);
  try {
    await other.query('SELECT pg_notify($1, $2)', [channel, '']);
  } finally {
    await other.close();
  }
  const hears = await heard;
  await connection.query(`UNLISTEN ${channel}`);
  return hears;
}

/**
 * Runs work in a transaction, and takes it back where it fails.
 * @param begin what begins it, with settings that hold for it alone
 */
export async function inTransaction<T>(db: Db, work: () => Promise<T>, begin = 'BEGIN'): Promise<T> {
  await db.query(begin);
  try {
    const result = await work();
    await db.query('COMMIT');
    return result;
  } catch (cause) {
    // The connection may be what failed; the first error is the one to tell.
    await db.query('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}

interface OwnConnection extends ServerConnection {
  cut(why: ServerError): void;
  prepare(statementTimeoutMs: number): Promise<void>;
}

function createConnection(client: Client, user: string): OwnConnection {
  const losses: ((why: ServerError) => void)[] = [];
  const stream = (): Socket => (client as unknown as { connection: { stream: Socket } }).connection.stream;
  let lost: ServerError | undefined;
  let found = { version: 0, pooled: false };
  const cut = (why: ServerError) => {
    if (lost !== undefined) return;
    lost = why;
    stream().destroy();
    for (const listener of losses) listener(why);
  };
  const fail = (cause: unknown): unknown => {
    const error = lost ?? serverError(cause);
    if (error instanceof ServerError && breaks.has(error.kind)) cut(error);
    return error;
  };
  client.on('error', fail);
  client.on('end', () => cut(new ServerError('lost', 'The connection was cut.')));
  const query = async (text: string, values?: readonly unknown[]) => {
    if (lost !== undefined) throw lost;
    try {
      return (await client.query<QueryResultRow>(text, values === undefined ? undefined : [...values])).rows;
    } catch (cause) {
      throw fail(cause);
    }
  };
  return {
    get version() {
      return found.version;
    },
    get pooled() {
      return found.pooled;
    },
    get lost() {
      return lost;
    },
    user,
    query,
    cut,
    onNotification: (listener) =>
      void client.on('notification', ({ channel, processId }) => {
        // What this connection did itself is no news, unless it asked whether it hears at all.
        if (processId !== (client as unknown as { processID: number | null }).processID) listener(channel);
      }),
    onLost: (listener) => void losses.push(listener),
    script: async (text) => void (await query(text)),
    prepare: async (statementTimeoutMs) => {
      found = await settle(query, statementTimeoutMs, (client as unknown as { processID: number | null }).processID);
    },
    close: async () => {
      const ended = lost === undefined ? client.end().catch(() => undefined) : Promise.resolve();
      const timer = setTimeout(() => stream().destroy(), 1_000);
      await ended;
      clearTimeout(timer);
      cut(new ServerError('lost', 'The connection was closed.'));
    },
  };
}

const breaks = new Set(['stalled', 'lost', 'unreachable', 'connectTimeout']);

/** Settings go in a statement: as parameters of the start, poolers would refuse them. Also tells who really answers. */
async function settle(query: Db['query'], statementTimeoutMs: number, processId: number | null) {
  const [row] = await query(
    `SELECT current_setting('server_version_num')::int AS version, pg_backend_pid() AS pid,
       set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', '60000', false),
       set_config('default_transaction_isolation', 'read committed', false), set_config('search_path', 'pg_catalog', false)`,
    [String(statementTimeoutMs)],
  );
  const version = Number(row?.version);
  if (version < oldestVersion) {
    throw new ServerError('tooOld', `This is PostgreSQL ${Math.floor(version / 10_000)}, which is too old.`);
  }
  // A pooler makes up the process that it tells at the start.
  return { version, pooled: row?.pid !== processId };
}

/** What to connect to. In plain text it is an address of this computer, whatever a name would lead to. */
async function hostFor({ host, tls }: ServerAddress): Promise<string> {
  if (tls === 'full') return host;
  const { address } = await lookup(host).catch((cause) => {
    throw serverError(cause);
  });
  if (addressClass(address) === 'loopback') return address;
  throw new ServerError('plainText', `Without TLS everything that is sent to ${host} could be read on the way.`);
}

async function trustOf({ caFile }: ServerAddress): Promise<SecureContext> {
  if (caFile === null) return createTrust(null, []).context(null);
  try {
    return createSecureContext({ ca: await readFile(caFile) });
  } catch {
    throw new ServerError('caUnreadable', `The certificate authority in ${caFile} cannot be read.`);
  }
}

/** At the door a missing right is that to connect. */
function withoutEntry(error: unknown): unknown {
  if (!(error instanceof ServerError) || error.kind !== 'rights') return error;
  return new ServerError('noConnectRight', 'This login may not connect to the database.', error.code);
}

/** The host belongs into what a person reads. */
function nameOf(cause: unknown, { host, port }: ServerAddress): unknown {
  const error = serverError(cause);
  if (!(error instanceof ServerError)) return error;
  return new ServerError(error.kind, `${host}:${port}: ${error.message}`, error.code);
}
