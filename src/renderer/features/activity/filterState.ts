import { activityKind, activityResult } from '#contract/activity.ts';
import { integrationId } from '#contract/common.ts';
import { urlChoice, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { sinceOf } from './words.ts';

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
