export { applyPendingRestore, type DataPaths, dataPaths } from './files.ts';
export type { CleanUpResult, SystemDeps } from './system.ts';
export { systemHandlers } from './system.ts';
