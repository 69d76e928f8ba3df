import { and, count, eq, inArray, isNotNull, isNull, notInArray } from 'drizzle-orm';
import { connectionId, type IntegrationId } from '#contract/common.ts';
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
      const of = (keys: ReadonlySet<string>) =>
        operations === null ? [...keys] : operations.filter((key) => keys.has(key));
      const parts = [toolsThat('go', of(removed)), toolsThat('change', of(changed))].filter((part) => part !== '');
      return parts.length === 0 ? [] : [{ name, reason: `${parts.join('; ')}.` }];
    });
}

const mostNamed = 5;

/** `2 tools go: GET /a, GET /b`; empty where none does. */
function toolsThat(what: 'go' | 'change', keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const more = keys.length > mostNamed ? ` and ${keys.length - mostNamed} more` : '';
  const tools = keys.length === 1 ? `1 tool ${what === 'go' ? 'goes' : 'changes'}` : `${keys.length} tools ${what}`;
  return `${tools}: ${keys.slice(0, mostNamed).join(', ')}${more}`;
}
