export * from '#core/jsonSchema/schema.ts';
export {
  type DefinitionComparison,
  definitionComparison,
} from '#core/openapi/compare.ts';
export * from '#core/openapi/definition.ts';
export { definitionFaults, writingFaults } from '#core/openapi/faults.ts';
export * from '#core/openapi/operation.ts';
export { type SchemaMismatch, type SchemaVerdict, schemaVerdict } from './schemaVerdict.ts';
