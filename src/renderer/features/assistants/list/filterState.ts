import { urlChoice, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

export const assistantSorts = ['name', 'createdAt', 'updatedAt'] as const;

const fields = {
  text: urlText,
  sort: urlChoice(assistantSorts, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
};

/** Filter and order of the list, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];
