export { applyDefinition } from './applyDefinition.ts';
export type { ConnectionsAffected, DefinitionsDeps } from './deps.ts';
export { definitionsHandlers } from './handlers.ts';
export { listOperations } from './operations.ts';
export { createDefinitionReader, type DefinitionReader } from './reader.ts';
export { type ReviewInput, reviewDefinition } from './review.ts';
export { sweepDefinitions } from './sweep.ts';
export { type DefinitionWork, type DefinitionWorkOptions, openDefinitionWork } from './work.ts';
