import type { IntegrationId } from '#contract/common.ts';
import type { ContractProgress, ContractReport } from '#contract/contracts.ts';
import { reportJunit, reportLines } from '#core/contracts/reportTexts.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { checkKey } from './check/runningChecks.ts';
import type { ContractsContext } from './context.ts';
import { findReport } from './table.ts';

interface OfIntegration {
  readonly integrationId: IntegrationId;
}

type ReportContext = Pick<ContractsContext, 'store' | 'checks'>;

/** The check that runs and the last report, as far as the actor may see them. Throws NOT_FOUND. */
export function readReport(
  { store, checks }: ReportContext,
  actor: Actor,
  { integrationId }: OfIntegration,
): { running: ContractProgress | null; last: ContractReport | null } {
  readRecord(store.read, actor.tenantId, integrationId);
  const running = checks.get(checkKey(actor.tenantId, integrationId));
  const isShown = running !== undefined && (running.privateTo === null || running.privateTo === actor.userId);
  return { running: isShown ? running.progress : null, last: findReport(store.read, actor, integrationId) };
}

const files = {
  json: { extension: 'json', mediaType: 'application/json' },
  junit: { extension: 'xml', mediaType: 'application/xml' },
  text: { extension: 'txt', mediaType: 'text/plain' },
} as const;

/** The last report as a file; null where there is none. Throws NOT_FOUND. */
export function exportReport(
  { store }: Pick<ReportContext, 'store'>,
  actor: Actor,
  { integrationId, format }: OfIntegration & { format: keyof typeof files },
): { name: string; mediaType: string; text: string } | null {
  const { name } = readRecord(store.read, actor.tenantId, integrationId);
  const report = findReport(store.read, actor, integrationId);
  if (report === null) return null;
  const { extension, mediaType } = files[format];
  return { name: `${name}-contract.${extension}`, mediaType, text: written(report, format) };
}

function written(report: ContractReport, format: keyof typeof files): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return format === 'junit' ? reportJunit(report) : `${reportLines(report).join('\n')}\n`;
}
