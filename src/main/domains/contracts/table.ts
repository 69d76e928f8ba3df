import { and, eq } from 'drizzle-orm';
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { type ContractReport, contractReport } from '#contract/contracts.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { json, type Reader, timestampMs, type Writer } from '#main/store/index.ts';

/** Mirror of `0031_contract_reports.sql`. */
export const contractReports = sqliteTable(
  'contract_reports',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    endedAt: timestampMs('ended_at').notNull(),
    privateTo: text('private_to').$type<UserId>(),
    report: json('report', contractReport).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId] })],
);

/** Operations and findings that a kept report names in full; of the rest the counts are kept. */
const mostResults = 5_000;
const mostFindings = 20;

/** Keeps a report in place of the integration's last one. */
export function keepReport(w: Writer, tenantId: TenantId, privateTo: UserId | null, report: ContractReport): void {
  const results = report.results
    .slice(0, mostResults)
    .map((result) => ({ ...result, findings: result.findings.slice(0, mostFindings) }));
  const { integrationId, endedAt } = report;
  const row = { endedAt, privateTo, report: { ...report, results } };
  w.insert(contractReports)
    .values({ tenantId, integrationId, ...row })
    .onConflictDoUpdate({ target: [contractReports.tenantId, contractReports.integrationId], set: row })
    .run();
}

/** The last report of an integration, where the actor may see it. */
export function findReport(
  r: Reader,
  { tenantId, userId }: Actor,
  integrationId: IntegrationId,
): ContractReport | null {
  const own = and(eq(contractReports.tenantId, tenantId), eq(contractReports.integrationId, integrationId));
  const found = r.select().from(contractReports).where(own).get();
  return found === undefined || (found.privateTo !== null && found.privateTo !== userId) ? null : found.report;
}
