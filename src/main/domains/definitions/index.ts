export type { DefinitionsContext, DefinitionsPorts } from './context.ts';
export { Uploads } from './documentSource.ts';
export { createDefinitions, type DefinitionReader, type DefinitionsApi } from './domain.ts';
export { definitionFacts, importFacts, operationFacts } from './facts.ts';
export { reviewDefinition } from './review.ts';
export { openDefinitionWorkers } from './workers.ts';
