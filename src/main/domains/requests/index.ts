export { createSchemaMatcher } from './checks.ts';
export type { RequestsContext, RequestsPorts } from './context.ts';
export { createRequests, type RequestsApi } from './domain.ts';
export { createInFlight } from './inFlight.ts';
export type { GroupChain, GroupDefaults } from './inherit.ts';
export { createKeptFiles } from './keptFiles.ts';
export { redactDraft } from './record.ts';
export { createSessionValues } from './scriptValues.ts';
export { sendRequest } from './send.ts';
