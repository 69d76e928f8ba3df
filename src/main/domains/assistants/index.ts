export type { AssistantsDeps, CheckConnection, SendDraft } from './deps.ts';
export { assistantsHandlers } from './handlers.ts';
export { purgeAssistants } from './remove.ts';
export { assistantsUsing } from './usersOf.ts';
