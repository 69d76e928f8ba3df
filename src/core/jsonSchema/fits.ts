import { arrayAt, isObject, type JsonObject, objectAt, own, textAt, texts } from '../json/value.ts';
import { fitsFormat } from './formats.ts';
import { fitsPattern } from './pattern.ts';
import { type Definitions, type HiddenWord, hides, resolveSchema } from './schema.ts';

/** Schemas and values compared for one answer; what is beyond is taken. */
const mostComparisons = 20_000;
const deepest = 64;

export interface FitOptions {
  /** Properties with this word need not be there. */
  readonly hidden?: HiddenWord;
}

/**
 * Whether a value is what a schema takes (JSON Schema 2020-12, formats included). For choosing among samples: it needs
 * no compiler, never throws, ends for any schema, and takes what it cannot decide.
 */
export function fitsSchema(
  value: unknown,
  schema: unknown,
  definitions: Definitions,
  options: FitOptions = {},
): boolean {
  return new Comparison(definitions, options).fits(value, schema, 0);
}

class Comparison {
  readonly #definitions: Definitions;
  readonly #options: FitOptions;
  #left = mostComparisons;

  constructor(definitions: Definitions, options: FitOptions) {
    this.#definitions = definitions;
    this.#options = options;
  }

  /** @param around the schemas that `allOf` joins this one to */
  fits(value: unknown, given: unknown, depth: number, around: readonly JsonObject[] = []): boolean {
    this.#left -= 1;
    if (given === false) return false;
    if (!isObject(given) || this.#left < 0 || depth > deepest) return true;
    const { schema } = resolveSchema(given, this.#definitions);
    return (
      fitsType(schema, value) &&
      fitsEnum(schema, value) &&
      this.#fitsChoices(schema, value, depth + 1, around) &&
      (typeof value !== 'string' || fitsText(schema, value)) &&
      (typeof value !== 'number' || fitsNumber(schema, value)) &&
      (!Array.isArray(value) || this.#fitsList(schema, value, depth + 1)) &&
      (!isObject(value) || this.#fitsObject(schema, value, depth + 1, around))
    );
  }

  #fitsChoices(schema: JsonObject, value: unknown, depth: number, around: readonly JsonObject[]): boolean {
    const fits = (each: unknown) => this.fits(value, each, depth);
    const { oneOf, anyOf, not, if: condition } = schema;
    const joined = [...around, schema];
    if (!arrayAt(schema, 'allOf').every((each) => this.fits(value, each, depth, joined))) return false;
    if (Array.isArray(anyOf) && anyOf.length > 0 && !anyOf.some(fits)) return false;
    if (Array.isArray(oneOf) && oneOf.length > 0 && oneOf.filter(fits).length !== 1) return false;
    if (not !== undefined && fits(not)) return false;
    return condition === undefined || fits((fits(condition) ? own(schema, 'then') : own(schema, 'else')) ?? true);
  }

  #fitsList(schema: JsonObject, list: readonly unknown[], depth: number): boolean {
    if (!isWithin(list.length, schema, 'minItems', 'maxItems')) return false;
    if (schema.uniqueItems === true && new Set(list.map(canonical)).size !== list.length) return false;
    const { contains, items } = schema;
    if (contains !== undefined) {
      const count = list.filter((each) => this.fits(each, contains, depth)).length;
      if (count < (numberAt(schema, 'minContains') ?? 1) || count > (numberAt(schema, 'maxContains') ?? count))
        return false;
    }
    const first = arrayAt(schema, 'prefixItems');
    return list.every((each, index) => this.fits(each, index < first.length ? first[index] : items, depth));
  }

  #fitsObject(schema: JsonObject, object: JsonObject, depth: number, around: readonly JsonObject[]): boolean {
    const names = Object.keys(object);
    if (!isWithin(names.length, schema, 'minProperties', 'maxProperties')) return false;
    const { hidden } = this.#options;
    const isThere = (name: string) =>
      Object.hasOwn(object, name) || (hidden && hides([...around, schema], name, hidden, this.#definitions));
    if (!texts(schema.required).every(isThere)) return false;
    for (const name of names) {
      if (!texts(own(schema.dependentRequired, name)).every(isThere)) return false;
      if (!this.fits(object, own(schema.dependentSchemas, name), depth)) return false;
      if (!this.fits(name, schema.propertyNames, depth)) return false;
      if (!this.#fitsProperty(schema, name, object[name], depth)) return false;
    }
    return true;
  }

  #fitsProperty(schema: JsonObject, name: string, value: unknown, depth: number): boolean {
    const described = own(schema.properties, name);
    const patterns = Object.entries(objectAt(schema, 'patternProperties') ?? {});
    const matching = patterns.filter(([pattern]) => fitsPattern(pattern, name) === true);
    if (!this.fits(value, described, depth) || !matching.every(([, each]) => this.fits(value, each, depth)))
      return false;
    return described !== undefined || matching.length > 0 || this.fits(value, schema.additionalProperties, depth);
  }
}

/** The types that a schema names; `nullable` of OpenAPI 3.0 counts as one. */
export function typesNamed(schema: JsonObject): string[] {
  const { type } = schema;
  const named = typeof type === 'string' ? [type] : texts(type);
  return named.length > 0 && schema.nullable === true ? [...named, 'null'] : named;
}

function fitsType(schema: JsonObject, value: unknown): boolean {
  const types = typesNamed(schema);
  return types.length === 0 || types.some((type) => isOfType(value, type));
}

export function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function fitsEnum(schema: JsonObject, value: unknown): boolean {
  const listed = own(schema, 'enum');
  if (Object.hasOwn(schema, 'const') && canonical(schema.const) !== canonical(value)) return false;
  if (!Array.isArray(listed) || listed.length === 0) return true;
  return (value === null && schema.nullable === true) || listed.some((each) => canonical(each) === canonical(value));
}

function fitsText(schema: JsonObject, text: string): boolean {
  const length = Array.from(text).length;
  const pattern = own(schema, 'pattern');
  return (
    isWithin(length, schema, 'minLength', 'maxLength') &&
    fitsFormat(textAt(schema, 'format'), text) &&
    (typeof pattern !== 'string' || fitsPattern(pattern, text) !== false)
  );
}

function fitsNumber(schema: JsonObject, value: number): boolean {
  const step = numberAt(schema, 'multipleOf');
  const range = wholeRanges.get(textAt(schema, 'format') ?? '');
  return (
    isWithin(value, schema, 'minimum', 'maximum') &&
    value > (numberAt(schema, 'exclusiveMinimum') ?? Number.NEGATIVE_INFINITY) &&
    value < (numberAt(schema, 'exclusiveMaximum') ?? Number.POSITIVE_INFINITY) &&
    (step === undefined || step <= 0 || Number.isInteger(value / step)) &&
    (range === undefined || (Number.isInteger(value) && value >= -range && value < range))
  );
}

const wholeRanges = new Map([
  ['int32', 2 ** 31],
  ['int64', 2 ** 63],
]);

function isWithin(count: number, schema: JsonObject, least: string, most: string): boolean {
  return (
    count >= (numberAt(schema, least) ?? Number.NEGATIVE_INFINITY) &&
    count <= (numberAt(schema, most) ?? Number.POSITIVE_INFINITY)
  );
}

export function numberAt(schema: unknown, key: string): number | undefined {
  const value = own(schema, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The same text for equal values, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
    ) ?? 'undefined'
  );
}
