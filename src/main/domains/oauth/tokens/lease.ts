import { randomBytes } from 'node:crypto';
import type { DoctorStep } from '#contract/oauth.ts';
import type { TokenDeps } from '../oauthConnection.ts';
import { changeTokenRow, readSteps, requireTokenRow, saveSteps, type TokenKey, type TokenRow } from './tokenTable.ts';

/** Longer than a request may take, so that only the lease of someone who is gone runs out. */
const leaseMs = 45_000;

/** The right to ask for new tokens, for one process at a time. */
export interface Lease {
  readonly owner: string;
  /** The row as it stood when the lease was taken. */
  readonly row: TokenRow;
  /** Steps of a flow that a process did not live to finish; empty where there was none. */
  readonly interrupted: DoctorStep[];
}

export type Turn = { kind: 'mine'; lease: Lease } | { kind: 'wait' } | { kind: 'done' };

/**
 * Takes the lease in one immediate transaction and notes what is about to happen, before anything is sent. `done`: tokens newer than
 * `generation` stand there already. `wait`: another process is at it.
 */
export function takeLease(
  deps: Pick<TokenDeps, 'store' | 'now'>,
  key: TokenKey,
  generation: number,
  url: string,
): Turn {
  return deps.store.write((w) => {
    const row = requireTokenRow(w, key);
    const now = deps.now();
    if (row.generation > generation) return { kind: 'done' };
    if (isLeased(row, now)) return { kind: 'wait' };
    const owner = `${process.pid}.${randomBytes(8).toString('hex')}`;
    const interrupted = row.underWay === null ? [] : interruptedSteps(readSteps(w, key)?.steps ?? []);
    changeTokenRow(w, key, { leaseOwner: owner, leaseUntil: now + leaseMs, underWay: 'refresh' });
    saveSteps(w, key, now, [...interrupted, pendingStep('refresh', url, now)]);
    return { kind: 'mine', lease: { owner, row, interrupted } };
  });
}

/** Whether someone who lives is asking for tokens. The end of a process frees its lease at once. */
export function isLeased({ leaseOwner, leaseUntil }: TokenRow, now: number): boolean {
  return leaseOwner !== null && (leaseUntil ?? 0) > now && isAlive(Number.parseInt(leaseOwner, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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
