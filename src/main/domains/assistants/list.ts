import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Assistant, assistantsContract } from '#contract/assistants.ts';
import type { AssistantId } from '#contract/common.ts';
import { integrations, keyOf } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { mayEdit, visibleTo } from './access.ts';
import type { AssistantsDeps } from './deps.ts';
import { assistants } from './table.ts';

type Input = (typeof assistantsContract.list)['~orpc']['inputSchema'];
type ListInput = z.output<NonNullable<Input>>;

/** A window of the assistants that stand for the actor. */
export function listAssistants({ store, now }: Pick<AssistantsDeps, 'store' | 'now'>, actor: Actor, input: ListInput) {
  const where = and(visibleTo(actor), ...matching(input.text));
  const column = { name: assistants.nameKey, createdAt: assistants.createdAt, updatedAt: assistants.updatedAt }[
    input.sort
  ];
  const rows = select(store.read, now())
    .where(where)
    .orderBy(input.direction === 'asc' ? asc(column) : desc(column), asc(assistants.id))
    .limit(input.limit)
    .offset(input.offset)
    .all();
  const total = store.read.select({ n: sql<number>`count(*)` }).from(assistants).where(where).get();
  return { rows: rows.map((row) => toAssistant(actor, row)), total: total?.n ?? 0 };
}

/** One assistant as the actor sees it. Throws NOT_FOUND. */
export function readAssistant(
  { now }: Pick<AssistantsDeps, 'now'>,
  r: Reader,
  actor: Actor,
  id: AssistantId,
): Assistant {
  const row = select(r, now())
    .where(and(eq(assistants.id, id), visibleTo(actor)))
    .get();
  if (!row) throw notFound('The assistant');
  return toAssistant(actor, row);
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

/** Authentication is needed, and the connection is missing or in a state that only a person can mend. */
const attentionAt = (now: number) => sql<number>`(SELECT count(*) FROM attachments AS a
  JOIN integrations AS i ON i.tenant_id = a.tenant_id AND i.id = a.integration_id
  LEFT JOIN connections AS c ON c.tenant_id = a.tenant_id AND c.id = a.connection_id
  LEFT JOIN connection_state AS s ON s.tenant_id = c.tenant_id AND s.connection_id = c.id
  WHERE a.tenant_id = ${assistants.tenantId} AND a.assistant_id = ${assistants.id} AND i.deleted_at IS NULL
    AND i.needs_auth = 1 AND (c.id IS NULL OR s.state = 'refused' OR s.suspension IS NOT NULL OR c.expires_at <= ${now}))`;

function select(r: Reader, now: number) {
  return r
    .select({
      row: assistants,
      owner: users.name,
      provider: integrations.displayName,
      attached,
      attention: attentionAt(now),
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

type Selected = NonNullable<ReturnType<ReturnType<typeof select>['get']>>;

/** A provider that is gone, or no AI provider any more, counts as none. */
function toAssistant(actor: Actor, { row, owner, provider, ...counts }: Selected): Assistant {
  const { id, name, description, instructions, model, visibility, createdAt, updatedAt } = row;
  return {
    ...{ id, name, description, instructions, model, visibility, createdAt, updatedAt },
    providerIntegrationId: provider === null ? null : row.providerId,
    providerName: provider,
    owner: { id: row.ownerId, name: owner ?? 'A former member' },
    attachments: counts.attached,
    attention: counts.attention,
    editable: mayEdit(actor),
  };
}
