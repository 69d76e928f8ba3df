import { and, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { References } from '#main/kernel/domain.ts';
import { assistants, attachments } from './table.ts';

/** The assistants that use a connection, for the question before it is deleted. Private ones are named to nobody. */
export const assistantsUsing: References['uses'] = (r, tenantId, id) =>
  r
    .select({ id: assistants.id, name: assistants.name, visibility: assistants.visibility })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(
      and(eq(attachments.tenantId, tenantId), sql`${attachments.connectionId} = ${id}`, isNull(assistants.deletedAt)),
    )
    .all()
    .map((row) =>
      row.visibility === 'private'
        ? { kind: 'assistant', name: 'a private one' }
        : { kind: 'assistant', name: row.name, path: `/assistants/${row.id}` },
    );

/** The connections that assistants use. */
export const assistantConnections: References['usedIds'] = (r, tenantId) =>
  r
    .selectDistinct({ id: attachments.connectionId })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(and(eq(attachments.tenantId, tenantId), isNotNull(attachments.connectionId), isNull(assistants.deletedAt)))
    .all()
    .flatMap(({ id }) => id ?? []);

/** How many assistants use each connection. */
export const assistantUseCounts: References['counts'] = (r, tenantId, ids) =>
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
        inArray(sql<string>`${attachments.connectionId}`, [...ids]),
        isNull(assistants.deletedAt),
      ),
    )
    .groupBy(attachments.connectionId)
    .all()
    .flatMap(({ id, uses }) => (id === null ? [] : [{ id, uses }]));
