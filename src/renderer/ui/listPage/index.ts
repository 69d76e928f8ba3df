export { BulkBar, ListFilters, ListPage, ListTable, listFields, useListState } from './ListPage.tsx';
