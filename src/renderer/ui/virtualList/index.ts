export { useVirtualRows, type VirtualRows, type VirtualRowsOptions } from './useVirtualRows.ts';
export { VirtualList, VirtualListbox } from './VirtualList.tsx';
