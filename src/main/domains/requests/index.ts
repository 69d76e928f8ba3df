export type { BodyStream } from './bodyAddress.ts';
export { type BodyReader, createBodyReader } from './bodyRows.ts';
export { createSchemaMatcher } from './checks.ts';
export type { RequestsContext } from './context.ts';
export { createRequests, type RequestsApi } from './domain.ts';
export { createKeptFiles } from './keptFiles.ts';
export { createInFlight, sendRequest } from './send.ts';
