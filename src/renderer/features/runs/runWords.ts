import type { Run, RunResult } from '#contract/runs.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

export const stateWords: Record<Run['state'], { tone: Tone; label: string }> = {
  running: { tone: 'info', label: 'Running' },
  finished: { tone: 'good', label: 'Finished' },
  stopped: { tone: 'warn', label: 'Stopped at a failure' },
  cancelled: { tone: 'idle', label: 'Cancelled' },
  failed: { tone: 'bad', label: 'Could not go on' },
};

/** The state with what came of it: a run that ended with failures is no good one. */
export function badgeOf({ state, failed }: Pick<Run, 'state' | 'failed'>): { tone: Tone; label: string } {
  return state === 'finished' && failed > 0 ? { tone: 'bad', label: 'Failed' } : stateWords[state];
}

export const outcomeWords: Record<RunResult['outcome'], { tone: Tone; label: string }> = {
  passed: { tone: 'good', label: 'Passed' },
  failed: { tone: 'bad', label: 'Failed' },
  skipped: { tone: 'idle', label: 'Skipped' },
};

const second = 1_000;
const minute = 60 * second;

/** "850 ms", "12.3 s", "4 min 5 s". */
export function durationWords(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < minute) return `${(ms / second).toFixed(1)} s`;
  return `${Math.floor(ms / minute)} min ${Math.floor((ms % minute) / second)} s`;
}
