export type { DefinitionsContext, DefinitionsPorts, OperationChanges, UsesAffected } from './context.ts';
export { createDefinitions, type DefinitionReader, type DefinitionsApi } from './domain.ts';
export { operationFacts } from './handOperations.ts';
export { definitionFacts, importFacts } from './lifecycle.ts';
export { reviewDefinition } from './review.ts';
export { countOperations } from './table.ts';
export { Uploads } from './uploads.ts';
export { inspectDocument, type OpenDocument, openDefinitionWorkers, openDocument } from './workers.ts';
