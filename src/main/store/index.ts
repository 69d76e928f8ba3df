export type { Reader, Writer } from './access.ts';
export { builtOnce, countOnce, countOnceInSteps, readRows, sizeByTable } from './access.ts';
export { isInBackup, leaveLog, sweepPartialBackups } from './backup.ts';
export { clockSlackMs, createClockMender, type PastColumn } from './clock.ts';
export { acquireDataLock, type DataLock, type Holder, runningHost } from './dataLock.ts';
export { keepFile, partialOf, publish, writeDurably } from './durableFile.ts';
export { isStoreTrouble, storeFaults } from './faults.ts';
export { openStore, type Store, type StoreOptions } from './openStore.ts';
export {
  boundedMs,
  bytes,
  type Clock,
  DamagedValue,
  firstUuidAt,
  flag,
  isIntact,
  isRead,
  json,
  leniently,
  oneOf,
  parseStored,
  systemClock,
  timestampMs,
  uuidv7,
} from './values.ts';
