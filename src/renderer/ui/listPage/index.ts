export { BulkBar, countOf, ListFilters, ListPage, ListTable, listFields, useListState } from './ListPage.tsx';
