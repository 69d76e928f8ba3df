export { purgeAssistants } from './assistant.ts';
export type { AssistantsDeps } from './deps.ts';
export { assistantsHandlers } from './handlers.ts';
export { assistantConnections, assistantReferences, assistantUseCounts } from './references.ts';
