import { integrationType } from '#contract/integrations.ts';
import { urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const fields = { text: urlText, type: urlSet(integrationType.options), attached: urlFlag };

/** What the table of integrations shows, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter({ text, type, attached }: FilterState) {
  return {
    ...(text !== '' && { text: text.slice(0, 200) }),
    ...(type.length > 0 && { types: type }),
    ...(attached && { attached }),
  };
}

/** Leads back to the table without a filter. */
export const unfiltered: FilterState = { text: '', type: [], attached: false };
