import { isObject, type JsonObject, own } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';
import type { Source } from './source.ts';

export type Say = (code: ProblemCode, severity: Severity, message: string, ...below: string[]) => void;
export type Rule = (value: JsonObject, source: Source, add: Say) => void;
/** What one word of an object must be to the others; asked only where the word is there. */
export type WordRule = (word: unknown, holder: JsonObject, source: Source, add: Say) => void;

const schemaTypes = new Set<unknown>(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer', 'file']);

/** Kinds of values that are no object, with what each must be. */
export const scalars = {
  /** Prose and versions: YAML reads `1.0` and `2024` as numbers, and what is meant is clear. */
  text: 'text',
  /** A name or word that a program compares. */
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  count: 'a whole number from 0',
  scalar: 'text',
  filled: 'a list with one value or more',
  type: 'a type that JSON Schema knows',
} as const;
export type Scalar = keyof typeof scalars;

/** One function with a case for each, since a large definition has a million values. */
export function isScalar(kind: Scalar, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'type':
      return typeof value === 'string' || !Array.isArray(value)
        ? schemaTypes.has(value)
        : value.every((type) => schemaTypes.has(type));
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0;
    case 'scalar':
      return typeof value !== 'object';
    case 'filled':
      return Array.isArray(value) && value.length > 0;
    default:
      return kind satisfies never;
  }
}

/** What a document has where a text belongs; what is no text says nothing. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const notAbove =
  (most: string): WordRule =>
  (low, holder, _source, add) => {
    const high = holder[most];
    const isAbove = typeof low === 'number' && typeof high === 'number' && low > high;
    if (isAbove) add('SCHEMA_INVALID', 'warning', `${most.replace('max', 'min')} is above ${most}.`);
  };

const notEmpty: WordRule = (list, _holder, _source, add) => {
  if (Array.isArray(list) && list.length === 0)
    add('SCHEMA_INVALID', 'warning', 'There must be at least one schema to choose from.');
};

const exclusiveBound: WordRule = (value, _holder, { minor }, add) => {
  const isOld = minor === '2.0' || minor === '3.0';
  if (typeof value === (isOld ? 'number' : 'boolean')) {
    const kind = isOld ? 'true or false in this version, not a number' : 'a number in this version, not true or false';
    add('SCHEMA_INVALID', 'info', `An exclusive bound is ${kind}.`);
  }
};

/** Most lists are short, and a set for each would take longer. */
function hasTwice(list: readonly unknown[]): boolean {
  if (list.length > 12) return new Set(list).size !== list.length;
  for (let index = 1; index < list.length; index += 1) if (list.indexOf(list[index]) < index) return true;
  return false;
}

/** Longer lists are not compared with each other. */
const mostCompared = 1_000;

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'file' || typeof value === type;
}

/** The dialects that schemas are read in: that of OpenAPI itself, and the JSON Schema that it is made of. */
const knownDialect =
  /^https?:\/\/(spec\.openapis\.org\/oas\/3\.[12]\/dialect\/[\w.-]+|json-schema\.org\/draft\/20(19-09|20-12)\/schema)#?$/;

export const checkDialect: WordRule = (dialect, _holder, _source, add) => {
  if (typeof dialect !== 'string' || knownDialect.test(dialect)) return;
  const message = `The dialect “${dialect.slice(0, 200)}” is not known; it is read as JSON Schema 2020-12.`;
  add('DIALECT_UNKNOWN', 'info', message);
};

