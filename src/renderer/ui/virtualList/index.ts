export { LongRows, type LongRowsHandle } from './LongRows.tsx';
export {
  useVirtualRows,
  VirtualList,
  VirtualListbox,
  type VirtualRows,
  type VirtualRowsOptions,
} from './VirtualList.tsx';
