import type { DoctorStep } from '#contract/oauth.ts';
import { isLeased, leaseOwner, takeLease } from '#main/jobs/index.ts';
import type { Reader } from '#main/store/index.ts';
import type { TokenContext } from '../oauthConnection.ts';
import { changeTokenRow, readSteps, requireTokenRow, saveSteps, type TokenKey, type TokenRow } from './tokenTable.ts';

/** Longer than a request may take, so that only the lease of someone who is gone runs out. */
export const leaseMs = 45_000;

/** The right to request new tokens, for one process at a time. */
export interface Lease {
  readonly owner: string;
  /** The row as it stood when the lease was taken. */
  readonly row: TokenRow;
  /** Steps of a flow that a process did not live to finish; empty where there was none. */
  readonly interrupted: DoctorStep[];
}

export type RenewalTurn = { kind: 'mine'; lease: Lease } | { kind: 'wait' } | { kind: 'done' };

export const leaseName = ({ tenantId, id }: TokenKey): string => `oauth:${tenantId}:${id}`;

/**
 * Takes the lease in one immediate transaction and notes what is about to happen, before anything is sent. `done`: tokens newer than
 * `generation` stand there already. `wait`: another process is at it.
 */
export function takeRenewalLease(
  context: Pick<TokenContext, 'store' | 'now'>,
  key: TokenKey,
  generation: number,
  url: string,
): RenewalTurn {
  return context.store.write((w) => {
    const row = requireTokenRow(w, key);
    const now = context.now();
    if (row.generation > generation) return { kind: 'done' };
    const owner = leaseOwner();
    if (!takeLease(w, leaseName(key), owner, now, now + leaseMs)) return { kind: 'wait' };
    const interrupted = row.underWay === null ? [] : interruptedSteps(readSteps(w, key)?.steps ?? []);
    changeTokenRow(w, key, { underWay: 'refresh' });
    saveSteps(w, key, now, [...interrupted, pendingStep('refresh', url, now)]);
    return { kind: 'mine', lease: { owner, row, interrupted } };
  });
}

/** Whether tokens were requested by someone who is gone, without a note of how it ended. */
export function wasInterrupted(r: Reader, key: TokenKey, row: TokenRow | null, now: number): boolean {
  return row !== null && row.underWay !== null && !isLeased(r, leaseName(key), now);
}

/** The note of a request before it is sent. */
export function pendingStep(name: DoctorStep['name'], url: string, at: number): DoctorStep {
  return {
    at,
    name,
    method: 'POST',
    url,
    requestHeaders: [],
    requestBody: null,
    status: null,
    responseHeaders: [],
    responseBody: null,
    durationMs: null,
    error: null,
    code: null,
  };
}

/** Steps of a flow that ended with its process: the last one, which had no response, says so. */
export function interruptedSteps(steps: readonly DoctorStep[]): DoctorStep[] {
  const error = 'Patchbay ended before the answer was stored.';
  return steps.map((step, index) => (index === steps.length - 1 ? { ...step, code: 'INTERRUPTED', error } : step));
}
