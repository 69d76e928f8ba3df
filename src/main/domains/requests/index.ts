export { createSchemaMatcher } from './checks.ts';
export type { RequestsContext } from './context.ts';
export { createRequests, type RequestsApi } from './domain.ts';
export { createInFlight } from './inFlight.ts';
export { createKeptFiles } from './keptFiles.ts';
export { type Probed, sendRequest } from './send.ts';
