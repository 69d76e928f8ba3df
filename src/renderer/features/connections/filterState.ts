import { type ConnectionId, connectionId } from '#contract/common.ts';
import { connectionKind, connectionSort, connectionState, visibility } from '#contract/connections.ts';
import { type UrlField, urlChoice, urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

/** Within so many days counts as soon. */
const soonDays = 30;

const urlConnection: UrlField<ConnectionId | null> = {
  read: ([value]) => connectionId.safeParse(value).data ?? null,
  write: (value) => (value === null ? [] : [value]),
};

const fields = {
  text: urlText,
  kind: urlSet(connectionKind.options),
  state: urlSet(connectionState.options),
  visibility: urlSet(visibility.options),
  unused: urlFlag,
  expiring: urlFlag,
  unvalidated: urlFlag,
  orphaned: urlFlag,
  sort: urlChoice(connectionSort.options, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
  /** The connection that is shown beside the list. */
  open: urlConnection,
};

/** Filter and order of the list, kept in the address, and the connection that is open. */
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
    ...(state.unused ? { unused: true } : {}),
    ...(state.expiring ? { expiringDays: soonDays } : {}),
    ...(state.unvalidated ? { neverValidated: true } : {}),
    ...(state.orphaned ? { orphaned: true } : {}),
  };
}
