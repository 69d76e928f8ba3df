import { type Json, json } from '#contract/common.ts';
import { type JsonSchema, jsonSchema } from '#contract/openapi.ts';

type JsonObject = { [key: string]: Json };

export interface ArgumentField {
  name: string;
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  options: string[];
  /** The argument's own schema, with the definitions that it refers to. */
  schema: JsonSchema;
  description: string;
  required: boolean;
}

/** True for an object of names and values. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of a tool's arguments; a shape that is none accepts anything. */
export function schemaOf(parameters: Json): JsonSchema {
  const parsed = jsonSchema.safeParse(parameters);
  return parsed.success ? parsed.data : true;
}

/** The fields of a form for the arguments: one a property, those that are required first. */
export function fieldsOf(parameters: Json): ArgumentField[] {
  const schema = isJsonObject(parameters) ? parameters : {};
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const { $defs } = schema;
  const fields = Object.entries(properties).map(([name, own]) => ({
    ...fieldOf(name, own, required.includes(name)),
    schema: schemaOf(isJsonObject(own) && $defs !== undefined ? { ...own, $defs } : own),
  }));
  return fields.toSorted((a, b) => Number(b.required) - Number(a.required));
}

function fieldOf(name: string, schema: Json, required: boolean): Omit<ArgumentField, 'schema'> {
  const own = isJsonObject(schema) ? schema : {};
  const listed = Array.isArray(own.enum) ? own.enum.filter((value) => typeof value === 'string') : [];
  const description = typeof own.description === 'string' ? own.description : '';
  return { name, kind: listed.length > 0 ? 'choice' : kindOf(own), options: listed, description, required };
}

function kindOf({ type }: JsonObject): ArgumentField['kind'] {
  const types = Array.isArray(type) ? type.filter((one) => one !== 'null') : [type];
  if (types.length !== 1) return 'json';
  switch (types[0]) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'json';
  }
}

/** The arguments that a text holds; null where it is no JSON object. */
export function readArguments(text: string): JsonObject | null {
  if (text.trim() === '') return {};
  try {
    const parsed = json.parse(JSON.parse(text));
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    // Half-written JSON is normal while a person types.
    return null;
  }
}

/** The text with one argument set, or left out where the value is undefined. */
export function withArgument(text: string, name: string, value: Json | undefined): string {
  const { [name]: _, ...rest } = readArguments(text) ?? {};
  return JSON.stringify(value === undefined ? rest : { ...rest, [name]: value }, null, 2);
}

/** What to begin with: every required argument, empty. */
export function emptyArguments(fields: readonly ArgumentField[]): string {
  const required = fields.filter((field) => field.required && field.kind === 'json');
  return JSON.stringify(Object.fromEntries(required.map(({ name }) => [name, {}])), null, 2);
}
