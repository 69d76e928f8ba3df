import { type AnyColumn, and, count, eq, inArray, isNotNull, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { type AssistantId, connectionId, type IntegrationId } from '#contract/common.ts';
import { offers } from '#core/assistants/operationChoice.ts';
import { counted } from '#core/counted.ts';
import type { OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { References } from '#main/kernel/domain.ts';
import type { Reader } from '#main/store/index.ts';
import { assistants, attachments, visibleTo } from './table.ts';

/** The assistants that use a connection, for the question before it is deleted. Private ones are named to nobody. */
const uses: References['uses'] = (r, tenantId, id) =>
  r
    .select({ id: assistants.id, name: assistants.name, visibility: assistants.visibility })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(
      and(
        eq(attachments.tenantId, tenantId),
        eq(attachments.connectionId, connectionId.parse(id)),
        isNull(assistants.deletedAt),
      ),
    )
    .all()
    .map((row) =>
      row.visibility === 'private'
        ? { kind: 'assistant', name: 'a private one' }
        : { kind: 'assistant', name: row.name, path: `/assistants/${row.id}` },
    );

/** The connections that assistants use. The few assistants that were deleted are looked up once, not one an attachment. */
const usedIds: References['usedIds'] = (r, tenantId) => {
  const deleted = r
    .select({ id: assistants.id })
    .from(assistants)
    .where(and(eq(assistants.tenantId, tenantId), isNotNull(assistants.deletedAt)));
  return r
    .selectDistinct({ id: attachments.connectionId })
    .from(attachments)
    .where(
      and(
        eq(attachments.tenantId, tenantId),
        isNotNull(attachments.connectionId),
        notInArray(attachments.assistantId, deleted),
      ),
    )
    .all()
    .flatMap(({ id }) => id ?? []);
};

/** How many assistants use each connection. */
const counts: References['counts'] = (r, tenantId, ids) =>
  r
    .select({ id: attachments.connectionId, uses: count() })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(
      and(
        eq(attachments.tenantId, tenantId),
        inArray(
          attachments.connectionId,
          ids.map((id) => connectionId.parse(id)),
        ),
        isNull(assistants.deletedAt),
      ),
    )
    .groupBy(attachments.connectionId)
    .all()
    .flatMap(({ id, uses }) => (id === null ? [] : [{ id, uses }]));

/** What uses connections here. */
export const assistantReferences: References = { to: 'connection', uses, usedIds, counts };

const mostAssistantNames = 5;

/** The assistants that have one of these integrations: how many, and the first names of those that the actor sees. */
export function assistantsWith(r: Reader, actor: Actor, ids: readonly IntegrationId[]) {
  const { tenantId } = actor;
  const having = r
    .select({ id: attachments.assistantId })
    .from(attachments)
    .where(and(eq(attachments.tenantId, tenantId), among(attachments.integrationId, ids)));
  const alive = and(eq(assistants.tenantId, tenantId), isNull(assistants.deletedAt), inArray(assistants.id, having));
  const named = r
    .select({ name: assistants.name })
    .from(assistants)
    .where(and(alive, visibleTo(actor)))
    .orderBy(assistants.name)
    .limit(mostAssistantNames)
    .all();
  const found = r.select({ total: count() }).from(assistants).where(alive).get();
  return { assistants: found?.total ?? 0, assistantNames: named.map(({ name }) => name) };
}

/** What deleting these assistants would take along. */
export function removalOf(r: Reader, actor: Actor, { ids }: { ids: readonly AssistantId[] }) {
  const gone = and(visibleTo(actor), among(assistants.id, ids));
  const of = r.select({ id: assistants.id }).from(assistants).where(gone);
  const held = and(eq(attachments.tenantId, actor.tenantId), inArray(attachments.assistantId, of));
  const choices = r.select({ total: count() }).from(attachments).where(held).get();
  return { assistants: of.all().length, attachments: choices?.total ?? 0 };
}

const among = (column: AnyColumn, ids: readonly string[]): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;

/** The assistants of an integration whose tools go or change with a new definition, of those that the actor sees. */
export function toolsAffected(
  r: Reader,
  actor: Actor,
  integrationId: IntegrationId,
  { removed, changed }: OperationChanges,
): UsesAffected['assistantsAffected'] {
  return r
    .select({ name: assistants.name, operations: attachments.operations })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(and(visibleTo(actor), eq(attachments.integrationId, integrationId)))
    .orderBy(assistants.name)
    .all()
    .flatMap(({ name, operations }) => {
      const of = (keys: ReadonlySet<string>) => [...keys].filter((key) => offers(operations, key));
      const parts = [toolsThat('go', of(removed)), toolsThat('change', of(changed))].filter((part) => part !== '');
      return parts.length === 0 ? [] : [{ name, reason: `${parts.join('; ')}.` }];
    });
}

const mostNamed = 5;

/** `2 tools go: GET /a, GET /b`; empty where none does. */
function toolsThat(what: 'go' | 'change', keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const more = keys.length > mostNamed ? ` and ${keys.length - mostNamed} more` : '';
  const tools = counted(keys.length, `tool ${what === 'go' ? 'goes' : 'changes'}`, `tools ${what}`);
  return `${tools}: ${keys.slice(0, mostNamed).join(', ')}${more}`;
}
