export {
  type JsonSchema,
  jsonSchema,
  type SchemaMismatch,
  type SchemaVerdict,
} from '#core/jsonSchema/schema.ts';
export { type DefinitionComparison, definitionComparison } from '#core/openapi/compare.ts';
export * from '#core/openapi/definition.ts';
export * from '#core/openapi/definition.ts';
export { definitionFaults } from '#core/openapi/faults.ts';
