import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import { type FoundOperation, foundOperation, type OperationRow, operationRow } from '#contract/definitions.ts';
import { tagTitle } from '#core/openapi/tags.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { leniently, parseStored, type Reader, readRows } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import { definitionOf } from './reader.ts';

interface OperationFilter {
  readonly text?: string | undefined;
  readonly tag?: string | undefined;
  readonly method?: string | undefined;
  readonly includeHidden?: boolean | undefined;
}

interface ListInput extends OperationFilter {
  readonly integrationId: IntegrationId;
  readonly offset: number;
  readonly limit: number;
}

interface ListOutput {
  rows: OperationRow[];
  total: number;
  tags: { name: string; title: string; count: number }[];
}

/** The operations of the definition in its order, with a person's edits over them, then those written by hand. */
export function listOperations(r: Reader, actor: Actor, input: ListInput): ListOutput {
  const from = operationsOf(r, actor, input.integrationId);
  const where = conditions(input);
  return {
    rows: rowsOf(r, sql`${from} WHERE ${where} ORDER BY place, key LIMIT ${input.limit} OFFSET ${input.offset}`),
    total: r.get<{ total: number }>(sql`SELECT count(*) AS total FROM ${from} WHERE ${where}`).total,
    tags: tagsOf(r, actor, input.integrationId),
  };
}

/** None where the report of the definition cannot be read: the operations are listed anyway. */
function tagsOf(r: Reader, actor: Actor, id: IntegrationId): ListOutput['tags'] {
  const [tags = []] = readRows(
    () => [id],
    (each) => definitionOf(r, actor, each)?.report.tags ?? [],
    () => [],
  );
  const used = tags.filter((tag) => tag.count > 0);
  return used.map(({ name, count }) => ({ name, title: tagTitle(tags, name), count }));
}

/** Operations that one search looks at, so that it stays short however many there are. */
const searchedAtOnce = 20_000;

interface Cursor {
  readonly definitionId: DefinitionId;
  readonly ordinal: number;
}

