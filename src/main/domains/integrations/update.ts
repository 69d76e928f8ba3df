import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { definitionSummary, Integration, IntegrationFields, IntegrationStatus } from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { IntegrationsContext } from './context.ts';
import { changeFields, checkJsonFields, refuseTaken } from './create.ts';
import { changedFields, emitForAll, integrationFacts } from './facts.ts';
import { checkFallback } from './fallback.ts';
import {
  aliveIds,
  among,
  authOfReport,
  authOfSettings,
  bitsOf,
  fieldsOf,
  type IntegrationRecord,
  integrations,
  keysOf,
  readIntegration,
  readMany,
  readRecord,
} from './rows.ts';

type FieldChanges = { [K in keyof IntegrationFields]?: IntegrationFields[K] | undefined };

/** Changes fields. A change of address, provider or authentication makes the last check's result void. */
export function updateIntegration(
  context: IntegrationsContext,
  actor: Actor,
  { id, changes }: { id: IntegrationId; changes: FieldChanges },
): Integration {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = readRecord(w, actor.tenantId, id);
    const old = fieldsOf(w, row);
    writeFields(w, row, old, changeFields(old, changes), context.now());
    const integration = readIntegration(w, actor, id, context.usableConnections);
    const { before, after, changed } = changedFields(old, integration);
    const entity = { id, name: integration.displayName };
    if (changed) context.facts.emit(w, integrationFacts.changed, { actor, entity, integrationId: id, before, after });
    return integration;
  });
}

function writeFields(
  w: Writer,
  row: IntegrationRecord,
  before: IntegrationFields,
  fields: IntegrationFields,
  updatedAt: number,
): void {
  checkJsonFields(fields);
  refuseTaken(w, row, fields);
  checkFallback(w, row.tenantId, { id: row.id, displayName: fields.displayName }, fields.fallbackId);
  const auth = authOfSettings(fields.manualAuth);
  w.update(integrations)
    .set({
      ...fields,
      ...keysOf(fields),
      ...(row.definitionId === null ? { authBits: bitsOf(auth.badges), needsAuth: auth.needed } : {}),
      ...(isElsewhere(before, fields) ? { status: 'unknown' as const, statusReason: null } : {}),
      updatedAt,
    })
    .where(and(eq(integrations.tenantId, row.tenantId), eq(integrations.id, row.id)))
    .run();
}

function isElsewhere(before: IntegrationFields, after: IntegrationFields): boolean {
  const place = ({ baseUrl, provider, manualAuth, checkPath }: IntegrationFields) =>
    JSON.stringify([baseUrl, provider, manualAuth, checkPath]);
  return place(before) !== place(after);
}

/** Activates or deactivates; answers with the ids that changed. */
export function setIntegrationsActive(
  context: IntegrationsContext,
  actor: Actor,
  { ids, active }: { ids: IntegrationId[]; active: boolean },
): { ids: IntegrationId[] } {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const alive = readMany(w, actor.tenantId, aliveIds(w, actor.tenantId, ids));
    const changing = alive.filter((row) => row.active !== active);
    const changed = changing.map((row) => row.id);
    w.update(integrations).set({ active, updatedAt: context.now() }).where(among(actor.tenantId, changed)).run();
    emitForAll(context, w, active ? integrationFacts.activated : integrationFacts.deactivated, actor, changing);
    return { ids: changed };
  });
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
  w.update(integrations)
    .set({ status, statusReason: reason, lastCheckedAt: at })
    .where(and(eq(integrations.tenantId, tenantId), eq(integrations.id, id)))
    .run();
}

interface Attachment {
  readonly tenantId: TenantId;
  readonly id: IntegrationId;
  readonly summary: z.infer<typeof definitionSummary>;
  readonly report: DefinitionReport;
  readonly at: number;
  /** Replaces the base URL where given. */
  readonly baseUrl?: string | undefined;
}

const of = (tenantId: TenantId, id: IntegrationId) => and(eq(integrations.tenantId, tenantId), eq(integrations.id, id));

/** Makes the definition the integration's: from now on the badges say what it requires. Throws NOT_FOUND. */
export function attachDefinition(w: Writer, { tenantId, id, summary, report, at, baseUrl }: Attachment): void {
  const auth = authOfReport(report);
  const row = readRecord(w, tenantId, id);
  const moved = baseUrl !== undefined && baseUrl !== row.baseUrl;
  w.update(integrations)
    .set({
      definitionId: summary.id,
      definition: summary,
      authBits: bitsOf(auth.badges),
      needsAuth: auth.needed,
      lastSyncAt: at,
      updatedAt: at,
      ...(moved ? { baseUrl, ...keysOf({ ...row, baseUrl }), status: 'unknown' as const, statusReason: null } : {}),
    })
    .where(of(tenantId, id))
    .run();
}

/** Takes the definition off; the manual settings count again. */
export function detachDefinition(w: Writer, tenantId: TenantId, id: IntegrationId, at: number): void {
  const auth = authOfSettings(readRecord(w, tenantId, id).manualAuth);
  w.update(integrations)
    .set({ definitionId: null, definition: null, authBits: bitsOf(auth.badges), needsAuth: auth.needed, updatedAt: at })
    .where(of(tenantId, id))
    .run();
}

/** Keeps how many operations the list shows. */
export function setOperationCount(w: Writer, tenantId: TenantId, id: IntegrationId, operations: number): void {
  w.update(integrations).set({ operations }).where(of(tenantId, id)).run();
}
