export type { AssistantsContext } from './context.ts';
export { createAssistants } from './domain.ts';
