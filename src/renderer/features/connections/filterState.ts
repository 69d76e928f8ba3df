import { connectionKind, connectionSort, connectionState, visibility } from '#contract/connections.ts';
import { urlChoice, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const fields = {
  text: urlText,
  kind: urlSet(connectionKind.options),
  state: urlSet(connectionState.options),
  visibility: urlSet(visibility.options),
  sort: urlChoice(connectionSort.options, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
};

/** Filter and order of the list, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter(state: FilterState) {
  const [only, another] = state.visibility;
  return {
    ...(state.text === '' ? {} : { text: state.text.slice(0, 200) }),
    ...(state.kind.length === 0 ? {} : { kinds: state.kind }),
    ...(state.state.length === 0 ? {} : { states: state.state }),
    ...(only === undefined || another !== undefined ? {} : { visibility: only }),
  };
}
