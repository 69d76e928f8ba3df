export { BulkBar, ListFilters, ListPage, ListTable } from './ListPage.tsx';
export { listFields, useListState } from './useListState.ts';
