export type { RequestsDeps } from './deps.ts';
export { requestsHandlers } from './handlers.ts';
export { createInFlight, type InFlight } from './inFlight.ts';
export { enforceRetention, type Freed, removeOrphanBodies } from './retention.ts';
export { savedRequestConnections, savedRequestsUsing, savedRequestUseCounts } from './savedRequests.ts';
export { createSchemaMatcher, type SchemaMatcher } from './schemaMatch.ts';
export { sendRequest } from './send.ts';
