export { removeOrphanBodies } from './bodyFiles.ts';
export type { RequestsDeps } from './deps.ts';
export { requestsHandlers } from './handlers.ts';
export { createInFlight, type InFlight } from './inFlight.ts';
export { enforceRetention, type Freed } from './retention.ts';
export { savedRequestConnections, savedRequestsUsing, savedRequestUseCounts } from './saved.ts';
export { sendRequest } from './send.ts';
