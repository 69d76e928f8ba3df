export { createRuns } from './domain.ts';
