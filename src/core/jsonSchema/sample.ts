import { arrayAt, isObject, type JsonObject, objectAt, own, plainRecord, textAt, texts } from '../json/value.ts';
import { samplePattern } from './samplePattern.ts';
import { type Definitions, flattenSchema, resolveSchema, schemaType } from './schema.ts';

export interface SampleOptions {
  /** A request leaves out what is readOnly, a response what is writeOnly. */
  direction?: 'request' | 'response';
  /**
   * `required`: only what must be there; all of it where nothing must. `near`: all of the two upper levels, and what
   * must be there below.
   */
  properties?: 'required' | 'near' | 'all';
}

const deepest = 8;
const mostValues = 2_000;
const mostItems = 5;
const nearLevels = 2;

/**
 * A value of the shape that a schema describes: its examples, defaults and enums first, else made from types and
 * formats. Ends for every schema: recursion stops at a depth, and the whole at a number of values.
 */
export function sampleFromSchema(schema: unknown, definitions: Definitions, options: SampleOptions = {}): unknown {
  return new Sampler(definitions, options).sample(schema, 0);
}

class Sampler {
  readonly #definitions: Definitions;
  readonly #options: SampleOptions;
  readonly #budget = { left: mostValues };

  constructor(definitions: Definitions, options: SampleOptions) {
    this.#definitions = definitions;
    this.#options = options;
  }

  sample(given: unknown, depth: number): unknown {
    this.#budget.left -= 1;
    if (this.#budget.left < 0 || depth > deepest) return null;
    const schema = flattenSchema(given, this.#definitions, this.#budget, depth);
    const stated = statedValue(schema);
    if (stated !== undefined) return stated;
    const choice = arrayAt(schema, 'oneOf')
      .concat(arrayAt(schema, 'anyOf'))
      .find((each) => own(each, 'type') !== 'null');
    if (choice !== undefined && !own(schema, 'properties')) return this.sample(choice, depth + 1);
    return this.#ofType(schema, depth);
  }

  #ofType(schema: JsonObject, depth: number): unknown {
    switch (schemaType(schema)) {
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
    const names = Object.keys(properties).filter(
      (name) => own(resolveSchema(properties[name], this.#definitions).schema, hidden) !== true,
    );
    const entries = this.#chosen(schema, names, depth).map(
      (name) => [name, this.sample(properties[name], depth + 1)] as const,
    );
    const additional = own(schema, 'additionalProperties');
    if (entries.length > 0 || names.length > 0 || !isObject(additional)) return plainRecord(entries);
    return plainRecord([['key', this.sample(additional, depth + 1)]]);
  }

  #chosen(schema: JsonObject, names: readonly string[], depth: number): readonly string[] {
    const { properties = 'required' } = this.#options;
    if (properties === 'all' || (properties === 'near' && depth < nearLevels)) return names;
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

const byFormat = new Map([
  ['date-time', '2025-01-31T12:00:00Z'],
  ['date', '2025-01-31'],
  ['time', '12:00:00Z'],
  ['duration', 'PT1H'],
  ['email', 'person@example.com'],
  ['idn-email', 'person@example.com'],
  ['hostname', 'example.com'],
  ['idn-hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['url', 'https://example.com/'],
  ['iri', 'https://example.com/'],
  ['uri-reference', '/path'],
  ['uri-template', 'https://example.com/{id}'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['json-pointer', '/path'],
  ['regex', '.*'],
  ['byte', 'dGV4dA=='],
  ['binary', ''],
  ['password', '••••••••'],
  ['int64', '1'],
]);

/** Text that fits the pattern where it is simple, else the format and the length limits of a schema. */
function sampleText(schema: unknown): string {
  const pattern = textAt(schema, 'pattern');
  const followed = pattern === undefined ? undefined : samplePattern(pattern);
  if (followed) return followed;
  const format = textAt(schema, 'format');
  const text = (format !== undefined && byFormat.get(format)) || 'text';
  const least = lengthAt(schema, 'minLength');
  const most = lengthAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY;
  if (format === 'binary') return '';
  return text.padEnd(Math.min(least ?? 0, longest), 'x').slice(0, most);
}

/** A sample stays small, whatever minLength asks for. */
const longest = 1_000;

function lengthAt(schema: unknown, key: string): number | undefined {
  const length = Number(textAt(schema, key));
  return Number.isInteger(length) && length >= 0 ? length : undefined;
}

/** A number within the bounds of a schema, 1 where that fits. */
function sampleNumber(schema: unknown, whole: boolean): number {
  const step = numberAt(schema, 'multipleOf') ?? (whole ? 1 : undefined);
  const low = lowest(schema, step ?? 0.5);
  const high = highest(schema, step ?? 0.5);
  const wanted = Math.min(Math.max(1, low), high);
  if (step === undefined || step <= 0) return wanted;
  const up = Math.ceil(wanted / step) * step;
  const fitting = up <= high ? up : Math.floor(high / step) * step;
  return Number.isFinite(fitting) ? fitting : wanted;
}

function lowest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMinimum');
  const inclusive = numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY;
  return exclusive === undefined ? inclusive : Math.max(inclusive, exclusive + gap);
}

function highest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMaximum');
  const inclusive = numberAt(schema, 'maximum') ?? Number.MAX_SAFE_INTEGER;
  return exclusive === undefined ? inclusive : Math.min(inclusive, exclusive - gap);
}

function numberAt(schema: unknown, key: string): number | undefined {
  const value = own(schema, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
