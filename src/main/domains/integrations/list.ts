import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  type IntegrationFilter,
  type IntegrationRow,
  integrationRow,
  type integrationSort,
} from '#contract/integrations.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { countOnce, type Reader, readRows } from '#main/store/index.ts';
import type { IntegrationsContext, UsableConnections } from './context.ts';
import { badgesOf, bitsOf, keyOf, logoOf } from './rows.ts';

const sqliteFlag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A row of the list as SQLite gives it. */
const listedRow = integrationRow
  .omit({ logo: true, auth: true, needsConnection: true, active: true })
  .extend({ active: sqliteFlag, needsAuth: sqliteFlag, authBits: z.int(), logoFile: z.string().nullable() });
type ListedRow = z.infer<typeof listedRow>;

type Sort = z.infer<typeof integrationSort>;

export interface ListInput extends IntegrationFilter {
  readonly offset: number;
  readonly limit: number;
  readonly sort: Sort;
  readonly direction: 'asc' | 'desc';
}

interface ListOutput {
  rows: IntegrationRow[];
  /** How many fit the filter. */
  total: number;
  /** How many there are. */
  all: number;
  /** How many need a person, whatever the filter. */
  attention: number;
}

/** One window of the list. Which rows are in it is decided on the covering index `integrations_list` alone. */
export function listIntegrations(
  { store, usableConnections }: IntegrationsContext,
  actor: Actor,
  input: ListInput,
): ListOutput {
  const r = store.read;
  const usable = usableOf(usableConnections, actor);
  const where = conditions(actor, input, usable);
  return { rows: readWindow(r, actor, input, where, usable), ...countsOf(r, actor, input, where, usable) };
}

function countsOf(r: Reader, actor: Actor, input: ListInput, where: SQL[], usable: SQL): Omit<ListOutput, 'rows'> {
  const count = (filter: IntegrationFilter, conditions: SQL[]) => {
    const { text, types, statuses, auth, active, attention } = filter;
    const key = JSON.stringify([actor.tenantId, actor.userId, text, types, statuses, auth, active ?? null, attention]);
    return countOnce(r, key, () => countWhere(r, conditions));
  };
  return {
    total: count(input, where),
    all: count({}, alive(actor)),
    attention: count({ attention: true }, [...alive(actor), needsPerson(usable)]),
  };
}

const usableOf = (usable: UsableConnections, actor: Actor): SQL<number> =>
  usable(actor, { tenantId: sql.raw('i.tenant_id'), id: sql.raw('i.id') });

const alive = (actor: Actor): SQL[] => [sql`i.tenant_id = ${actor.tenantId}`, sql`i.deleted_at IS NULL`];

/** An error, or authentication without a connection. */
const needsPerson = (usable: SQL): SQL => sql`(i.status = 'error' OR (i.needs_auth = 1 AND ${usable} = 0))`;

function conditions(actor: Actor, filter: IntegrationFilter, usable: SQL): SQL[] {
  const where = alive(actor);
  for (const word of keyOf(filter.text ?? '').split(/\s+/)) if (word) where.push(sql`instr(i.search, ${word}) > 0`);
  if (filter.types?.length) where.push(oneOf('i.type', filter.types));
  if (filter.statuses?.length) where.push(oneOf('i.status', filter.statuses));
  if (filter.auth?.length) where.push(sql`(i.auth_bits & ${bitsOf(filter.auth)}) <> 0`);
  if (filter.active !== undefined) where.push(sql`i.active = ${filter.active ? 1 : 0}`);
  if (filter.attention) where.push(needsPerson(usable));
  return where;
}

function oneOf(column: string, values: readonly string[]): SQL {
  const list = sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
  return sql`${sql.raw(column)} IN (${list})`;
}

const all = (where: readonly SQL[]): SQL => sql.join([...where], sql` AND `);

function countWhere(r: Reader, where: readonly SQL[]): number {
  return r.get<{ total: number }>(sql`
    SELECT count(*) AS total FROM integrations AS i INDEXED BY integrations_list WHERE ${all(where)}`).total;
}

const sortColumns: Record<Sort, string> = {
  name: 'i.display_key',
  type: 'i.type',
  provider: 'i.provider',
  status: "CASE i.status WHEN 'error' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END",
  operations: 'i.operations',
  lastCheckedAt: 'i.last_checked_at',
  createdAt: 'i.created_at',
};

function orderBy({ sort, direction }: Pick<ListInput, 'sort' | 'direction'>): SQL {
  const way = direction === 'desc' ? 'DESC' : 'ASC';
  const ties = sort === 'name' ? `i.id ${way}` : 'i.display_key ASC, i.id ASC';
  return sql.raw(`${sortColumns[sort]} ${way}, ${ties}`);
}

/** First the ids of the window, on the index; then those rows whole. */
function readWindow(r: Reader, actor: Actor, input: ListInput, where: SQL[], usable: SQL): IntegrationRow[] {
  const query = sql`
    WITH page AS MATERIALIZED (
      SELECT i.tenant_id, i.id FROM integrations AS i INDEXED BY integrations_list
      WHERE ${all(where)} ORDER BY ${orderBy(input)} LIMIT ${input.limit} OFFSET ${input.offset})
    SELECT i.id, i.name, i.display_name AS displayName, i.type, i.provider, i.logo_file AS logoFile, i.active, i.status,
      i.status_reason AS statusReason, i.auth_bits AS authBits, i.needs_auth AS needsAuth, i.operations,
      i.last_checked_at AS lastCheckedAt, i.created_at AS createdAt, ${usable} AS connections
    FROM page CROSS JOIN integrations AS i ON i.tenant_id = page.tenant_id AND i.id = page.id
    WHERE i.tenant_id = ${actor.tenantId} ORDER BY ${orderBy(input)}`;
  return readRows(
    () => r.all<ListedRow>(query),
    (row) => shown(listedRow.parse(row)),
    damaged,
  );
}

/** What is known of a row that cannot be read. */
function damaged({ authBits, needsAuth, logoFile, active, ...row }: ListedRow) {
  return {
    ...row,
    active: Boolean(active),
    auth: badgesOf(authBits),
    needsConnection: false,
    logo: logoOf({ logoFile: null, ...row }),
  };
}

function shown({ authBits, needsAuth, logoFile, ...row }: ListedRow): IntegrationRow {
  return {
    ...row,
    logo: logoOf({ logoFile, provider: row.provider }),
    auth: badgesOf(authBits),
    needsConnection: needsAuth && row.connections === 0,
  };
}
