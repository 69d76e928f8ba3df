import type { IntegrationId, TenantId, UserId } from '#contract/common.ts';
import type { ContractProgress, ContractResult } from '#contract/contracts.ts';

/** A check under way. */
export interface RunningCheck {
  readonly controller: AbortController;
  /** Whom alone it is shown to, as its report. */
  readonly privateTo: UserId | null;
  progress: ContractProgress;
  /** Settles when it has ended and its report is kept; never rejects. */
  ended: Promise<void>;
}

/** The checks under way, one of an integration at a time. */
export type RunningChecks = Map<string, RunningCheck>;

export const checkKey = (tenantId: TenantId, integrationId: IntegrationId): string => `${tenantId} ${integrationId}`;

export const noCounts: ContractProgress['counts'] = { kept: 0, broken: 0, noAnswer: 0, unchecked: 0, skipped: 0 };

/** The progress after one more result. */
export function withResult(progress: ContractProgress, { outcome, key }: ContractResult): ContractProgress {
  const { counts } = progress;
  return { ...progress, done: progress.done + 1, counts: { ...counts, [outcome]: counts[outcome] + 1 }, last: key };
}
