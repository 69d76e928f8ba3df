import { type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { AssistantIntegration, assistantsContract } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { keyOf, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireVisible } from './access.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { type ShownRow, shownRow } from './shownRow.ts';
import { showRows } from './showRows.ts';

type Input = (typeof assistantsContract.integrations)['~orpc']['inputSchema'];
type ListInput = z.output<NonNullable<Input>>;

/** A window of the tenant's integrations as an assistant sees them, by name. Throws NOT_FOUND. */
export function listIntegrationsOf(deps: ReadDeps & Pick<AssistantsDeps, 'store'>, actor: Actor, input: ListInput) {
  const r = deps.store.read;
  requireVisible(r, actor, input.assistantId);
  const where = conditions(actor, input);
  const count = (conditions: SQL) =>
    r.get<{ n: number }>(
      sql`SELECT count(*) AS n FROM integrations AS i INDEXED BY integrations_list WHERE ${conditions}`,
    ).n;
  return {
    rows: showRows(deps, r, actor, readWindow(r, actor, input, where)),
    total: count(where),
    attached: countAttached(r, actor, input.assistantId),
  };
}

function countAttached(r: Reader, { tenantId }: Actor, id: AssistantId): number {
  return r.get<{ n: number }>(sql`SELECT count(*) AS n FROM attachments AS a
    JOIN integrations AS i ON i.tenant_id = a.tenant_id AND i.id = a.integration_id
    WHERE a.tenant_id = ${tenantId} AND a.assistant_id = ${id} AND i.deleted_at IS NULL`).n;
}

/** One integration as an assistant sees it. Throws NOT_FOUND. */
export function readIntegrationOf(
  deps: ReadDeps,
  r: Reader,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId: IntegrationId },
): AssistantIntegration {
  readRecord(r, actor.tenantId, integrationId);
  const where = and([...alive(actor), sql`i.id = ${integrationId}`]);
  const [row] = showRows(deps, r, actor, readRows(r, actor, assistantId, where));
  if (row === undefined) throw new Error('An integration that was read is listed');
  return row;
}

const and = (conditions: readonly SQL[]): SQL => sql.join([...conditions], sql` AND `);
const alive = (actor: Actor): SQL[] => [sql`i.tenant_id = ${actor.tenantId}`, sql`i.deleted_at IS NULL`];

const isAttached = ({ tenantId }: Actor, id: AssistantId): SQL => sql`i.id IN (
  SELECT a.integration_id FROM attachments AS a WHERE a.tenant_id = ${tenantId} AND a.assistant_id = ${id})`;

function conditions(actor: Actor, { text, types, attached, assistantId }: ListInput): SQL {
  const where = alive(actor);
  for (const word of keyOf(text ?? '').split(/\s+/)) if (word) where.push(sql`instr(i.search, ${word}) > 0`);
  if (types?.length) where.push(sql`i.type IN (SELECT value FROM json_each(${JSON.stringify(types)}))`);
  if (attached !== undefined)
    where.push(attached ? isAttached(actor, assistantId) : sql`NOT ${isAttached(actor, assistantId)}`);
  return and(where);
}

/** First the ids of the window, on the covering index; then those rows whole. */
function readWindow(r: Reader, actor: Actor, { assistantId, limit, offset }: ListInput, where: SQL): ShownRow[] {
  const ids = r.all<{ id: string }>(sql`
    SELECT i.id FROM integrations AS i INDEXED BY integrations_list
    WHERE ${where} ORDER BY i.display_key, i.id LIMIT ${limit} OFFSET ${offset}`);
  const window = sql`i.id IN (SELECT value FROM json_each(${JSON.stringify(ids.map(({ id }) => id))}))`;
  return readRows(r, actor, assistantId, and([sql`i.tenant_id = ${actor.tenantId}`, window]));
}

function readRows(r: Reader, { tenantId }: Actor, id: AssistantId, where: SQL): ShownRow[] {
  const rows = r.all(sql`
    SELECT i.id, i.display_name AS displayName, i.provider, i.type, i.status, i.operations, i.logo_file AS logoFile,
      i.active, i.needs_auth AS needsAuth, i.auth_bits AS authBits,
      i.definition_id AS definitionId, i.manual_auth AS manualAuth, a.id AS attachmentId, a.connection_id AS connectionId, a.operations AS chosen
    FROM integrations AS i LEFT JOIN attachments AS a
      ON a.tenant_id = ${tenantId} AND a.assistant_id = ${id} AND a.integration_id = i.id
    WHERE ${where} ORDER BY i.display_key, i.id`);
  return rows.map((row) => shownRow.parse(row));
}
