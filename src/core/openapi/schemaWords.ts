import type { JsonSchema } from '../jsonSchema/schema.ts';

type SchemaObject = Record<string, unknown>;

/**
 * Turns the words of Swagger 2.0 and OpenAPI 3.0 schemas into those of JSON Schema 2020-12
 * (see “Migrating from OpenAPI 3.0 to 3.1.0”). Changes the given copy.
 */
export function modernWords(schema: SchemaObject): JsonSchema {
  modernBound(schema, 'minimum', 'exclusiveMinimum');
  modernBound(schema, 'maximum', 'exclusiveMaximum');
  if (Array.isArray(schema.items)) moveTuple(schema);
  if (typeof schema.required === 'boolean') delete schema.required;
  if (Array.isArray(schema.enum) && schema.enum.length === 0) delete schema.enum;
  if (schema.type === 'file') Object.assign(schema, { type: 'string', format: 'binary' });
  const nullable = schema.nullable === true || schema['x-nullable'] === true;
  delete schema.nullable;
  delete schema['x-nullable'];
  return nullable ? orNull(schema) : schema;
}

/** `exclusiveMinimum: true` beside `minimum: 3` becomes `exclusiveMinimum: 3`. */
function modernBound(schema: SchemaObject, bound: string, exclusive: string): void {
  const flag = schema[exclusive];
  if (typeof flag !== 'boolean') return;
  delete schema[exclusive];
  if (!flag || typeof schema[bound] !== 'number') return;
  schema[exclusive] = schema[bound];
  delete schema[bound];
}

function moveTuple(schema: SchemaObject): void {
  schema.prefixItems = schema.items;
  delete schema.items;
}

function orNull(schema: SchemaObject): JsonSchema {
  const { type } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  schema.type = [type, 'null'];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  return schema;
}
