import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import {
  type AuthBadge,
  authBadge,
  definitionSummary,
  type Integration,
  type IntegrationFields,
  type IntegrationStatus,
  type IntegrationType,
  type ManualAuth,
  manualAuth,
} from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { builtOnce, flag, json, leniently, type Reader, timestampMs, type Writer } from '#main/store/index.ts';
import type { IntegrationsPorts, UsableConnections } from './context.ts';

/** Mirror of `0004_integrations.sql`. */
export const integrations = sqliteTable(
  'integrations',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<IntegrationId>().notNull(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    displayName: text('display_name').notNull(),
    displayKey: text('display_key').notNull(),
    type: text('type').$type<IntegrationType>().notNull(),
    provider: text('provider').notNull(),
    baseUrl: text('base_url').notNull(),
    active: flag('active').notNull(),
    status: text('status').$type<IntegrationStatus>().notNull(),
    statusReason: text('status_reason'),
    authBits: integer('auth_bits').notNull(),
    needsAuth: flag('needs_auth').notNull(),
    operations: integer('operations').notNull(),
    logoFile: text('logo_file'),
    lastCheckedAt: timestampMs('last_checked_at'),
    lastSyncAt: timestampMs('last_sync_at'),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
    deletedAt: timestampMs('deleted_at'),
    search: text('search').notNull(),
    baseSearch: text('base_search').notNull(),
    manualAuth: json('manual_auth', manualAuth).notNull(),
    checkPath: text('check_path'),
    model: text('model'),
    fallbackId: text('fallback_id').$type<IntegrationId>(),
    definitionId: text('definition_id').$type<DefinitionId>(),
    definition: json('definition', definitionSummary),
    description: text('description').notNull(),
    modelConfiguration: text('model_configuration'),
    providerMetadata: text('provider_metadata'),
    costConfiguration: text('cost_configuration'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('integrations_name').on(table.tenantId, table.nameKey),
    uniqueIndex('integrations_provider').on(table.tenantId, table.provider),
    index('integrations_list').on(table.tenantId, table.displayKey, table.id),
  ],
);

export type IntegrationRecord = typeof integrations.$inferSelect;

/** Names that differ in case or in the way a letter is composed are the same name. */
export function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The columns that are derived from the fields, so that the list can sort and search without a function call a row. */
export function keysOf(fields: Pick<IntegrationFields, 'name' | 'displayName' | 'provider' | 'type' | 'baseUrl'>) {
  const { name, displayName, provider, type, baseUrl } = fields;
  return {
    nameKey: keyOf(name),
    displayKey: keyOf(displayName),
    search: keyOf([displayName, name, provider, type.replace('_', ' '), baseUrl].join('\n')),
  };
}

/** What the list shows of an integration's authentication. */
interface AuthState {
  readonly badges: readonly AuthBadge[];
  /** At least one operation does not work without. */
  readonly needed: boolean;
}

/** The badges that manual settings stand for. */
export function authOfSettings(settings: ManualAuth): AuthState {
  return { badges: [settings.kind], needed: settings.kind !== 'none' };
}

/** The badges of a definition: what its operations require, not what it merely declares. */
function badgesOfReport(report: DefinitionReport): AuthBadge[] {
  const badges: AuthBadge[] = [];
  if (report.requiresApiKey) badges.push('apiKey');
  if (report.requiresOAuth2) badges.push('oauth2');
  if (report.requiresBasic) badges.push('basic');
  if (report.requiresBearer) badges.push('bearer');
  if (report.securitySchemes.some(isOther)) badges.push('other');
  return badges;
}

function isOther(scheme: DefinitionReport['securitySchemes'][number]): boolean {
  if (!scheme.required) return false;
  return scheme.type === 'mutualTLS' || (scheme.type === 'http' && !/^(basic|bearer)$/.test(scheme.scheme ?? ''));
}

/** Badges as one number, a bit each in the order of the contract, so that SQL can filter by any of them. */
export function bitsOf(badges: readonly AuthBadge[]): number {
  return badges.reduce((bits, badge) => bits | (1 << authBadge.options.indexOf(badge)), 0);
}

export function badgesOf(bits: number): AuthBadge[] {
  return authBadge.options.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** The row of an integration that is not deleted. Throws NOT_FOUND. */
export function readRecord(r: Reader, tenantId: TenantId, id: IntegrationId): IntegrationRecord {
  const row = findRecord(r, tenantId, id);
  if (!row) throw notFound('The integration');
  return row;
}

export function findRecord(r: Reader, tenantId: TenantId, id: IntegrationId): IntegrationRecord | undefined {
  return recordQuery(r).get({ tenantId, id });
}

const recordQuery = builtOnce((r) => {
  const { tenantId, id, deletedAt } = integrations;
  const one = and(eq(tenantId, sql.placeholder('tenantId')), eq(id, sql.placeholder('id')), isNull(deletedAt));
  return r.select().from(integrations).where(one).prepare();
});

/** The one of this name, whatever its case. */
export function findNamed(r: Reader, tenantId: TenantId, name: string): IntegrationRecord | undefined {
  const { deletedAt, nameKey } = integrations;
  const named = and(eq(integrations.tenantId, tenantId), isNull(deletedAt), eq(nameKey, keyOf(name)));
  return r.select().from(integrations).where(named).get();
}

/** The rows with these ids that belong to the tenant, deleted or not, also those whose settings cannot be read. */
export function readMany(r: Reader, tenantId: TenantId, ids: readonly IntegrationId[]): IntegrationRecord[] {
  const wanted = sql`${integrations.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const query = r
    .select()
    .from(integrations)
    .where(and(eq(integrations.tenantId, tenantId), wanted));
  return leniently(() => query.all());
}

/** What a person can set, as it is in the row. A fallback that is gone or no AI provider any more counts as none. */
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

/** Condition: this one. */
export function oneRow(tenantId: TenantId, id: IntegrationId) {
  return and(eq(integrations.tenantId, tenantId), eq(integrations.id, id));
}

interface StatusFound {
  readonly tenantId: TenantId;
  readonly id: IntegrationId;
  readonly status: IntegrationStatus;
  /** One redacted sentence; null while unknown. */
  readonly reason: string | null;
  /** When it was found; milliseconds since 1970 UTC. */
  readonly at: number;
}

/** Keeps what a check found. The caller tells `integrations` changed after the commit. */
export function setStatus(w: Writer, { tenantId, id, status, reason, at }: StatusFound): void {
  w.update(integrations).set({ status, statusReason: reason, lastCheckedAt: at }).where(oneRow(tenantId, id)).run();
}

interface Attachment {
  readonly tenantId: TenantId;
  readonly id: IntegrationId;
  readonly summary: z.infer<typeof definitionSummary>;
  readonly report: DefinitionReport;
  /** At least one of its operations does not work without authentication. */
  readonly demandsAuth: boolean;
  readonly at: number;
  /** Replaces the base URL where given. */
  readonly baseUrl?: string | undefined;
}

/** Makes the definition the integration's: from now on the badges say what it requires. Throws NOT_FOUND. */
export function attachDefinition(w: Writer, attachment: Attachment): void {
  const { tenantId, id, summary, report, at, baseUrl } = attachment;
  const badges = badgesOfReport(report);
  const row = readRecord(w, tenantId, id);
  const moved = baseUrl !== undefined && baseUrl !== row.baseUrl;
  w.update(integrations)
    .set({
      definitionId: summary.id,
      definition: summary,
      authBits: bitsOf(badges.length > 0 ? badges : ['none']),
      needsAuth: badges.length > 0 && attachment.demandsAuth,
      lastSyncAt: at,
      updatedAt: at,
      ...(moved ? { baseUrl, ...keysOf({ ...row, baseUrl }), status: 'unknown' as const, statusReason: null } : {}),
    })
    .where(oneRow(tenantId, id))
    .run();
}

/** Takes the definition off; the manual settings count again. */
export function detachDefinition(w: Writer, tenantId: TenantId, id: IntegrationId, at: number): void {
  const auth = authOfSettings(readRecord(w, tenantId, id).manualAuth);
  w.update(integrations)
    .set({ definitionId: null, definition: null, authBits: bitsOf(auth.badges), needsAuth: auth.needed, updatedAt: at })
    .where(oneRow(tenantId, id))
    .run();
}

/** Keeps how many operations the list shows. */
export function setOperationCount(w: Writer, tenantId: TenantId, id: IntegrationId, operations: number): void {
  w.update(integrations).set({ operations }).where(oneRow(tenantId, id)).run();
}

/** Makes what is derived from an integration's fields anew, where two people's changes of it met. */
export function deriveAnew(
  w: Writer,
  { countOperations }: Pick<IntegrationsPorts, 'countOperations'>,
  tenantId: TenantId,
  ids: readonly IntegrationId[],
): void {
  for (const row of readMany(w, tenantId, ids)) {
    const auth = row.definitionId === null ? authOfSettings(row.manualAuth) : null;
    w.update(integrations)
      .set({ ...keysOf(row), ...(auth && { authBits: bitsOf(auth.badges), needsAuth: auth.needed }) })
      .where(oneRow(tenantId, row.id))
      .run();
    if (row.deletedAt === null) countOperations(w, tenantId, row.id);
  }
}
