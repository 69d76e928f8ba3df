import { arrayAt, isObject, type JsonObject, objectAt, own, plainRecord, textAt, texts } from '../json/value.ts';
import { withDiscriminator } from './discriminator.ts';
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
/** More are not written, whatever minItems asks for. */
const mostListed = 50;
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
    if (this.#budget.left < 0) return null;
    const schema = flattenSchema(given, this.#definitions, this.#budget, Math.min(depth, deepest));
    const stated = statedValue(schema);
    if (stated !== undefined) return stated;
    const chosen = this.#chosenBranch(schema, depth);
    const value = chosen === undefined ? this.#ofType(schema, depth) : this.sample(chosen, depth + 1);
    return withDiscriminator(value, chosen ?? given, schema, this.#definitions);
  }

  /** The first branch that is not null, laid over what stands beside the choice. */
  #chosenBranch(schema: JsonObject, depth: number): unknown {
    const { oneOf, anyOf, ...beside } = schema;
    const branches = [...arrayAt(schema, 'oneOf'), ...arrayAt(schema, 'anyOf')];
    const branch = branches.find((each) => own(each, 'type') !== 'null');
    if (branch === undefined || depth > deepest) return undefined;
    return Object.keys(beside).every((word) => descriptive.has(word)) ? branch : { ...beside, allOf: [branch] };
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
    if (depth > deepest) return {};
    const properties = objectAt(schema, 'properties') ?? {};
    const hidden = this.#options.direction === 'response' ? 'writeOnly' : 'readOnly';
    const names = Object.keys(properties).filter(
      (name) => own(resolveSchema(properties[name], this.#definitions).schema, hidden) !== true,
    );
    const entries = this.#chosen(schema, names, depth).map(
      (name) => [name, this.sample(properties[name], depth + 1)] as const,
    );
    const additional = own(schema, 'additionalProperties');
    const isMap = names.length === 0 && isObject(additional);
    const missing = Math.min(lengthAt(schema, 'minProperties') ?? (isMap ? 1 : 0), mostItems) - entries.length;
    const others = names.filter((name) => !entries.some(([known]) => known === name)).slice(0, Math.max(0, missing));
    const added = others.map((name) => [name, this.sample(properties[name], depth + 1)] as const);
    const extra = Array.from({ length: Math.max(0, missing - added.length) }, (_, index) => {
      const value = isObject(additional) ? this.sample(additional, depth + 1) : 'text';
      return [index === 0 ? 'key' : `key${index + 1}`, value] as const;
    });
    return plainRecord([...entries, ...added, ...(additional === false ? [] : extra)]);
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
    const least = lengthAt(schema, 'minItems') ?? 0;
    if (first.length > 0 && first.length >= least) return first;
    if (depth > deepest || (depth === deepest && least === 0)) return [];
    const most = Math.min(lengthAt(schema, 'maxItems') ?? mostListed, mostListed);
    const count = Math.min(Math.max(1, least), most) - first.length;
    const isUnique = own(schema, 'uniqueItems') === true;
    const items: unknown[] = [];
    while (items.length < count && this.#budget.left >= 0) {
      const item = this.sample(own(schema, 'items') ?? {}, depth + 1);
      items.push(isUnique ? this.#variant(own(schema, 'items'), item, items.length) : item);
    }
    return [...first, ...items];
  }

  /** Another value of the same schema, so that no two of a list are the same. */
  #variant(given: unknown, value: unknown, index: number): unknown {
    const schema = flattenSchema(given, this.#definitions, this.#budget);
    const listed = arrayAt(schema, 'enum');
    if (listed.length > 0) return listed[index % listed.length];
    if (index === 0) return value;
    if (typeof value === 'number') return value + index * (numberAt(schema, 'multipleOf') ?? 1);
    if (typeof value === 'boolean') return index % 2 === 0;
    if (typeof value !== 'string') return value;
    const digits = String(index);
    return /\d$/.test(value) ? `${value.slice(0, -digits.length)}${digits}` : `${value}${digits}`;
  }
}

/** Words that say nothing about a value. */
const descriptive = new Set(['title', 'description', 'discriminator', 'deprecated', 'nullable', 'xml', 'externalDocs']);

/** What the schema states itself, where it is of the schema's own type: some write `"true"` for true. */
function statedValue(schema: JsonObject): unknown {
  const stated = [
    own(schema, 'const'),
    own(schema, 'example'),
    own(schema, 'default'),
    arrayAt(schema, 'examples')[0],
    arrayAt(schema, 'enum').find((each) => each !== null),
  ];
  for (const value of stated) {
    const fitting = value === undefined ? undefined : ofOwnType(schema, value);
    if (fitting !== undefined) return fitting;
  }
  return undefined;
}

/** The value where the schema takes it, or what it was meant to be; undefined where it is neither. */
function ofOwnType(schema: JsonObject, value: unknown): unknown {
  const named = own(schema, 'type');
  const types = typeof named === 'string' ? [named] : texts(named);
  const listed = arrayAt(schema, 'enum');
  if (listed.length > 0 && typeof value !== 'object' && !listed.includes(value)) return undefined;
  if (types.length === 0 || types.some((type) => isOfType(value, type)))
    return typeof value === 'string' && !fitsFormat(schema, value) ? undefined : value;
  if (
    typeof value === 'string' &&
    types.some((type) => type === 'boolean' || type === 'number' || type === 'integer')
  ) {
    const meant = value === 'true' ? true : value === 'false' ? false : value.trim() === '' ? NaN : Number(value);
    if (types.some((type) => isOfType(meant, type))) return meant;
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return undefined;
}

function isOfType(value: unknown, type: string): boolean {
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

const formats: ReadonlyMap<string, RegExp> = new Map([
  ['uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i],
  ['uri', /^[a-z][a-z0-9+.-]*:/i],
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['date-time', /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)$/i],
  ['email', /^[^@\s]+@[^@\s]+$/],
  ['ipv4', /^\d{1,3}(?:\.\d{1,3}){3}$/],
]);

const fitsFormat = (schema: JsonObject, text: string): boolean =>
  formats.get(textAt(schema, 'format') ?? '')?.test(text) ?? true;

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
  const followed = pattern === undefined ? undefined : samplePattern(pattern, lengthAt(schema, 'minLength') ?? 0);
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
