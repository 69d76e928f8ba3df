export type { RequestsContext } from './context.ts';
export { createRequests, type RequestsApi } from './domain.ts';
export { createSchemaMatcher } from './schemaMatch.ts';
export { createInFlight, sendRequest } from './send.ts';
