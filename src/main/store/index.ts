export type { Reader, Writer } from './access.ts';
export { type Clock, systemClock } from './clock.ts';
export { bytes, flag, json, timestampMs } from './columns.ts';
export { countOnce } from './countOnce.ts';
export { acquireDataLock, type DataLock, type Holder, runningHost } from './dataLock.ts';
export { storeFaults } from './faults.ts';
export { openStore, type Store, type StoreOptions } from './openStore.ts';
export { sizeByTable } from './sizeByTable.ts';
export { uuidv7 } from './uuidv7.ts';
