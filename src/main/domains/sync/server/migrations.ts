import { readMigrations } from '#main/store/migrate.ts';

/** A step of the schema in a team's Postgres, as this version ships it. */
export interface ServerMigration {
  /** File name without `.sql`. */
  readonly name: string;
  /** SHA-256 of the text as it ships, before names are filled in. */
  readonly checksum: string;
  readonly sql: string;
  /** The oldest version of the sync protocol that works with it: `-- min-client: N` at its top, otherwise any. */
  readonly minClient: number;
}

export function readServerMigrations(directory: string): ServerMigration[] {
  return readMigrations(directory).map((step) => ({
    ...step,
    minClient: Number(/^(?:--.*\n)*?-- min-client: (\d+)$/m.exec(step.sql)?.[1] ?? 0),
  }));
}

/** The names of roles of an installation. They hold 8 of its digits, so that databases of one server do not meet. */
export interface RoleNames {
  /** What every login begins with. */
  readonly prefix: string;
  /** Owns the schema and runs its functions; nobody logs in as it. */
  readonly owner: string;
  /** Every login of a person belongs to it. */
  readonly member: string;
}

export function roleNames(installation: string): RoleNames {
  const prefix = `patchbay_${installation.slice(0, 8).toLowerCase()}_`;
  return { prefix, owner: `${prefix}owner`, member: `${prefix}member` };
}

/** Held while the schema changes: one at a time for a database. */
export const schemaLock = 'SELECT pg_advisory_xact_lock(7283490115);';

/** The SQL that brings a database to this version, for one transaction. */
export function schemaText(given: {
  installation: string;
  database: string;
  pending: readonly ServerMigration[];
  isNew: boolean;
}): string {
  const { installation, database, pending, isNew } = given;
  const names = roleNames(installation);
  const steps = [
    ...(isNew ? [] : [requireClients(Math.max(...pending.map(({ minClient }) => minClient)))]),
    ...pending.map(({ name, sql }) => `-- ${name}\n${fillNames(sql, names)}`),
    ...(isNew ? [`INSERT INTO patchbay.installation (id) VALUES (${literal(installation)});`] : []),
    ...pending.map(recordStep),
  ];
  return [...(isNew ? [foundation(names, database)] : []), asOwner(installation, steps.join('\n'))].join('\n');
}

/** Wraps SQL so that it runs as the owner of the schema, also where the administrator is no superuser. */
export function asOwner(installation: string, sql: string): string {
  const { owner } = roleNames(installation);
  return `${actAsOwner(owner)}\nSET LOCAL ROLE ${owner};\n${sql}\nRESET ROLE;\n${stopActing(owner)}`;
}

export const actAsOwner = (owner: string): string => unlessSuperuser(`GRANT ${owner} TO %I`);
export const stopActing = (owner: string): string => unlessSuperuser(`REVOKE ${owner} FROM %I`);

const unlessSuperuser = (statement: string): string => `DO $do$ BEGIN
  IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('${statement}', current_user);
  END IF;
END $do$;`;

/** A value in SQL text, whatever `standard_conforming_strings` says. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** The names need no quotes: they are of lower-case letters, digits and underscores. */
const fillNames = (sql: string, { owner, member }: RoleNames): string =>
  sql.replaceAll('{{owner}}', owner).replaceAll('{{member}}', member);

/** The entry of a step in the schema's own book. */
const recordStep = ({ name, checksum, minClient }: ServerMigration): string =>
  `INSERT INTO patchbay._migrations (name, checksum, min_client) VALUES ('${name}', '${checksum}', ${minClient});`;

/** Roles and schema of an installation that is new. */
const foundation = ({ owner, member }: RoleNames, database: string): string => `CREATE ROLE ${owner} NOLOGIN CREATEROLE;
CREATE ROLE ${member} NOLOGIN;
-- The owner makes logins and gives them this role.
GRANT ${member} TO ${owner} WITH ADMIN OPTION;
${actAsOwner(owner)}
CREATE SCHEMA patchbay AUTHORIZATION ${owner};
${stopActing(owner)}
DO $do$ BEGIN
  IF NOT has_database_privilege('${member}', ${literal(database)}, 'CONNECT') THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${member}', ${literal(database)});
  END IF;
END $do$;`;

/** Whoever was here in the last 30 days must be able to go on. */
const requireClients = (minClient: number): string => `DO $do$
DECLARE
  names text;
BEGIN
  SELECT string_agg(DISTINCT l.person || ' (' || c.app || ')', ', ') INTO names FROM patchbay.clients c
    JOIN patchbay.logins l ON l.tenant_id = c.tenant_id AND l.login = c.login AND l.status = 'active'
    WHERE c.version < ${minClient} AND c.last_seen > now() - interval '30 days';
  IF names IS NOT NULL THEN
    RAISE EXCEPTION 'These were here in the last 30 days and could not go on: %.', names USING ERRCODE = 'PB010';
  END IF;
END $do$;`;
