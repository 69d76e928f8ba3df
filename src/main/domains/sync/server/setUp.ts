import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Db, inTransaction, type ServerConnection } from './connect.ts';
import { ServerError } from './errors.ts';
import {
  actAsOwner,
  asOwner,
  literal,
  roleNames,
  type ServerMigration,
  schemaLock,
  schemaText,
  stopActing,
} from './migrations.ts';

/** What a database was found to be, before anything is changed there. */
export interface ServerReport {
  /** For example `16.4`. */
  readonly version: string;
  readonly encrypted: boolean;
  /** A Patchbay schema is there already. */
  readonly hasSchema: boolean;
  /** Which it is; null for none, or where rights are missing. */
  readonly installation: string | null;
  /** Migrations of this version that are not there yet. */
  readonly pending: readonly string[];
  /** What the login lacks for setting it up, each a sentence; empty where it can. */
  readonly missing: readonly string[];
  /** What an administrator should close, each a sentence with the SQL that does it. Nothing here prevents setting up. */
  readonly warnings: readonly string[];
}

/** The first team of an installation and the invitation of its first admin. */
export interface NewTeam {
  readonly tenant: string;
  /** The first admin. */
  readonly userId: string;
  readonly person: string;
  readonly login: string;
  /** Of the one-time password; see scram.ts. */
  readonly verifier: string;
  /** Milliseconds since 1970, at most 90 days ahead. */
  readonly expiresAt: number;
}

/** A random name for the login of a person's device. */
export const newLogin = (installation: string): string =>
  `${roleNames(installation).prefix}${randomBytes(6).toString('hex')}`;

/** A random id for an installation: its first 8 digits name roles, and those of a UUIDv7 would be the time. */
export const newInstallation = (): string => randomUUID();

const facts = z.object({
  version: z.string(),
  encrypted: z.boolean(),
  is_super: z.boolean(),
  can_create_roles: z.boolean(),
  can_create: z.boolean(),
  public_creates: z.boolean(),
  read_only: z.boolean(),
  /** Of the schema `patchbay`; null where there is none. */
  owner: z.string().nullable(),
  database: z.string(),
});

type Facts = z.infer<typeof facts>;

const appliedStep = z.object({ name: z.string(), checksum: z.string() });
type AppliedStep = z.infer<typeof appliedStep>;

/** Looks at a database with an administrator's login and leaves it as it is. */
export async function inspect(
  connection: ServerConnection,
  migrations: readonly ServerMigration[],
): Promise<ServerReport> {
  const found = await lookAround(connection);
  const missing = missingRights(found);
  const there = missing.length > 0 ? null : await look(connection, found);
  return {
    version: found.version,
    encrypted: found.encrypted,
    hasSchema: found.owner !== null,
    installation: there?.installation ?? null,
    pending: pendingOf(migrations, there?.applied ?? []).map(({ name }) => name),
    missing,
    warnings: found.public_creates
      ? ['Everyone may make objects in the schema public, members as well: REVOKE CREATE ON SCHEMA public FROM PUBLIC;']
      : [],
  };
}

/**
 * Makes the schema in a database that has none, and brings an older one to this version: all in one transaction, by name, never
 * destructive. Gives the id of the installation. Refuses a schema that is newer, and clients that could not follow.
 */
export async function setUp(
  connection: ServerConnection,
  migrations: readonly ServerMigration[],
  installation: string,
): Promise<string> {
  return inTransaction(connection, async () => {
    await connection.script(schemaLock);
    const found = await lookAround(connection);
    const missing = missingRights(found);
    if (missing.length > 0) throw new ServerError('rights', missing.join(' '));
    const there = await readSchema(connection, found);
    const present = there?.installation ?? installation;
    const pending = pendingOf(migrations, there?.applied ?? []);
    if (pending.length > 0) {
      await connection.script(schemaText({ installation: present, database: found.database, pending, isNew: !there }));
    }
    return present;
  });
}

/**
 * Makes a team in an installation that is set up. Where it is there already, as for a store that was set back to a copy from before it
 * was shared, it gets another login for this admin alone.
 * @returns whether it is new
 */
export async function createTeam(connection: ServerConnection, installation: string, team: NewTeam): Promise<boolean> {
  const { owner } = roleNames(installation);
  return inTransaction(connection, async () => {
    await connection.script(`${actAsOwner(owner)} SET LOCAL ROLE ${owner};`);
    const found = await connection.query('SELECT 1 FROM patchbay.tenants WHERE tenant_id = $1', [team.tenant]);
    const isNew = found.length === 0;
    await connection.script(isNew ? createTenantText(team) : furtherLoginText(team));
    await connection.script(`RESET ROLE; ${stopActing(owner)}`);
    return isNew;
  });
}

