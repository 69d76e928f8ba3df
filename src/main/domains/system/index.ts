export { createSystem } from './domain.ts';
export { applyPendingRestore, sweepPartials } from './files.ts';
