export { activityHandlers } from './handlers.ts';
export { type ActivityDeps, recordActivity } from './record.ts';
export { forgetOldActivity } from './service.ts';
