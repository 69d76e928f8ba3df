import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { definitionSummary } from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import type { Writer } from '#main/store/index.ts';
import { authOfReport, authOfSettings, bitsOf, integrations, keysOf, readRecord } from './rows.ts';

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