/**
 * The same as `setUp` and `createTeam`, as one text for psql. It holds no password. Without `there` it is for a database that has no
 * schema; with the names of the migrations that are there, it brings that one to this version.
 */
export function printSql(given: {
  migrations: readonly ServerMigration[];
  installation: string;
  database: string;
  team: NewTeam | null;
  there?: readonly string[];
}): string {
  const { migrations, installation, database, team, there } = given;
  const pending = migrations.filter(({ name }) => !there?.includes(name));
  return [
    '-- Sets this database up for a team that works with Patchbay. Run it with psql, connected to that database, as a',
    '-- superuser, or as a role with CREATEROLE and CREATE on the database. It contains no password.',
    '\\set ON_ERROR_STOP on',
    'BEGIN;',
    schemaLock,
    ...(pending.length > 0 ? [schemaText({ installation, database, pending, isNew: there === undefined })] : []),
    ...(team === null ? [] : [asOwner(installation, createTenantText(team))]),
    'COMMIT;',
    '',
  ].join('\n');
}

async function lookAround(db: Db): Promise<Facts> {
  const [row] = await db.query(
    `SELECT current_setting('server_version') AS version, current_database() AS database, r.rolsuper AS is_super,
       coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
       r.rolcreaterole AS can_create_roles, has_database_privilege(current_database(), 'CREATE') AS can_create,
       EXISTS (SELECT FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
         WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE') AS public_creates,
       current_setting('transaction_read_only') = 'on' AS read_only,
       (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'patchbay') AS owner
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  return facts.parse(row);
}

function missingRights(found: Facts): string[] {
  const missing: string[] = [];
  if (found.read_only) missing.push('The database takes no changes: it is a copy that is read only.');
  if (found.is_super) return missing;
  if (!found.can_create_roles) missing.push('This login may not make roles (CREATEROLE).');
  if (found.owner === null && !found.can_create)
    missing.push('This login may not make a schema (CREATE on the database).');
  return missing;
}

interface Schema {
  readonly installation: string;
  readonly applied: readonly AppliedStep[];
}

/** What is set up already, looked at in a transaction that leaves nothing behind. */
async function look(connection: ServerConnection, found: Facts): Promise<Schema | null> {
  await connection.query('BEGIN');
  try {
    return await readSchema(connection, found);
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** Reads as the owner, since nobody else may. */
async function readSchema(connection: ServerConnection, { owner }: Facts): Promise<Schema | null> {
  if (owner === null) return null;
  if (!/^patchbay_[0-9a-f]{8}_owner$/.test(owner)) {
    throw new ServerError('notSetUp', 'The database has a schema named patchbay that is not of Patchbay.');
  }
  await connection.script(`${actAsOwner(owner)} SET LOCAL ROLE ${owner};`);
  const [row] = await connection.query('SELECT id FROM patchbay.installation');
  const steps = await connection.query('SELECT name, checksum FROM patchbay._migrations ORDER BY name');
  await connection.script(`RESET ROLE; ${stopActing(owner)}`);
  return { installation: z.object({ id: z.uuid() }).parse(row).id, applied: z.array(appliedStep).parse(steps) };
}

function pendingOf(migrations: readonly ServerMigration[], done: readonly AppliedStep[]): ServerMigration[] {
  const unknown = done.find(({ name }) => !migrations.some((step) => step.name === name));
  if (unknown) {
    throw new ServerError('newerSchema', `The database is set up by a newer version of Patchbay (${unknown.name}).`);
  }
  const changed = migrations.find((step) =>
    done.some(({ name, checksum }) => name === step.name && checksum !== step.checksum),
  );
  if (changed) {
    throw new ServerError(
      'newerSchema',
      `The database is set up by another version of Patchbay (${changed.name} differs).`,
    );
  }
  return migrations.filter(({ name }) => !done.some((step) => step.name === name));
}

const newChannel = (): string => `patchbay_${randomUUID().replaceAll('-', '')}`;

const createTenantText = (team: NewTeam): string =>
  `SELECT patchbay.create_tenant(${[team.tenant, newChannel(), team.userId, team.login, team.verifier, team.person]
    .map(literal)
    .join(', ')}, ${team.expiresAt});`;

const furtherLoginText = (team: NewTeam): string => {
  const { tenant, login, userId, person, verifier, expiresAt } = team;
  const values = [tenant, login, userId, person].map(literal).join(', ');
  return `INSERT INTO patchbay.logins (tenant_id, login, user_id, person, role, status, expires_at)
    VALUES (${values}, 'admin', 'invited', patchbay._create_login(${literal(login)}, ${literal(verifier)}, ${expiresAt}));`;
};
