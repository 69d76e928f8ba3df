import { arrayAt, isObject, type JsonObject, objectAt, own, plainRecord, texts } from '../json/value.ts';
import { sampleNumber, sampleText } from './sampleScalar.ts';
import type { JsonSchema } from './schema.ts';

/** Finds the schema of a `$ref`, or undefined. */
export type ResolveSchema = (reference: string) => JsonSchema | undefined;

export interface SampleOptions {
  /** A request leaves out what is readOnly, a response what is writeOnly. */
  direction?: 'request' | 'response';
  /** `required`: only what must be there; all of it where nothing must. */
  properties?: 'required' | 'all';
}

const deepest = 8;
const mostValues = 2_000;
const mostItems = 5;

/** Looks `#/$defs/<name>` up among an operation's definitions. */
export function resolverOf(definitions: Record<string, JsonSchema>): ResolveSchema {
  return (reference) => {
    const token = /^#\/\$defs\/([^/]*)$/.exec(reference)?.[1];
    const name = token === undefined ? undefined : decoded(token).replaceAll('~1', '/').replaceAll('~0', '~');
    return name !== undefined && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  };
}

/**
 * A value of the shape that a schema describes: its examples, defaults and enums first, else made from types and
 * formats. Ends for every schema: recursion stops at a depth, and the whole at a number of values.
 */
export function sampleFromSchema(schema: JsonSchema, resolve: ResolveSchema, options: SampleOptions = {}): unknown {
  return new Sampler(resolve, options).sample(schema, 0);
}

class Sampler {
  readonly #resolve: ResolveSchema;
  readonly #options: SampleOptions;
  #left = mostValues;

  constructor(resolve: ResolveSchema, options: SampleOptions) {
    this.#resolve = resolve;
    this.#options = options;
  }

  sample(given: unknown, depth: number): unknown {
    this.#left -= 1;
    if (this.#left < 0 || depth > deepest) return null;
    const schema = this.#flat(given, depth);
    const stated = statedValue(schema);
    if (stated !== undefined) return stated;
    const choice = arrayAt(schema, 'oneOf')
      .concat(arrayAt(schema, 'anyOf'))
      .find((each) => own(each, 'type') !== 'null');
    if (choice !== undefined && !own(schema, 'properties')) return this.sample(choice, depth + 1);
    return this.#ofType(schema, depth);
  }

  /** The schema with its references followed and the parts of `allOf` laid over each other. */
  #flat(given: unknown, depth: number): JsonObject {
    let schema = isObject(given) ? given : {};
    for (let step = 0; step < deepest && typeof own(schema, '$ref') === 'string'; step += 1) {
      const { $ref, ...rest } = schema;
      const target = this.#resolve(String($ref));
      schema = { ...(isObject(target) ? target : {}), ...rest };
    }
    const parts = arrayAt(schema, 'allOf');
    if (parts.length === 0 || depth > deepest || this.#left < 0) return schema;
    this.#left -= parts.length;
    return merged([schema, ...parts.slice(0, mostValues).map((part) => this.#flat(part, depth + 1))]);
  }

  #ofType(schema: JsonObject, depth: number): unknown {
    switch (typeOf(schema)) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#list(schema, depth);
      case 'string':
        return sampleText(schema);
      case 'integer':
        return sampleNumber(schema, true);
      case 'number':
        return sampleNumber(schema, false);
      case 'boolean':
        return true;
      case 'null':
        return null;
      default:
        return {};
    }
  }

  #object(schema: JsonObject, depth: number): Record<string, unknown> {
    const properties = objectAt(schema, 'properties') ?? {};
    const hidden = this.#options.direction === 'response' ? 'writeOnly' : 'readOnly';
    const names = Object.keys(properties).filter((name) => own(properties[name], hidden) !== true);
    const entries = this.#chosen(schema, names, depth).map(
      (name) => [name, this.sample(properties[name], depth + 1)] as const,
    );
    const additional = own(schema, 'additionalProperties');
    if (entries.length > 0 || names.length > 0 || !isObject(additional)) return plainRecord(entries);
    return plainRecord([['key', this.sample(additional, depth + 1)]]);
  }

  #chosen(schema: JsonObject, names: readonly string[], depth: number): readonly string[] {
    if (this.#options.properties === 'all') return names;
    const required = new Set(texts(own(schema, 'required')));
    const chosen = names.filter((name) => required.has(name));
    return chosen.length === 0 && depth === 0 ? names : chosen;
  }

  #list(schema: JsonObject, depth: number): unknown[] {
    const first = arrayAt(schema, 'prefixItems').map((item) => this.sample(item, depth + 1));
    if (first.length > 0) return first;
    if (depth >= deepest) return [];
    const least = Number(own(schema, 'minItems') ?? 1);
    const count = Math.min(Math.max(1, Number.isFinite(least) ? least : 1), mostItems);
    return Array.from({ length: count }, () => this.sample(own(schema, 'items'), depth + 1));
  }
}

function statedValue(schema: JsonObject): unknown {
  for (const key of ['example', 'const', 'default']) {
    const value = own(schema, key);
    if (value !== undefined) return value;
  }
  return arrayAt(schema, 'examples')[0] ?? arrayAt(schema, 'enum')[0];
}

function typeOf(schema: JsonObject): string | undefined {
  const type = own(schema, 'type');
  if (typeof type === 'string') return type;
  const named = texts(type).find((each) => each !== 'null');
  if (named !== undefined) return named;
  if (objectAt(schema, 'properties') || objectAt(schema, 'additionalProperties')) return 'object';
  if (own(schema, 'items') !== undefined || own(schema, 'prefixItems') !== undefined) return 'array';
  if (own(schema, 'format') !== undefined || own(schema, 'minLength') !== undefined) return 'string';
  return Array.isArray(type) && type.length > 0 ? 'null' : undefined;
}

function merged(parts: readonly JsonObject[]): JsonObject {
  const entries = parts.flatMap((part) => Object.entries(part).filter(([key]) => key !== 'allOf'));
  const properties = parts.flatMap((part) => Object.entries(objectAt(part, 'properties') ?? {}));
  const required = parts.flatMap((part) => texts(own(part, 'required')));
  return {
    ...plainRecord(entries.reverse()),
    ...(properties.length > 0 && { properties: plainRecord(properties) }),
    ...(required.length > 0 && { required }),
  };
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
