export {
  useVirtualRows,
  VirtualList,
  VirtualListbox,
  type VirtualRows,
  type VirtualRowsOptions,
} from './VirtualList.tsx';
