import { and, count, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { UseCounts, UsedIds, UsersOf } from '#main/domains/connections/index.ts';
import { assistants, attachments } from './table.ts';

/** The assistants that use a connection, for the question before it is deleted. Private ones are named to nobody. */
export const assistantReferences: UsersOf = (r, tenantId, id) =>
  r
    .select({ id: assistants.id, name: assistants.name, visibility: assistants.visibility })
    .from(attachments)
    .innerJoin(
      assistants,
      and(eq(assistants.tenantId, attachments.tenantId), eq(assistants.id, attachments.assistantId)),
    )
    .where(and(eq(attachments.tenantId, tenantId), eq(attachments.connectionId, id), isNull(assistants.deletedAt)))
    .all()
    .map((row) =>
      row.visibility === 'private'
        ? { kind: 'assistant', name: 'a private one' }
        : { kind: 'assistant', name: row.name, path: `/assistants/${row.id}` },
    );

/** The connections that assistants use. */
export const assistantConnections: UsedIds = (r, tenantId) =>
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
export const assistantUseCounts: UseCounts = (r, tenantId, ids) =>
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
        inArray(attachments.connectionId, [...ids]),
        isNull(assistants.deletedAt),
      ),
    )
    .groupBy(attachments.connectionId)
    .all()
    .flatMap(({ id, uses }) => (id === null ? [] : [{ id, uses }]));
