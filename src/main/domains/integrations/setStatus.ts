import { and, eq } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { IntegrationStatus } from '#contract/integrations.ts';
import type { Writer } from '#main/store/index.ts';
import { integrations } from './table.ts';

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
