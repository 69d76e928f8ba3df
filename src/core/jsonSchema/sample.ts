import { arrayAt, isObject, type JsonObject, objectAt, own, plainRecord, texts } from '../json/value.ts';
import { withDiscriminator } from './discriminator.ts';
import { canonical, type FitOptions, fitsSchema, numberAt, typesNamed } from './fits.ts';
import { samplePattern } from './pattern.ts';
import { lengthAt, meantAs, numberCandidates, textCandidates } from './sampleScalar.ts';
import { type Definitions, flattenSchema, isHidden, schemaType } from './schema.ts';

export interface SampleOptions {
  /** A request leaves out what is readOnly, a response what is writeOnly. */
  direction?: 'request' | 'response';
  /**
   * `required`: only what must be there; all of it where nothing must. `near`: all of the two upper levels, and what
   * must be there below.
   */
  properties?: 'required' | 'near' | 'all';
  /** Values that are beside the schema; the first that it takes is the sample. */
  examples?: readonly unknown[];
  /** Another value of the same schema for every number; from 1 on none that it states as an example or a default. */
  variant?: number;
}

const deepest = 8;
const mostValues = 2_000;
/** More are not written, whatever minItems asks for. */
const mostListed = 200;
const mostAdded = 50;
const mostBranches = 20;
const nearLevels = 2;

/**
 * A value that a schema takes: its examples, defaults and enums first, as far as it takes them itself, else made from
 * its words and compared with it. Ends for every schema: recursion stops at a depth, and the whole at a number of
 * values. Where nothing fits, the nearest that was made.
 */
export function sampleFromSchema(schema: unknown, definitions: Definitions, options: SampleOptions = {}): unknown {
  const sampler = new Sampler(definitions, options);
  const { examples = [], variant = 0 } = options;
  const fitting = examples.find((example) => sampler.fits(schema, example));
  if (fitting !== undefined) return fitting;
  const made = sampler.sample(schema, 0, variant);
  // What the document shows is better than what is no better.
  return examples[0] !== undefined && !sampler.fits(schema, made) ? examples[0] : made;
}

class Sampler {
  readonly #definitions: Definitions;
  readonly #options: SampleOptions;
  readonly #fit: Required<FitOptions>;
  readonly #budget: { left: number };

  constructor(definitions: Definitions, options: SampleOptions, budget = { left: mostValues }) {
    this.#definitions = definitions;
    this.#options = options;
    this.#budget = budget;
    this.#fit = { hidden: options.direction === 'response' ? 'writeOnly' : 'readOnly' };
  }

