export { applyPendingRestore } from './files.ts';
export type { CleanUpResult, SystemDeps } from './system.ts';
export { systemHandlers } from './system.ts';
