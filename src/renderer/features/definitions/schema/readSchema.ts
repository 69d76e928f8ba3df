import { isObject, type JsonObject } from '#core/json/value.ts';
import { type Definitions, type JsonSchema, resolveSchema } from '#core/jsonSchema/schema.ts';

/** A schema as the documentation shows it; what is below it is only named, so that a recursive schema has an end. */
export interface SchemaShape {
  /** "array of Pet", "string (date-time)", "one of 3". */
  type: string;
  /** Name under which it is in the document, where it has one. */
  name: string | null;
  description: string | null;
  deprecated: boolean;
  /** "at least 1", "matches ^a$"… */
  limits: string[];
  values: string[];
  children: SchemaChild[];
}

export interface SchemaChild {
  label: string;
  required: boolean;
  schema: JsonSchema;
}

type Words = JsonObject;

/** One level of a schema. */
export function readSchema(given: JsonSchema, schemas: Definitions): SchemaShape {
  if (given === false) return { ...empty, type: 'nothing' };
  const { schema, name } = resolveSchema(given, schemas);
  const nearby = typeof given === 'boolean' ? {} : given;
  return {
    type: typeWords(schema, name, schemas),
    name,
    description: text(nearby.description) ?? text(schema.description),
    deprecated: schema.deprecated === true,
    limits: limitWords(schema),
    values: valueWords(schema),
    children: childrenOf(schema, schemas),
  };
}

const empty: SchemaShape = {
  type: 'any',
  name: null,
  description: null,
  deprecated: false,
  limits: [],
  values: [],
  children: [],
};

function typeWords(schema: Words, name: string | null, schemas: Definitions): string {
  const types = list(schema.type).filter((type) => typeof type === 'string');
  const one = types.filter((type) => type !== 'null');
  const nullable = types.length > one.length ? ' or null' : '';
  if (one.length === 1 && one[0] === 'array') return `array of ${itemWords(schema.items, schemas)}${nullable}`;
  if (one.length > 0) return `${one.join(' or ')}${formatWords(schema)}${nullable}`;
  const variants = list(schema.oneOf ?? schema.anyOf);
  if (variants.length > 0) return `one of ${variants.length}`;
  if (schema.properties !== undefined || schema.allOf !== undefined) return 'object';
  if (schema.const !== undefined) return typeof schema.const;
  return name === null ? 'any' : 'object';
}

function formatWords({ format }: Words): string {
  return typeof format === 'string' ? ` (${format})` : '';
}

function itemWords(items: unknown, schemas: Definitions): string {
  if (!isSchema(items)) return 'any';
  const { schema, name } = resolveSchema(items, schemas);
  return name ?? (Array.isArray(schema.type) ? schema.type.join(' or ') : (text(schema.type) ?? 'any'));
}

const limits: [keyword: string, words: (value: unknown) => string][] = [
  ['minimum', (value) => `at least ${value}`],
  ['exclusiveMinimum', (value) => `more than ${value}`],
  ['maximum', (value) => `at most ${value}`],
  ['exclusiveMaximum', (value) => `less than ${value}`],
  ['multipleOf', (value) => `a multiple of ${value}`],
  ['minLength', (value) => `${value} characters or more`],
  ['maxLength', (value) => `${value} characters at most`],
  ['pattern', (value) => `matches ${value}`],
  ['minItems', (value) => `${value} items or more`],
  ['maxItems', (value) => `${value} items at most`],
  ['default', (value) => `default ${JSON.stringify(value)}`],
];

function limitWords(schema: Words): string[] {
  const words = limits.filter(([keyword]) => schema[keyword] !== undefined).map(([key, say]) => say(schema[key]));
  if (schema.readOnly === true) words.push('read only');
  if (schema.writeOnly === true) words.push('write only');
  return words;
}

function valueWords(schema: Words): string[] {
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  return list(schema.enum).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}

/** Properties, items and variants: what a person can open below a schema. */
function childrenOf(schema: Words, schemas: Definitions): SchemaChild[] {
  const required = new Set(list(schema.required));
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return [
    ...properties
      .filter(isNamedSchema)
      .map(([label, child]) => ({ label, required: required.has(label), schema: child })),
    ...list(schema.allOf)
      .filter(isSchema)
      .flatMap((part) => childrenOf(resolveSchema(part, schemas).schema, notSelf(part, schemas))),
    ...variants(schema),
    ...single('each item', schema.items, schemas),
    ...single('other properties', schema.additionalProperties, schemas),
  ];
}

/** Without the schema just followed, so that an `allOf` that names itself ends. */
function notSelf(part: JsonSchema, schemas: Definitions): Definitions {
  const { name } = resolveSchema(part, schemas);
  if (name === null) return schemas;
  const { [name]: _self, ...others } = schemas;
  return others;
}

function variants(schema: Words): SchemaChild[] {
  const each = list(schema.oneOf ?? schema.anyOf).filter(isSchema);
  return each.map((variant, index) => ({ label: `variant ${index + 1}`, required: false, schema: variant }));
}

/** Something below that has more to say than its type, which the line above names already. */
function single(label: string, given: unknown, schemas: Definitions): SchemaChild[] {
  if (!isSchema(given) || typeof given === 'boolean') return [];
  const { schema } = resolveSchema(given, schemas);
  const telling = ['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'enum', 'additionalProperties'];
  return telling.some((keyword) => schema[keyword] !== undefined) ? [{ label, required: false, schema: given }] : [];
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value);
}

function isNamedSchema(entry: [string, unknown]): entry is [string, JsonSchema] {
  return isSchema(entry[1]);
}
