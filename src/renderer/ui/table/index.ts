export { arraySource } from './arraySource.ts';
export { ColumnMenu } from './ColumnMenu.tsx';
export { skeletonSource } from './skeletonSource.ts';
export type { Column, RowSource, Selection, SortState } from './types.ts';
export { type ColumnChoice, useColumnChoice } from './useColumnChoice.ts';
export { type PagedSource, usePagedSource } from './usePagedSource.ts';