/** What each word of a schema must be to the others. */
export const schemaRules: Readonly<Record<string, WordRule>> = {
  $schema: checkDialect,
  minimum: notAbove('maximum'),
  minLength: notAbove('maxLength'),
  minItems: notAbove('maxItems'),
  minProperties: notAbove('maxProperties'),
  type: (type, holder, source, add) => {
    if (typeof type === 'string' && type !== 'array' && type !== 'file') return;
    const isOld = source.minor === '2.0' || source.minor === '3.0';
    const invalid = (message: string) => add('SCHEMA_INVALID', 'warning', message);
    if (isOld && type === 'array' && holder.items === undefined) invalid('The list does not say what its items are.');
    if (isOld && Array.isArray(type)) invalid('Several types at once are known from OpenAPI 3.1 on.');
    if (type === 'file' && source.minor !== '2.0') invalid('file is a type of Swagger 2.0; bytes are taken.');
  },
  default: (value, { type, nullable, enum: listed }, _source, add) => {
    const isScalar = typeof value !== 'object';
    if (isScalar && Array.isArray(listed) && listed.length <= mostCompared && !listed.includes(value))
      add('SCHEMA_INVALID', 'info', 'The default is not among the listed values.');
    if (
      typeof type === 'string' &&
      schemaTypes.has(type) &&
      !isOfType(value, type) &&
      !(value === null && nullable === true)
    )
      add('SCHEMA_INVALID', 'info', 'The default is not of the type of the schema.');
  },
  enum: (values, { type }, _source, add) => {
    if (!Array.isArray(values) || values.length > mostCompared) return;
    if (hasTwice(values)) add('SCHEMA_INVALID', 'info', 'A value is listed twice.');
    const isForeign = (value: unknown) => value !== null && !isOfType(value, textOf(type));
    if (typeof type === 'string' && schemaTypes.has(type) && values.some(isForeign))
      add('SCHEMA_INVALID', 'info', 'A listed value is not of the type of the schema.');
  },
  required: (names, _holder, { minor }, add) => {
    if (!Array.isArray(names)) return;
    if (hasTwice(names)) add('SCHEMA_INVALID', 'info', 'A required name is listed twice.');
    if (names.length === 0 && (minor === '2.0' || minor === '3.0'))
      add('SCHEMA_INVALID', 'info', 'A list of required names must have one in this version.');
  },
  items: (items, _holder, { minor }, add) => {
    if (Array.isArray(items) && minor !== '2.0')
      add('SCHEMA_INVALID', 'info', 'items must be one schema; a list of them is called prefixItems.');
  },
  discriminator: (name, { properties, required, allOf }, _source, add) => {
    if (typeof name !== 'string' || allOf !== undefined || !isObject(properties)) return;
    if (own(properties, name) === undefined || !(Array.isArray(required) && required.includes(name)))
      add('DISCRIMINATOR_INVALID', 'info', `The property “${name.slice(0, 60)}” must be described and required here.`);
  },
  nullable: (_value, _holder, { minor }, add) => {
    if (minor !== '2.0' && minor !== '3.0')
      add(
        'SCHEMA_INVALID',
        'info',
        'nullable is a word of OpenAPI 3.0; it is read as a type “null” beside the others.',
      );
  },
  exclusiveMinimum: exclusiveBound,
  exclusiveMaximum: exclusiveBound,
  readOnly: (value, holder, _source, add) => {
    if (value === true && holder.writeOnly === true)
      add('SCHEMA_INVALID', 'info', 'A value cannot be readOnly and writeOnly at once.');
  },
  multipleOf: (value, _holder, _source, add) => {
    if (typeof value === 'number' && value <= 0) add('SCHEMA_INVALID', 'warning', 'multipleOf must be above 0.');
  },
  allOf: notEmpty,
  anyOf: notEmpty,
  oneOf: notEmpty,
  patternProperties: (value, _holder, _source, add) => {
    if (isObject(value) && Object.keys(value).some((name) => !isPattern(name)))
      add('SCHEMA_INVALID', 'warning', 'A name in patternProperties is not a valid regular expression.');
  },
  pattern: (pattern, _holder, _source, add) => {
    if (typeof pattern === 'string' && !isPattern(pattern))
      add('SCHEMA_INVALID', 'warning', 'The pattern is not a valid regular expression.');
  },
};

function isPattern(pattern: string): boolean {
  return pattern.length > 1_000 || compiles(pattern, 'u') || compiles(pattern, '');
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}
