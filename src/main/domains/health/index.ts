export type { HealthDeps } from './deps.ts';
export { healthHandlers } from './handlers.ts';
export { forgetOldResults } from './report.ts';
export { startHealthChecks } from './scheduledChecks.ts';
