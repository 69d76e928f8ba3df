import { and, asc, eq } from 'drizzle-orm';
import type { DefinitionId, TenantId } from '#contract/common.ts';
import type { OperationSummary } from '#contract/openapi.ts';
import type { Inspection } from '#core/openapi/index.ts';
import type { Reader } from '#main/store/index.ts';
import { definitionOperations, definitions } from './table.ts';

/** A stored definition as its inspection made it; undefined where it is gone. */
export function readInspection(r: Reader, tenantId: TenantId, id: DefinitionId): Inspection | undefined {
  const mine = and(eq(definitions.tenantId, tenantId), eq(definitions.id, id));
  const report = r.select({ report: definitions.report }).from(definitions).where(mine).get()?.report;
  if (!report) return undefined;
  const rows = r
    .select()
    .from(definitionOperations)
    .where(and(eq(definitionOperations.tenantId, tenantId), eq(definitionOperations.definitionId, id)))
    .orderBy(asc(definitionOperations.ordinal))
    .all();
  return { report, operations: rows.map(summaryOf) };
}

type OperationRecord = typeof definitionOperations.$inferSelect;

function summaryOf({
  tenantId,
  definitionId,
  search,
  operationId,
  summary,
  ...rest
}: OperationRecord): OperationSummary {
  return { ...rest, ...(operationId === null ? {} : { operationId }), ...(summary === null ? {} : { summary }) };
}
