export type { RequestsDeps } from './deps.ts';
export { requestsHandlers } from './handlers.ts';
export { enforceRetention, type Freed, removeOrphanBodies } from './retention.ts';
export { savedRequestConnections, savedRequestsUsing, savedRequestUseCounts } from './savedRequests.ts';
export { createInFlight, type InFlight, sendRequest } from './send.ts';
