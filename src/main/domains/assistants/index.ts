export type { AssistantsContext } from './context.ts';
export { createAssistants } from './domain.ts';
export { assistantReferences } from './references.ts';
