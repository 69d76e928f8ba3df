export { applyPendingRestore } from './files.ts';
export { systemHandlers } from './handlers.ts';
export type { CleanUpResult, SystemDeps } from './service.ts';
