export { type ColumnChoice, ColumnMenu, useColumnChoice } from './columns.tsx';
export { DataTable, type DataTableProps } from './DataTable.tsx';
export { arraySource, type PagedSource, skeletonSource, usePagedSource } from './sources.ts';
export type { Column, RowSource, Selection, SortState } from './types.ts';