interface SearchInput {
  readonly text: string;
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

interface SearchOutput {
  rows: FoundOperation[];
  more: boolean;
  next: Cursor | null;
}

/** Operations of all integrations that hold every word; those whose address or name is the text come first. */
export function searchOperations(r: Reader, { tenantId }: Actor, { text, after, limit }: SearchInput): SearchOutput {
  const from = after ?? { definitionId: '', ordinal: -1 };
  const last = r.all<Cursor>(sql`
    SELECT definition_id AS definitionId, ordinal FROM definition_operations
    WHERE tenant_id = ${tenantId} AND (definition_id, ordinal) > (${from.definitionId}, ${from.ordinal})
    ORDER BY definition_id, ordinal LIMIT 1 OFFSET ${searchedAtOnce - 1}`)[0];
  const until = last && sql` AND (d.definition_id, d.ordinal) <= (${last.definitionId}, ${last.ordinal})`;
  const window = sql`(d.definition_id, d.ordinal) > (${from.definitionId}, ${from.ordinal})${until ?? sql``}`;
  const source = shownOperations(tenantId, window, after === undefined ? sql`1` : sql`0`);
  const whole = searchWords(text).join(' ');
  const rows = r.all<Record<string, unknown>>(sql`
    SELECT key, method, path, operationId, summary, deprecated, integrationId, integrationName
    FROM ${source} WHERE ${conditions({ text })}
    ORDER BY CASE WHEN lower(key) = ${whole} OR lower(path) = ${whole} OR lower(operationId) = ${whole} THEN 0
      WHEN instr(lower(key), ${whole}) = 1 OR instr(lower(coalesce(summary, '')), ${whole}) = 1 THEN 1 ELSE 2 END,
      lower(integrationName), integrationId, place, key
    LIMIT ${limit + 1}`);
  return {
    // One that is damaged is named where its integration lists it.
    rows: rows.slice(0, limit).flatMap(({ operationId, summary, deprecated, ...row }) => {
      const named = { ...(operationId !== null && { operationId }), ...(summary !== null && { summary }) };
      const read = foundOperation.safeParse({ ...row, deprecated: deprecated === 1, ...named });
      return read.success ? [read.data] : [];
    }),
    more: rows.length > limit,
    next: last ?? null,
  };
}

/** One operation as the list shows it; undefined where the integration does not have it. Throws NOT_FOUND. */
export function findOperation(r: Reader, actor: Actor, id: IntegrationId, key: string): OperationRow | undefined {
  return r.all(select(sql`${operationsOf(r, actor, id)} WHERE key = ${key}`)).map(shown)[0];
}

/** All of an integration's operations, as a table for a FROM clause. */
function operationsOf(r: Reader, { tenantId }: Actor, id: IntegrationId): SQL {
  const { definitionId } = leniently(() => readRecord(r, tenantId, id));
  return shownOperations(
    tenantId,
    sql`d.definition_id = ${definitionId} AND i.id = ${id}`,
    sql`h.integration_id = ${id}`,
  );
}

/**
 * Operations with what a person changed of them, as a table for a FROM clause: those of definitions (`d`) and those written by hand
 * (`h`), of integrations (`i`) that are not deleted. One written by hand is before the definition's.
 */
function shownOperations(tenantId: TenantId, ofDefinitions: SQL, byHand: SQL): SQL {
  return sql`(
    SELECT i.id AS integrationId, i.display_name AS integrationName, d.ordinal AS place, d.key, d.method, d.path,
      d.operation_id AS operationId, coalesce(e.summary, d.summary) AS summary, d.tags, d.deprecated, d.security, NULL AS handId,
      CASE WHEN e.key IS NULL THEN 'definition' ELSE 'edited' END AS origin, coalesce(e.hidden, 0) AS hidden,
      CASE WHEN e.summary IS NULL THEN d.search ELSE d.search || char(10) || lower(e.summary) END AS search
    FROM definition_operations AS d
    JOIN integrations AS i ON i.tenant_id = d.tenant_id AND i.definition_id = d.definition_id AND i.deleted_at IS NULL
    LEFT JOIN operation_edits AS e ON e.tenant_id = d.tenant_id AND e.integration_id = i.id AND e.key = d.key
    WHERE d.tenant_id = ${tenantId} AND ${ofDefinitions} AND NOT EXISTS (
      SELECT 1 FROM hand_operations AS h WHERE h.tenant_id = d.tenant_id AND h.integration_id = i.id AND h.key = d.key)
    UNION ALL
    SELECT i.id, i.display_name, 1000000 AS place, h.key, h.method, h.path, NULL, h.summary, '[]', 0, 'null', h.id, 'hand', 0, h.search
    FROM hand_operations AS h
    JOIN integrations AS i ON i.tenant_id = h.tenant_id AND i.id = h.integration_id AND i.deleted_at IS NULL
    WHERE h.tenant_id = ${tenantId} AND ${byHand})`;
}

function conditions({ text, tag, method, includeHidden }: OperationFilter): SQL {
  const where: SQL[] = searchWords(text).map((word) => sql`instr(search, ${word}) > 0`);
  if (tag !== undefined)
    where.push(sql`EXISTS (SELECT 1 FROM json_each(iif(json_valid(tags), tags, '[]')) AS t WHERE t.value = ${tag})`);
  if (method !== undefined) where.push(sql`method = ${method.toUpperCase()}`);
  if (!includeHidden) where.push(sql`hidden = 0`);
  return where.length === 0 ? sql`1` : sql.join(where, sql` AND `);
}

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const sqliteRow = z.object({
  ...operationRow.pick({ key: true, method: true, path: true, origin: true, handId: true }).shape,
  operationId: z.string().nullable(),
  summary: z.string().nullable(),
  tags: jsonText.pipe(operationRow.shape.tags),
  deprecated: z.int().transform((value) => value === 1),
  security: jsonText.pipe(operationRow.shape.security),
});

const select = (fromWhere: SQL): SQL =>
  sql`SELECT key, method, path, operationId, summary, tags, deprecated, security, handId, origin FROM ${fromWhere}`;

function rowsOf(r: Reader, fromWhere: SQL): OperationRow[] {
  return readRows(
    () => r.all<z.input<typeof sqliteRow>>(select(fromWhere)),
    shown,
    ({ operationId, summary, ...row }) => ({
      ...row,
      operationId: operationId ?? undefined,
      summary: summary ?? undefined,
      deprecated: row.deprecated === 1,
    }),
  );
}

function shown(row: unknown): OperationRow {
  const { operationId, summary, ...rest } = parseStored('definition_operations', sqliteRow, row);
  return { ...rest, ...(operationId === null ? {} : { operationId }), ...(summary === null ? {} : { summary }) };
}

/** The words of a search; all of them must be found. */
function searchWords(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
