import { z } from 'zod';
import { role, type TenantId, tenantId, timestamp } from '#contract/common.ts';
import { syncProblem, syncQuestion } from '#contract/sync.ts';
import type { RowStore } from '../engine/rows.ts';

/** Where a walk over everything that the team has stands. */
export const scanState = z.object({
  /**
   * `first`: the tenant is not here yet. `compare`: rows that the team no longer has are deleted in the end. `keepMine`: rows that are here
   * stay as they are, and are sent afterwards.
   */
  purpose: z.enum(['first', 'compare', 'keepMine']),
  /** Revision at its begin. What comes after it is fetched when the walk is done. */
  upto: z.int(),
  token: z.string().nullable(),
  /**
   * For `keepMine`: what the database was given from then on, in milliseconds of its clock, is joined with what is here. Nobody who wrote
   * it knew of what this store sends.
   */
  since: z.number().optional(),
  table: z.string(),
  after: z.string(),
  done: z.int(),
  /** How many rows there are; null before they are counted, and where they are too many. */
  total: z.int().nullable(),
});
export type ScanState = z.infer<typeof scanState>;

const jsonText = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : schema.parse(JSON.parse(text))));

const teamRow = z
  .object({
    tenant_id: tenantId,
    installation_id: z.string(),
    address: z.string(),
    login: z.string(),
    client_id: z.string(),
    role,
    cursor: z.int(),
    token: z.string().nullable(),
    scan: jsonText(scanState),
    known_columns: z.string(),
    secrets_on: z.int(),
    key_generation: z.int(),
    question: jsonText(syncQuestion),
    problem: jsonText(syncProblem),
    last_success_at: timestamp.nullable(),
    joined_at: timestamp,
  })
  .transform((row) => ({
    tenantId: row.tenant_id,
    installationId: row.installation_id,
    address: row.address,
    login: row.login,
    clientId: row.client_id,
    role: row.role,
    cursor: row.cursor,
    token: row.token,
    scan: row.scan,
    knownColumns: row.known_columns,
    secretsOn: row.secrets_on === 1,
    keyGeneration: row.key_generation,
    question: row.question,
    problem: row.problem,
    lastSuccessAt: row.last_success_at,
    joinedAt: row.joined_at,
  }));

/** A tenant that is shared, and how far this store has come with it. */
export type Team = z.infer<typeof teamRow>;

const columns = {
  installationId: 'installation_id',
  address: 'address',
  login: 'login',
  clientId: 'client_id',
  role: 'role',
  cursor: 'cursor',
  token: 'token',
  scan: 'scan',
  knownColumns: 'known_columns',
  secretsOn: 'secrets_on',
  keyGeneration: 'key_generation',
  question: 'question',
  problem: 'problem',
  lastSuccessAt: 'last_success_at',
  joinedAt: 'joined_at',
} as const satisfies Record<Exclude<keyof Team, 'tenantId'>, string>;

type TeamColumn = keyof typeof columns;

const jsonColumns: ReadonlySet<string> = new Set(['scan', 'question', 'problem']);

const stored = (column: string, value: unknown): string | number | null => {
  if (value === null || value === undefined) return null;
  if (jsonColumns.has(column)) return JSON.stringify(value);
  return typeof value === 'boolean' ? Number(value) : (value as string | number);
};

/** Undefined where the tenant is not shared. */
export function readTeam({ statement }: RowStore, id: TenantId): Team | undefined {
  const row = statement('SELECT * FROM sync_teams WHERE tenant_id = ?').get(id);
  return row === undefined ? undefined : teamRow.parse(row);
}

export function readTeams({ statement }: RowStore): Team[] {
  return statement('SELECT * FROM sync_teams ORDER BY tenant_id')
    .all()
    .map((row) => teamRow.parse(row));
}

export function addTeam({ statement }: RowStore, team: Team): void {
  const names = Object.values(columns);
  const values = Object.keys(columns).map((key) => stored(key, team[key as TeamColumn]));
  statement(`INSERT INTO sync_teams (tenant_id, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`).run(
    team.tenantId,
    ...values,
  );
}

export function changeTeam({ statement }: RowStore, id: TenantId, changes: Partial<Omit<Team, 'tenantId'>>): void {
  const given = Object.keys(changes).filter((key): key is TeamColumn => key in columns);
  if (given.length === 0) return;
  const list = given.map((key) => `${columns[key]} = ?`).join(', ');
  statement(`UPDATE sync_teams SET ${list} WHERE tenant_id = ?`).run(
    ...given.map((key) => stored(key, changes[key])),
    id,
  );
}

export function removeTeam({ statement }: RowStore, id: TenantId): void {
  statement('DELETE FROM sync_teams WHERE tenant_id = ?').run(id);
}