  fits(schema: unknown, value: unknown): boolean {
    return fitsSchema(value, schema, this.#definitions, this.#fit);
  }

  /** `which` asks for another value of the same schema. */
  sample(given: unknown, depth: number, which = 0): unknown {
    this.#budget.left -= 1;
    if (this.#budget.left < 0) return null;
    const schema = flattenSchema(given, this.#definitions, this.#budget, Math.min(depth, deepest));
    let nearest: unknown;
    for (const value of this.#candidates(given, schema, depth, which)) {
      if (this.fits(given, value)) return value;
      if (nearest === undefined) nearest = value;
      if (this.#budget.left < 0) break;
    }
    return nearest === undefined ? null : nearest;
  }

  *#candidates(given: unknown, schema: JsonObject, depth: number, which: number): Generator<unknown> {
    yield* statedValues(schema, which);
    const named = (value: unknown, chosen: unknown) => withDiscriminator(value, chosen, schema, this.#definitions);
    if (depth <= deepest) {
      for (const branch of choicesOf(schema)) yield named(this.sample(branch, depth + 1, which), branch);
      // With all that is known, a value may be of two branches.
      const least = new Sampler(this.#definitions, { ...this.#options, properties: 'required' }, this.#budget);
      if (this.#options.properties !== 'required')
        for (const branch of choicesOf(schema)) yield named(least.sample(branch, depth + 1, which), branch);
    }
    for (const value of this.#ofType(schema, depth, which)) yield named(value, given);
  }

  *#ofType(schema: JsonObject, depth: number, which: number): Generator<unknown> {
    switch (schemaType(schema)) {
      case 'object':
        return yield* this.#objects(schema, depth, which);
      case 'array':
        return yield this.#list(schema, depth, which);
      case 'string':
        return yield* textCandidates(schema, which);
      case 'integer':
        return yield* numberCandidates(schema, true, which);
      case 'number':
        return yield* numberCandidates(schema, false, which);
      case 'boolean':
        return yield* which % 2 === 0 ? [true, false] : [false, true];
      case 'null':
        return yield null;
      default:
        yield* which === 0 ? [{}, 'text', 1, true, [], null] : [`text${which}`, which, { key: which }];
    }
  }

  /** With as much as is asked for; then with what must be there alone, where the rest is in the way. */
  *#objects(schema: JsonObject, depth: number, which: number): Generator<Record<string, unknown>> {
    if (depth > deepest) return yield {};
    const properties = objectAt(schema, 'properties') ?? {};
    const known = Object.keys(properties).filter((name) => !this.#isHidden(schema, name));
    const required = this.#required(schema, properties, known);
    const chosen = this.#chosen(known, required, depth);
    yield this.#object(schema, chosen, required, depth, which);
    if (chosen.length > required.length) yield this.#object(schema, required, required, depth, which);
    for (const name of known.filter((each) => !required.includes(each)).slice(0, mostBranches)) {
      const names = withDependents(schema, [...required, name]);
      yield this.#object(schema, names, names, depth, which);
    }
  }

  #isHidden(schema: JsonObject, name: string): boolean {
    return isHidden(own(schema.properties, name), this.#fit.hidden, this.#definitions);
  }

  /** Names that must be there, described or not, with those that they bring along. */
  #required(schema: JsonObject, properties: JsonObject, known: readonly string[]): string[] {
    const names = withDependents(schema, texts(schema.required));
    return names.filter((name) => known.includes(name) || own(properties, name) === undefined);
  }

  #chosen(known: readonly string[], required: readonly string[], depth: number): string[] {
    const { properties = 'required' } = this.#options;
    const isAll =
      properties === 'all' || (properties === 'near' && depth < nearLevels) || (required.length === 0 && depth === 0);
    return isAll ? [...new Set([...known, ...required])] : [...required];
  }

  #object(
    schema: JsonObject,
    names: readonly string[],
    required: readonly string[],
    depth: number,
    which: number,
  ): Record<string, unknown> {
    const values = new Map<string, unknown>();
    const add = (name: string, mayLeaveOut: boolean) => {
      const described = this.#schemaOf(schema, name);
      const value = this.sample(described, depth + 1, which);
      if (!mayLeaveOut || this.fits(described, value)) values.set(name, value);
    };
    for (const name of names) add(name, !required.includes(name));
    for (const name of Object.keys(objectAt(schema, 'properties') ?? {})) {
      if (values.size >= this.#least(schema)) break;
      if (values.has(name) || this.#isHidden(schema, name)) continue;
      for (const each of withDependents(schema, [name])) if (!values.has(each)) add(each, true);
    }
    for (let index = 0; index < mostAdded && values.size < this.#least(schema); index += 1) {
      const name = this.#newName(schema, index);
      if (name !== undefined && !values.has(name)) add(name, true);
    }
    return plainRecord(values);
  }

  /** How many properties there are at least; a map shows one. */
  #least(schema: JsonObject): number {
    const isMap =
      !objectAt(schema, 'properties') && (isObject(schema.additionalProperties) || isObject(schema.patternProperties));
    return Math.min(
      lengthAt(schema, 'minProperties') ?? (isMap ? 1 : 0),
      mostAdded,
      lengthAt(schema, 'maxProperties') ?? mostAdded,
    );
  }

  /** What a property must be: as it is described, by its name's pattern, or as all others. */
  #schemaOf(schema: JsonObject, name: string): unknown {
    const described = own(schema.properties, name);
    if (described !== undefined) return described;
    const patterns = Object.entries(objectAt(schema, 'patternProperties') ?? {});
    const pattern = patterns.find(([each]) => fitsSchema(name, { pattern: each }, this.#definitions));
    if (pattern !== undefined) return pattern[1];
    return isObject(schema.additionalProperties) ? schema.additionalProperties : { type: 'string' };
  }

  #newName(schema: JsonObject, index: number): string | undefined {
    const [pattern] = Object.keys(objectAt(schema, 'patternProperties') ?? {});
    if (schema.propertyNames !== undefined)
      return String(this.sample({ type: 'string', allOf: [schema.propertyNames] }, deepest, index));
    if (pattern !== undefined && !isObject(schema.additionalProperties))
      return samplePattern(pattern, { which: index });
    if (schema.additionalProperties === false) return undefined;
    return index === 0 ? 'key' : `key${index + 1}`;
  }

  #list(schema: JsonObject, depth: number, which: number): unknown[] {
    const least = lengthAt(schema, 'minItems') ?? 0;
    if (depth > deepest || (depth === deepest && least === 0)) return [];
    const most = Math.min(lengthAt(schema, 'maxItems') ?? mostListed, mostListed);
    const items = arrayAt(schema, 'prefixItems').map((item) => this.sample(item, depth + 1, which));
    const { contains } = schema;
    const wanted = contains === undefined ? 0 : Math.min(numberAt(schema, 'minContains') ?? 1, mostListed);
    for (let index = 0; index < wanted; index += 1)
      items.push(this.sample(contains, depth + 1, which + (schema.uniqueItems === true ? index : 0)));
    const count = Math.min(Math.max(items.length === 0 ? 1 : 0, least), most);
    const seen = new Set(items.map(canonical));
    for (let attempt = 0; items.length < count && attempt < count * 3 && this.#budget.left >= 0; attempt += 1) {
      const isUnique = schema.uniqueItems === true;
      const item = this.sample(schema.items ?? {}, depth + 1, which + (isUnique ? attempt : 0));
      if (isUnique && seen.has(canonical(item))) continue;
      seen.add(canonical(item));
      items.push(item);
    }
    // An item that cannot be made is better left out, where the list may be empty.
    if (least === 0 && !this.fits(schema, items)) return [];
    return items.slice(0, most);
  }
}

/** Names with all that they bring along. */
function withDependents(schema: JsonObject, given: readonly string[]): string[] {
  const names = new Set(given);
  for (const name of names) for (const other of texts(own(schema.dependentRequired, name))) names.add(other);
  return [...names];
}

/** What the schema states itself, and what that was meant to be: some write `"true"` for true. */
function* statedValues(schema: JsonObject, which: number): Generator<unknown> {
  const listed = arrayAt(schema, 'enum');
  if (which > 0 && schema.const !== undefined) return yield schema.const;
  if (which > 0) return yield* listed.length > 0 ? [...listed.slice(which), ...listed.slice(0, which)] : [];
  const types = typesNamed(schema);
  const stated = [schema.const, schema.example, schema.default, ...arrayAt(schema, 'examples').slice(0, mostBranches)];
  for (const value of [...stated, ...listed.toSorted((a, b) => Number(a === null) - Number(b === null))]) {
    if (value === undefined || (value === null && schema.const !== null && !listed.includes(null))) continue;
    if (fitsSchema(value, { type: types }, {})) yield value;
    else {
      const meant = meantAs(types, value);
      if (meant !== undefined) yield meant;
    }
  }
}

/** The schema with one of its choices made, for each branch; the one that is null comes last. */
function* choicesOf(schema: JsonObject): Generator<JsonObject> {
  for (const word of ['oneOf', 'anyOf'] as const) {
    const branches = arrayAt(schema, word);
    if (branches.length === 0) continue;
    const { [word]: _, ...rest } = schema;
    const isNull = (branch: unknown) => Number(own(branch, 'type') === 'null');
    for (const branch of [...branches].sort((a, b) => isNull(a) - isNull(b)).slice(0, mostBranches))
      yield { ...rest, allOf: [...arrayAt(rest, 'allOf'), branch] };
    return;
  }
  const { if: condition, then, else: otherwise, ...rest } = schema;
  if (condition === undefined) return;
  const others = arrayAt(rest, 'allOf');
  if (otherwise === undefined) yield rest;
  yield { ...rest, allOf: [...others, condition, then ?? true] };
  yield { ...rest, allOf: [...others, otherwise ?? true] };
}
