import { type ActivityKind, activityKind, activityResult } from '#contract/activity.ts';
import { integrationId } from '#contract/common.ts';
import { urlChoice, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const fields = {
  text: urlText,
  kind: urlSet(activityKind.options),
  result: urlSet(activityResult.options),
  span: urlChoice(['all', 'hour', 'day', 'week'], 'all'),
  integration: urlText,
};

/** The filter, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter(state: FilterState, now: number) {
  const since = sinceOf(state.span, now);
  const integration = integrationId.safeParse(state.integration);
  return {
    ...(state.text === '' ? {} : { text: state.text.slice(0, 200) }),
    ...(state.kind.length === 0 ? {} : { kinds: state.kind }),
    ...(state.result.length === 0 ? {} : { results: state.result }),
    ...(since === undefined ? {} : { since }),
    ...(integration.success ? { integrationId: integration.data } : {}),
  };
}

export type ActivityFilter = ReturnType<typeof toFilter>;

export const kindWords: Record<ActivityKind, string> = {
  request: 'Request',
  check: 'Check',
  import: 'Import',
  change: 'Change',
  vault: 'Vault',
  tenant: 'Tenant',
  system: 'System',
};

export const spanWords = { all: 'Any time', hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' } as const;
export type Span = keyof typeof spanWords;

const spanMs: Record<Span, number | null> = { all: null, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** The beginning of the span, in milliseconds UTC, at whole minutes so that a filter stays the same for a while. */
function sinceOf(span: Span, now: number): number | undefined {
  const length = spanMs[span];
  return length === null ? undefined : Math.floor((now - length) / 60_000) * 60_000;
}
