import { and, count, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { References } from '#main/kernel/domain.ts';
import type { Reader } from '#main/store/index.ts';
import { requestGroups, requestRows, savedRequests, standingGroups, standingRequests } from './table.ts';

/** The saved requests whose operation goes or changes with a new definition. */
export function savedAffected(
  r: Reader,
  actor: Actor,
  integrationId: IntegrationId,
  { removed, changed }: OperationChanges,
): UsesAffected['savedRequestsAffected'] {
  const { name, operationKey, integrationId: of } = savedRequests;
  const rows = r
    .select({ name, key: operationKey })
    .from(savedRequests)
    .where(and(standingRequests(actor), eq(of, integrationId), isNotNull(operationKey)))
    .orderBy(sql`${name} COLLATE NOCASE`)
    .all();
  return rows.flatMap(({ name: saved, key }) => {
    if (key === null) return [];
    if (removed.has(key))
      return [{ name: saved, reason: `${key} is gone. It keeps method, URL and body, and can still be sent.` }];
    return changed.has(key) ? [{ name: saved, reason: `${key} changes. It stays as it was saved.` }] : [];
  });
}

/** Method and address of the saved requests of a name, as they are written. */
export function savedNamed(r: Reader, actor: Actor, name: string): { method: string; url: string }[] {
  const named = sql`${savedRequests.name} = ${name} COLLATE NOCASE`;
  const { method, url } = savedRequests;
  return r
    .select({ method, url })
    .from(savedRequests)
    .where(and(standingRequests(actor), named))
    .limit(50)
    .all();
}

/** Whether a saved request, also a deleted one that can come back, has a file in its body. */
export function isFileSaved(r: Reader, tenantId: string, fileId: string): boolean {
  const inBody = sql`${savedRequests.tenantId} = ${tenantId} AND instr(${savedRequests.bodyMore}, ${fileId}) > 0`;
  if (r.select({ id: savedRequests.id }).from(savedRequests).where(inBody).get() !== undefined) return true;
  const inField = sql`${requestRows.tenantId} = ${tenantId} AND ${requestRows.list} = 'fields'
    AND instr(${requestRows.entry}, ${fileId}) > 0`;
  return r.select({ id: requestRows.id }).from(requestRows).where(inField).get() !== undefined;
}

/** How many saved requests are of these integrations. */
export function countSavedOf(r: Reader, actor: Actor, ids: readonly IntegrationId[]): number {
  const among = sql`${savedRequests.integrationId} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return (
    r
      .select({ total: count() })
      .from(savedRequests)
      .where(and(standingRequests(actor), among))
      .get()?.total ?? 0
  );
}

const ofRequests = savedRequests.connectionId;
const ofGroups = requestGroups.connectionId;

/** The connections that saved requests and groups would send with. */
export const connectionReferences: readonly References[] = [
  {
    to: 'connection',
    uses: (r, tenantId, id) =>
      r
        .select({ name: savedRequests.name })
        .from(savedRequests)
        .where(and(standingRequests({ tenantId }), eq(ofRequests, id as ConnectionId)))
        .all()
        .map(({ name }) => ({ kind: 'saved request', name })),
    usedIds: (r, tenantId) =>
      r
        .selectDistinct({ id: ofRequests })
        .from(savedRequests)
        .where(and(standingRequests({ tenantId }), isNotNull(ofRequests)))
        .all()
        .flatMap(({ id }) => id ?? []),
    counts: (r, tenantId, ids) =>
      r
        .select({ id: ofRequests, uses: count() })
        .from(savedRequests)
        .where(and(standingRequests({ tenantId }), inArray(ofRequests, ids as ConnectionId[])))
        .groupBy(ofRequests)
        .all()
        .flatMap(({ id, uses }) => (id === null ? [] : { id, uses })),
  },
  {
    to: 'connection',
    uses: (r, tenantId, id) =>
      r
        .select({ name: requestGroups.name })
        .from(requestGroups)
        .where(and(standingGroups({ tenantId }), eq(ofGroups, id as ConnectionId)))
        .all()
        .map(({ name }) => ({ kind: 'collection', name })),
    usedIds: (r, tenantId) =>
      r
        .selectDistinct({ id: ofGroups })
        .from(requestGroups)
        .where(and(standingGroups({ tenantId }), isNotNull(ofGroups)))
        .all()
        .flatMap(({ id }) => id ?? []),
    counts: (r, tenantId, ids) =>
      r
        .select({ id: ofGroups, uses: count() })
        .from(requestGroups)
        .where(and(standingGroups({ tenantId }), inArray(ofGroups, ids as ConnectionId[])))
        .groupBy(ofGroups)
        .all()
        .flatMap(({ id, uses }) => (id === null ? [] : { id, uses })),
  },
];
