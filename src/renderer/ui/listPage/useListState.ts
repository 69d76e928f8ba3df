import { useCallback } from 'react';
import type { SortState } from '../table/index.ts';
import { type UrlField, type UrlFields, type UrlState, urlChoice, urlText, useUrlState } from '../useUrlState.ts';

// A type and not an interface: only a type fits where any further fields may stand.
type ListFields<Sort extends string> = {
  text: UrlField<string>;
  sort: UrlField<Sort>;
  direction: UrlField<'asc' | 'desc'>;
};

/** Fields of a list's address: text, order, and its own filters. A constant outside of the component. */
export function listFields<const Sort extends string, F extends UrlFields>(
  sorts: readonly Sort[],
  first: NoInfer<Sort>,
  filters: F,
): ListFields<Sort> & F {
  return { text: urlText, ...filters, sort: urlChoice(sorts, first), direction: urlChoice(['asc', 'desc'], 'asc') };
}

/** Filter and order of a list, kept in the address, with what a search field and a table's head need. */
export function useListState<F extends ListFields<string> & UrlFields>(fields: F) {
  const [state, change] = useUrlState(fields);
  const setText = useCallback((text: string) => change({ text } as Partial<UrlState<F>>), [change]);
  const onSort = useCallback(
    ({ by, direction }: SortState) => change({ sort: fields.sort.read([by]), direction } as Partial<UrlState<F>>),
    [change, fields],
  );
  const sort: SortState = { by: state.sort, direction: state.direction };
  return { state, change, setText, sort, onSort };
}
