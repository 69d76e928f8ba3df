import { sql } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { Writer } from '#main/store/index.ts';
import { readRecord, setOperationCount } from '../integrations/index.ts';

/** Counts what the list of operations shows and keeps it with the integration. Call it after every change of either. */
export function countOperations(w: Writer, tenantId: TenantId, id: IntegrationId): void {
  const { definitionId } = readRecord(w, tenantId, id);
  const { count } = w.get<{ count: number }>(sql`
    SELECT (SELECT count(*) FROM definition_operations AS d WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId})
      + (SELECT count(*) FROM hand_operations AS h WHERE h.tenant_id = ${tenantId} AND h.integration_id = ${id}
          AND NOT EXISTS (SELECT 1 FROM definition_operations AS d
            WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId} AND d.key = h.key))
      - (SELECT count(*) FROM operation_edits AS e WHERE e.tenant_id = ${tenantId} AND e.integration_id = ${id} AND e.hidden = 1
          AND EXISTS (SELECT 1 FROM definition_operations AS d
            WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId} AND d.key = e.key)) AS count`);
  setOperationCount(w, tenantId, id, count);
}
