import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Assistant, assistantsContract } from '#contract/assistants.ts';
import { type AssistantId, assistantId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import { integrations, keyOf } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { AssistantsContext, ReadContext } from './context.ts';
import { attachedRow, choicesReader, statusOf } from './integrations.ts';
import { assistants, mayEdit, visibleTo } from './table.ts';

type Input = (typeof assistantsContract.list)['~orpc']['inputSchema'];
type ListInput = z.output<NonNullable<Input>>;
type IdsInput = Pick<ListInput, 'text' | 'sort' | 'direction'>;

/** A window of the assistants that the actor sees. */
export function listAssistants(
  context: Pick<AssistantsContext, 'store' | 'connections'>,
  actor: Actor,
  input: ListInput,
) {
  const r = context.store.read;
  const where = and(visibleTo(actor), ...matching(input.text));
  const order = orderBy(input.sort, input.direction);
  const { limit, offset } = input;
  // The window is found first, so that what is costly is computed for its rows alone.
  const found = r
    .select({ id: assistants.id })
    .from(assistants)
    .where(where)
    .orderBy(...order);
  const ids = found
    .limit(limit)
    .offset(offset)
    .all()
    .map(({ id }) => id);
  const window = and(eq(assistants.tenantId, actor.tenantId), inArray(assistants.id, ids));
  const rows = selectAssistants(r)
    .where(window)
    .orderBy(...order)
    .all();
  const total = r.select({ n: sql<number>`count(*)` }).from(assistants).where(where).get();
  const attention = countAttention(context, r, actor, ids);
  return {
    rows: rows.map((each) => toAssistant(actor, each, attention.get(each.row.id) ?? 0)),
    total: total?.n ?? 0,
  };
}

/** The ids of all assistants that the filter finds for the actor, in the order of the list, for "select all". */
export function listAssistantIds(
  { store }: Pick<AssistantsContext, 'store'>,
  actor: Actor,
  { text, sort, direction }: IdsInput,
): { ids: AssistantId[] } {
  const rows = store.read
    .select({ id: assistants.id })
    .from(assistants)
    .where(and(visibleTo(actor), ...matching(text)))
    .orderBy(...orderBy(sort, direction))
    .all();
  return { ids: rows.map(({ id }) => id) };
}

function orderBy(sort: IdsInput['sort'], direction: IdsInput['direction']): SQL[] {
  const { nameKey, createdAt, updatedAt } = assistants;
  const column = { name: nameKey, createdAt, updatedAt }[sort];
  return [direction === 'asc' ? asc(column) : desc(column), asc(assistants.id)];
}

/** One assistant as the actor sees it. Throws NOT_FOUND. */
export function readAssistant(context: ReadContext, r: Reader, actor: Actor, id: AssistantId): Assistant {
  const row = selectAssistants(r)
    .where(and(eq(assistants.id, id), visibleTo(actor)))
    .get();
  if (!row) throw notFound('The assistant');
  return toAssistant(actor, row, countAttention(context, r, actor, [id]).get(id) ?? 0);
}

function matching(text: string | undefined): SQL[] {
  const words = keyOf(text ?? '').split(/\s+/);
  return words
    .filter((word) => word !== '')
    .map(
      (word) =>
        sql`(instr(${assistants.nameKey}, ${word}) > 0 OR instr(lower(${assistants.description}), ${word}) > 0)`,
    );
}

const attached = sql<number>`(SELECT count(*) FROM attachments AS a
  JOIN integrations AS i ON i.tenant_id = a.tenant_id AND i.id = a.integration_id
  WHERE a.tenant_id = ${assistants.tenantId} AND a.assistant_id = ${assistants.id} AND i.deleted_at IS NULL)`;

function selectAssistants(r: Reader) {
  return r
    .select({
      row: assistants,
      owner: users.name,
      provider: integrations.displayName,
      attached,
    })
    .from(assistants)
    .leftJoin(users, eq(users.id, assistants.ownerId))
    .leftJoin(
      integrations,
      and(
        eq(integrations.tenantId, assistants.tenantId),
        eq(integrations.id, assistants.providerId),
        eq(integrations.type, 'ai_provider'),
        isNull(integrations.deletedAt),
      ),
    )
    .$dynamic();
}

type Selected = NonNullable<ReturnType<ReturnType<typeof selectAssistants>['get']>>;

/** A provider that is gone, or no AI provider any more, counts as none. */
function toAssistant(actor: Actor, { row, owner, provider, attached }: Selected, attention: number): Assistant {
  const { id, name, description, instructions, model, visibility, createdAt, updatedAt } = row;
  return {
    id,
    name,
    description,
    instructions,
    model,
    visibility,
    createdAt,
    updatedAt,
    providerIntegrationId: provider === null ? null : row.providerId,
    providerName: provider,
    owner: { id: row.ownerId, name: owner ?? 'A former member' },
    attachments: attached,
    attention,
    editable: mayEdit(actor),
  };
}

/** How many attachments of each of these assistants cannot be used before a person fixes them, as the actor sees them. */
function countAttention(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  ids: readonly AssistantId[],
): ReadonlyMap<AssistantId, number> {
  const rows = readAuthenticated(r, actor, ids);
  const used = [...new Set(rows.flatMap((row) => row.connectionId ?? []))];
  const found = new Map(context.connections.readMany(r, actor, used).map((connection) => [connection.id, connection]));
  const choicesOf = choicesReader(context, r, actor);
  const counts = new Map<AssistantId, number>();
  for (const row of rows) {
    const connection = row.connectionId === null ? undefined : found.get(row.connectionId);
    if (needsPerson(row, connection, choicesOf)) counts.set(row.assistantId, (counts.get(row.assistantId) ?? 0) + 1);
  }
  return counts;
}

type Authenticated = ReturnType<typeof readAuthenticated>[number];

/** What cannot be read needs a person as well. */
function needsPerson(
  row: Authenticated,
  connection: Connection | undefined,
  choicesOf: ReturnType<typeof choicesReader>,
): boolean {
  try {
    const { state } = statusOf(row, connection, ({ parts }) => unmetRequirement(choicesOf(row), parts));
    return state === 'needsConnection' || state === 'connectionUnusable';
  } catch {
    return true;
  }
}

/** The attachments whose state depends on a connection; all others are ready or inactive. Cross joins keep their order: none begins with all integrations. */
function readAuthenticated(r: Reader, { tenantId }: Actor, ids: readonly AssistantId[]) {
  const rows = r.all(sql`
    SELECT i.id, i.display_name AS displayName, i.active, i.needs_auth AS needsAuth, i.definition_id AS definitionId,
      i.manual_auth AS manualAuth, a.connection_id AS connectionId, a.assistant_id AS assistantId
    FROM json_each(${JSON.stringify(ids)}) AS asked
      CROSS JOIN attachments AS a ON a.tenant_id = ${tenantId} AND a.assistant_id = asked.value
      CROSS JOIN integrations AS i ON i.tenant_id = ${tenantId} AND i.id = a.integration_id
    WHERE i.deleted_at IS NULL AND i.active = 1 AND (i.needs_auth = 1 OR a.connection_id IS NOT NULL)`);
  return rows.flatMap((row) => authenticatedRow.safeParse(row).data ?? []);
}

const authenticatedRow = attachedRow
  .pick({
    id: true,
    displayName: true,
    active: true,
    needsAuth: true,
    definitionId: true,
    manualAuth: true,
    connectionId: true,
  })
  .extend({ assistantId });
