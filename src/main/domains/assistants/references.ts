import { and, count, eq, inArray, isNotNull, isNull, notInArray } from 'drizzle-orm';
import { connectionId } from '#contract/common.ts';
import type { References } from '#main/kernel/domain.ts';
import { assistants, attachments } from './table.ts';

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
