export type { AssistantsDeps } from './deps.ts';
export { assistantsHandlers } from './handlers.ts';
export { purgeAssistants } from './remove.ts';
export { assistantConnections, assistantsUsing, assistantUseCounts } from './usersOf.ts';
