import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { Integration, IntegrationFields } from '#contract/integrations.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { badgesOf } from './authState.ts';
import type { UsableConnections } from './deps.ts';
import { type IntegrationRecord, integrations } from './table.ts';

/** The row of an integration that is not deleted. Throws NOT_FOUND. */
export function readRecord(r: Reader, tenantId: TenantId, id: IntegrationId): IntegrationRecord {
  const row = findRecord(r, tenantId, id);
  if (!row) throw notFound('The integration');
  return row;
}

export function findRecord(r: Reader, tenantId: TenantId, id: IntegrationId): IntegrationRecord | undefined {
  const mine = and(eq(integrations.tenantId, tenantId), eq(integrations.id, id), isNull(integrations.deletedAt));
  return r.select().from(integrations).where(mine).get();
}

/** The rows with these ids that belong to the tenant, deleted or not. */
export function readMany(r: Reader, tenantId: TenantId, ids: readonly IntegrationId[]): IntegrationRecord[] {
  const wanted = sql`${integrations.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return r
    .select()
    .from(integrations)
    .where(and(eq(integrations.tenantId, tenantId), wanted))
    .all();
}

/** What a person can set, as it stands in the row. A fallback that is gone or no AI provider any more counts as none. */
export function fieldsOf(r: Reader, row: IntegrationRecord): IntegrationFields {
  const { name, displayName, type, provider, description, baseUrl, baseSearch, manualAuth, checkPath, active } = row;
  const { model, modelConfiguration, providerMetadata, costConfiguration } = row;
  const common = { name, displayName, type, provider, description, baseUrl, baseSearch, manualAuth, checkPath, active };
  const fallbackId = row.fallbackId && usableFallback(r, row.tenantId, row.fallbackId) ? row.fallbackId : null;
  return { ...common, model, modelConfiguration, providerMetadata, costConfiguration, fallbackId };
}

function usableFallback(r: Reader, tenantId: TenantId, id: IntegrationId): boolean {
  return findRecord(r, tenantId, id)?.type === 'ai_provider';
}

/** The logo as the renderer asks for it. */
export function logoOf(row: { logoFile: string | null; provider: string }): Integration['logo'] {
  return row.logoFile === null ? { kind: 'preset', provider: row.provider } : { kind: 'file', file: row.logoFile };
}

/** An integration as the person sees it. Throws NOT_FOUND. */
export function readIntegration(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  usableConnections: UsableConnections,
): Integration {
  const row = readRecord(r, actor.tenantId, id);
  const connections = countConnections(r, actor, id, usableConnections);
  return {
    ...fieldsOf(r, row),
    id: row.id,
    logo: logoOf(row),
    status: row.status,
    statusReason: row.statusReason,
    lastCheckedAt: row.lastCheckedAt,
    lastSyncAt: row.lastSyncAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    definition: row.definition,
    operations: row.operations,
    auth: badgesOf(row.authBits),
    connections,
    needsConnection: row.needsAuth && connections === 0,
  };
}

function countConnections(r: Reader, actor: Actor, id: IntegrationId, usable: UsableConnections): number {
  const count = usable(actor, { tenantId: sql`${actor.tenantId}`, id: sql`${id}` });
  return r.get<{ count: number }>(sql`SELECT ${count} AS count`).count;
}

/** The ids among `ids` that are the tenant's and not deleted, in the order they came. */
export function aliveIds(r: Reader, tenantId: TenantId, ids: readonly IntegrationId[]): IntegrationId[] {
  const alive = new Set(readMany(r, tenantId, ids).flatMap((row) => (row.deletedAt === null ? [row.id] : [])));
  return ids.filter((id) => alive.delete(id));
}

/** Condition: one of these rows of the tenant. */
export function among(tenantId: TenantId, ids: readonly IntegrationId[]) {
  return and(
    eq(integrations.tenantId, tenantId),
    inArray(integrations.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
  );
}
