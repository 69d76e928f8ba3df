import type { ActivityEntry, ActivityKind } from '#contract/activity.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

export const kindWords: Record<ActivityKind, string> = {
  request: 'Request',
  check: 'Check',
  import: 'Import',
  change: 'Change',
  vault: 'Vault',
  tenant: 'Tenant',
  system: 'System',
};

export const resultWords: Record<ActivityEntry['result'], { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'OK' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'idle', label: 'Cancelled' },
  info: { tone: 'info', label: 'Info' },
};

export const spanWords = { all: 'Any time', hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' } as const;
export type Span = keyof typeof spanWords;

const spanMs: Record<Span, number | null> = { all: null, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** The beginning of the span, in milliseconds UTC, at whole minutes so that a filter stays the same for a while. */
export function sinceOf(span: Span, now: number): number | undefined {
  const length = spanMs[span];
  return length === null ? undefined : Math.floor((now - length) / 60_000) * 60_000;
}
