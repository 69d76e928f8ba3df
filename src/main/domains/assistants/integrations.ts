import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AssistantIntegration, Attachment, assistantsContract } from '#contract/assistants.ts';
import { type AssistantId, attachmentId, connectionId, definitionId, type IntegrationId } from '#contract/common.ts';
import type { Connection, RequirementChoice } from '#contract/connections.ts';
import { integrationRow } from '#contract/integrations.ts';
import { operationChoice } from '#core/assistants/operationChoice.ts';
import { unusableReason } from '#core/connections/state.ts';
import { connections, unmetRequirement } from '#main/domains/connections/index.ts';
import { badgesOf, type IntegrationRecord, keyOf, logoOf, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { parseStored, type Reader, readRows } from '#main/store/index.ts';
import type { AssistantsContext, ReadContext } from './context.ts';
import { requireVisible } from './table.ts';

type Input = (typeof assistantsContract.integrations)['~orpc']['inputSchema'];
type ListInput = z.output<NonNullable<Input>>;

/** A window of the tenant's integrations as an assistant sees them, by name. Throws NOT_FOUND. */
export function listIntegrationsOf(
  context: Pick<AssistantsContext, 'store' | 'connections'>,
  actor: Actor,
  input: ListInput,
) {
  const r = context.store.read;
  requireVisible(r, actor, input.assistantId);
  const where = conditions(actor, input);
  const count = (conditions: SQL) =>
    r.get<{ n: number }>(
      sql`SELECT count(*) AS n FROM integrations AS i INDEXED BY integrations_list WHERE ${conditions}`,
    ).n;
  return {
    rows: showAll(context, r, actor, readWindow(r, actor, input, where)),
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
  context: ReadContext,
  r: Reader,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId: IntegrationId },
): AssistantIntegration {
  readRecord(r, actor.tenantId, integrationId);
  const where = all([...notDeleted(actor), sql`i.id = ${integrationId}`]);
  const [row] = showRows(
    context,
    r,
    actor,
    selectRows(r, actor, assistantId, where).map((row) => parseStored('attachments', attachedRow, row)),
  );
  if (row === undefined) throw new Error('An integration that was read is listed');
  return row;
}

const all = (conditions: readonly SQL[]): SQL => sql.join([...conditions], sql` AND `);
const notDeleted = (actor: Actor): SQL[] => [sql`i.tenant_id = ${actor.tenantId}`, sql`i.deleted_at IS NULL`];

const attachedTo = ({ tenantId }: Actor, id: AssistantId): SQL => sql`i.id IN (
  SELECT a.integration_id FROM attachments AS a WHERE a.tenant_id = ${tenantId} AND a.assistant_id = ${id})`;

function conditions(actor: Actor, { text, types, attached, assistantId }: ListInput): SQL {
  const where = notDeleted(actor);
  for (const word of keyOf(text ?? '').split(/\s+/)) if (word) where.push(sql`instr(i.search, ${word}) > 0`);
  if (types?.length) where.push(sql`i.type IN (SELECT value FROM json_each(${JSON.stringify(types)}))`);
  if (attached !== undefined)
    where.push(attached ? attachedTo(actor, assistantId) : sql`NOT ${attachedTo(actor, assistantId)}`);
  return all(where);
}

/** First the ids of the window, on the covering index; then those rows whole. */
function readWindow(r: Reader, actor: Actor, { assistantId, limit, offset }: ListInput, where: SQL): RawRow[] {
  const ids = r.all<{ id: string }>(sql`
    SELECT i.id FROM integrations AS i INDEXED BY integrations_list
    WHERE ${where} ORDER BY i.display_key, i.id LIMIT ${limit} OFFSET ${offset}`);
  const window = sql`i.id IN (SELECT value FROM json_each(${JSON.stringify(ids.map(({ id }) => id))}))`;
  return selectRows(r, actor, assistantId, all([sql`i.tenant_id = ${actor.tenantId}`, window]));
}

type RawRow = z.input<typeof attachedRow>;

function selectRows(r: Reader, { tenantId }: Actor, id: AssistantId, where: SQL): RawRow[] {
  return r.all(sql`
    SELECT i.id, i.display_name AS displayName, i.provider, i.type, i.status, i.operations, i.logo_file AS logoFile,
      i.active, i.needs_auth AS needsAuth, i.auth_bits AS authBits,
      i.definition_id AS definitionId, i.manual_auth AS manualAuth, a.id AS attachmentId, a.connection_id AS connectionId, a.operations AS chosen
    FROM integrations AS i LEFT JOIN attachments AS a
      ON a.tenant_id = ${tenantId} AND a.assistant_id = ${id} AND a.integration_id = i.id
    WHERE ${where} ORDER BY i.display_key, i.id`);
}

/** The rows of a list: each by itself where one of them cannot be read. */
function showAll(context: ReadContext, r: Reader, actor: Actor, rows: readonly RawRow[]): AssistantIntegration[] {
  try {
    return showRows(
      context,
      r,
      actor,
      rows.map((row) => attachedRow.parse(row)),
    );
  } catch {
    const show = (row: RawRow) => showRows(context, r, actor, [attachedRow.parse(row)]);
    return readRows(
      () => rows,
      show,
      (row) => [damagedRow(row)],
    ).flat();
  }
}

/** What is known of a row that cannot be read; what is missing is what its attachment is. */
function damagedRow({ id, authBits, needsAuth, active, ...row }: RawRow) {
  const logo = logoOf({ ...row, logoFile: null });
  const known = {
    ...row,
    integrationId: id,
    logo,
    auth: badgesOf(authBits),
    active: active === 1,
    needsAuth: needsAuth === 1,
  };
  return { ...known, id, noUsableConnection: needsAuth === 1, attachment: undefined };
}

/** Rows as the contract wants them. What an integration requires is read only where a connection is compared with it. */
function showRows(context: ReadContext, r: Reader, actor: Actor, rows: readonly AttachedRow[]): AssistantIntegration[] {
  const open = rows.filter((row) => row.needsAuth || row.connectionId !== null).map(({ id }) => id);
  const found = open.length === 0 ? new Map<IntegrationId, Connection[]>() : connectionsOf(context, r, actor, open);
  const choicesOf = choicesReader(context, r, actor);
  return rows.map((row) => {
    const own = found.get(row.id) ?? [];
    const choices = own.length === 0 ? [] : choicesOf(row);
    return toIntegration(actor, row, own, (connection) => unmetRequirement(choices, connection.parts));
  });
}

/** Why a connection does not satisfy the integration; null where it does. */
type UnmetBy = (connection: Connection) => string | null;

function toIntegration(
  actor: Actor,
  row: AttachedRow,
  own: readonly Connection[],
  unmet: UnmetBy,
): AssistantIntegration {
  const { id, displayName, provider, type, active, status, operations, needsAuth, authBits, logoFile } = row;
  const usable = actor.role !== 'viewer' && own.some((each) => unmet(each) === null && unusableReason(each) === null);
  return {
    integrationId: id,
    displayName,
    provider,
    type,
    active,
    status,
    operations,
    needsAuth,
    logo: logoOf({ logoFile, provider }),
    auth: badgesOf(authBits),
    noUsableConnection: needsAuth && !usable,
    attachment: row.attachmentId === null ? null : attachmentOf(row, row.attachmentId, own, unmet),
  };
}

function attachmentOf(row: AttachedRow, id: Attachment['id'], own: readonly Connection[], unmet: UnmetBy): Attachment {
  const connection = own.find((each) => each.id === row.connectionId);
  return {
    id,
    integrationId: row.id,
    connection: connection ? { id: connection.id, name: connection.name, state: connection.state } : null,
    ...statusOf(row, connection, unmet),
    operations: row.chosen,
  };
}

type AttachmentStatus = Pick<Attachment, 'state' | 'reason'>;
type StatusRow = Pick<AttachedRow, 'active' | 'displayName' | 'needsAuth' | 'connectionId'>;

/** The one rule for how an attachment is: the page shows it, and the list counts by it. */
export function statusOf(row: StatusRow, connection: Connection | undefined, unmet: UnmetBy): AttachmentStatus {
  if (!row.active) return { state: 'inactive', reason: `${row.displayName} is deactivated.` };
  if (connection === undefined) return withoutConnection(row);
  const reason = unmet(connection);
  if (reason !== null) return row.needsAuth ? { state: 'needsConnection', reason } : ready;
  const unusable = unusableReason(connection);
  return unusable === null ? ready : { state: 'connectionUnusable', reason: unusable };
}

const ready: AttachmentStatus = { state: 'ready', reason: null };

function withoutConnection({ connectionId, needsAuth, displayName }: StatusRow): AttachmentStatus {
  if (connectionId !== null)
    return { state: 'connectionUnusable', reason: 'Its connection is private to the person who added it.' };
  return needsAuth ? { state: 'needsConnection', reason: `${displayName} needs a connection.` } : ready;
}

type Choices = readonly RequirementChoice[];

/** What integrations of one window require; of those set by hand read once for each kind of authentication. */
export function choicesReader(
  context: ReadContext,
  r: Reader,
  actor: Actor,
): (integration: Pick<IntegrationRecord, 'id' | 'definitionId'> & { manualAuth: string }) => Choices {
  const byHand = new Map<string, Choices>();
  return ({ id, definitionId, manualAuth }) => {
    const read = () => context.connections.requirements(r, actor, { id, definitionId }).choices;
    if (definitionId !== null) return read();
    const choices = byHand.get(manualAuth) ?? read();
    byHand.set(manualAuth, choices);
    return choices;
  };
}

/** The connections of some integrations that exist for the actor, by integration, in the order of their names. */
export function connectionsOf(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  ids: readonly IntegrationId[],
): Map<IntegrationId, Connection[]> {
  const { tenantId, integrationId, visibility, ownerId } = connections;
  const own = r
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(tenantId, actor.tenantId),
        inArray(integrationId, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
        or(eq(visibility, 'team'), eq(ownerId, actor.userId)),
      ),
    )
    .orderBy(sql`${connections.name} COLLATE NOCASE`)
    .all()
    .map(({ id }) => id);
  const found = context.connections.readMany(r, actor, own);
  return Map.groupBy(found, (connection) => connection.integrationId);
}

const sqliteFlag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const jsonText = z.string().transform((text): unknown => JSON.parse(text));

/** An integration with its attachment, as SQLite gives it. */
export const attachedRow = integrationRow
  .pick({ id: true, displayName: true, provider: true, type: true, status: true, operations: true })
  .extend({
    logoFile: z.string().nullable(),
    active: sqliteFlag,
    needsAuth: sqliteFlag,
    authBits: z.int(),
    attachmentId: attachmentId.nullable(),
    connectionId: connectionId.nullable(),
    definitionId: definitionId.nullable(),
    manualAuth: z.string(),
    chosen: jsonText.pipe(operationChoice.unwrap()).nullable(),
  });
export type AttachedRow = z.infer<typeof attachedRow>;
