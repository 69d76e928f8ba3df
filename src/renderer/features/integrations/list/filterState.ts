import {
  authBadge,
  type IntegrationFilter,
  integrationSort,
  integrationStatus,
  integrationType,
} from '#contract/integrations.ts';
import { urlChoice, urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const fields = {
  text: urlText,
  type: urlSet(integrationType.options),
  status: urlSet(integrationStatus.options),
  auth: urlSet(authBadge.options),
  attention: urlFlag,
  sort: urlChoice(integrationSort.options, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
};

/** Filter and order of the list, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter(state: FilterState): IntegrationFilter {
  return {
    ...(state.text === '' ? {} : { text: state.text.slice(0, 200) }),
    ...(state.type.length > 0 && { types: state.type }),
    ...(state.status.length > 0 && { statuses: state.status }),
    ...(state.auth.length > 0 && { auth: state.auth }),
    ...(state.attention && { attention: true }),
  };
}

/** True where nothing is filtered, so that an empty list means that there is none at all. */
export function isUnfiltered(state: FilterState): boolean {
  return Object.keys(toFilter(state)).length === 0;
}
