export { applyDefinition } from './applyDefinition.ts';
export type { DefinitionsContext } from './context.ts';
export { createDefinitions, type DefinitionsApi } from './domain.ts';
export { definitionFacts, importFacts, operationFacts } from './facts.ts';
export type { DefinitionReader } from './reader.ts';
export { reviewDefinition } from './review.ts';
export { Uploads } from './uploads.ts';
export { openDefinitionWorkers } from './workers.ts';
