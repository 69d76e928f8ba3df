export { createSystem } from './domain.ts';
export { applyPendingRestore } from './files.ts';
