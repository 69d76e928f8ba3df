import { below, isObject, type JsonObject, kindOf } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';
import { rules, wordRules } from './rules.ts';
import { isScalar, type Rule, type Say, type Scalar, scalars, type WordRule } from './schemaRules.ts';
import { kindNames, type Shape, type Spec, shapes, since } from './shapes.ts';
import { referenceOf, type Source } from './source.ts';
import { hasRightExpressions, kindAt } from './targets.ts';

/**
 * Reports what is in the definition otherwise than its specification lists it, and what its references do not find.
 * Each value is looked at once, so this takes time linear in the document. What is reported is imported anyway.
 * @param isTree no value is in two places, as in what JSON.parse makes
 */
export function checkStructure(source: Source, isTree: boolean): void {
  new Structure(source, isTree).check(source.document, specsOf(source.dialect)('root'));
}

const deepest = 600;
/** Kinds that may be a reference to one elsewhere, as against a word that is called `$ref`. */
const referable = /^(parameter|header|requestBody|response|link|media|example|securityScheme|schema|pathItem)$/;

type Key = string | number;
type Check = 'any' | 'scalar' | 'list' | 'map' | 'items' | 'required' | 'keyed' | 'object';

/** A `Spec` made ready for the walk, since a large definition has a million values. All have the same fields, for speed. */
interface ReadySpec {
  readonly check: Check;
  readonly isKeyed: boolean;
  /** The kind of object, or the spec itself. */
  readonly name: string;
  /** Of a scalar: what it must be. */
  readonly scalar: Scalar | undefined;
  /** Of the items or members. */
  readonly inner: ReadySpec | undefined;
  readonly shape: Shape | undefined;
  readonly isReferable: boolean;
  readonly rule: Rule | undefined;
  /** The words of an object, each with its spec and what is asked of it beside. Filled in with the first use. */
  readonly words: Map<string, Word>;
}

interface Word {
  readonly spec: ReadySpec;
  readonly rule: WordRule | undefined;
  /** The version of OpenAPI 3 that brought it. */
  readonly since: string | undefined;
}

type Specs = (spec: Spec) => ReadySpec;
const ready = new Map<Source['dialect'], Specs>();

function specsOf(dialect: Source['dialect']): Specs {
  const known = ready.get(dialect);
  if (known) return known;
  const specs = new Map<Spec, ReadySpec>();
  const specOf: Specs = (spec) => {
    const before = specs.get(spec);
    if (before) return before;
    const made = readySpec(spec, shapes[dialect][spec], specOf);
    specs.set(spec, made);
    for (const [word, inner] of Object.entries(made.shape?.keys ?? {}))
      made.words.set(word, {
        spec: specOf(inner),
        rule: wordRules[spec]?.[word],
        since: dialect === 'swagger2' ? undefined : since[spec]?.[word],
      });
    return made;
  };
  ready.set(dialect, specOf);
  return specOf;
}

function readySpec(spec: Spec, shape: Shape | undefined, specOf: Specs): ReadySpec {
  const colon = spec.indexOf(':');
  const outer = colon === -1 ? spec : spec.slice(0, colon);
  const inner = colon === -1 ? keyedSpecs[spec] : spec.slice(colon + 1);
  const isScalarSpec = Object.hasOwn(scalars, spec);
  return {
    check: isScalarSpec ? 'scalar' : checkOf(outer, shape),
    isKeyed: outer in keyedSpecs,
    name: spec,
    scalar: isScalarSpec ? (spec as Scalar) : undefined,
    inner: inner === undefined ? undefined : specOf(inner),
    shape,
    isReferable: referable.test(spec),
    rule: rules[spec],
    words: new Map(),
  };
}

function checkOf(outer: string, shape: Shape | undefined): Check {
  if (outer in keyedSpecs) return 'keyed';
  if (outer === 'list' || outer === 'map' || outer === 'items' || outer === 'required') return outer;
  return shape ? 'object' : 'any';
}

/** Maps whose names mean something, with what is under these. */
const keyedSpecs: Readonly<Record<Spec, Spec>> = {
  paths: 'pathItem',
  responses: 'response',
  content: 'media',
  callback: 'pathItem',
};

class Structure {
  readonly #source: Source;
  readonly #specs: Specs;
  /** What many places share is looked at once; null where nothing is shared. */
  readonly #seen: Set<object> | null;
  /** What was referred to, as which kind of object. */
  readonly #references = new Map<string, string>();
  /** Where the walk is, as far as `#depth`; a pointer is made of it only where there is something to say. */
  readonly #path: Key[] = [];
  #depth = 0;

  constructor(source: Source, isTree: boolean) {
    this.#source = source;
    this.#specs = specsOf(source.dialect);
    this.#seen = isTree ? null : new Set();
  }

  check(value: unknown, spec: ReadySpec): void {
    switch (spec.check) {
      case 'any':
        return;
      case 'scalar':
        if (spec.scalar !== undefined && !isScalar(spec.scalar, value)) this.#wrong(value, scalars[spec.scalar]);
        return;
      case 'items':
        this.check(value, this.#specs(Array.isArray(value) ? 'list:schema' : 'schema'));
        return;
      case 'required':
        this.#required(value);
        return;
      default:
        if (this.#depth <= deepest) this.#enter(value, spec);
    }
  }

  #enter(value: unknown, spec: ReadySpec): void {
    if (spec.check === 'list' ? !Array.isArray(value) : !isObject(value)) {
      const mayBeBoolean = spec.name === 'schema' && typeof value === 'boolean';
      if (!mayBeBoolean) this.#wrong(value, spec.check === 'list' ? 'a list' : 'an object');
    } else if (this.#seen?.has(value as object)) return;
    else {
      this.#seen?.add(value as object);
      if (Array.isArray(value)) this.#list(value, spec);
      else if (spec.check === 'object') this.#object(value as JsonObject, spec);
      else this.#map(value as JsonObject, spec);
    }
  }

  #pointer(...more: Key[]): string {
    return below('', ...this.#path.slice(0, this.#depth), ...more);
  }

  /** Says nothing where something was said before. */
  #add(code: ProblemCode, severity: Severity, message: string, ...more: Key[]): void {
    const pointer = this.#pointer(...more);
    if (!this.#source.problems.isReported(pointer)) this.#source.problems.add(code, severity, pointer, message);
  }

  #wrong(value: unknown, expected: string): void {
    const name = String(this.#depth === 0 ? '' : this.#path[this.#depth - 1]).slice(0, 60);
    this.#add('WRONG_TYPE', 'warning', `“${name}” must be ${expected}, not ${kindOf(value)}.`);
  }

  #list(value: readonly unknown[], { inner }: ReadySpec): void {
    if (inner) for (let index = 0; index < value.length; index += 1) this.#below(index, value[index], inner);
  }

  #map(value: JsonObject, { inner, name: kind, isKeyed }: ReadySpec): void {
    if (!inner) return;
    if (isKeyed && referenceOf(value) !== undefined) return;
    if (kind === 'paths') this.#paths(Object.keys(value));
    if (kind === 'responses' && Object.keys(value).length === 0)
      this.#add('RESPONSE_INVALID', 'info', 'No response is described.');
    const mayExtend = inner.name !== 'schema';
    for (const name in value) {
      if (mayExtend && name.startsWith('x-')) continue;
      if (isKeyed) this.#checkName(name, kind);
      this.#below(name, value[name], inner);
    }
  }

  #below(key: Key, value: unknown, spec: ReadySpec): void {
    this.#path[this.#depth] = key;
    this.#depth += 1;
    this.check(value, spec);
    this.#depth -= 1;
  }

  #object(value: JsonObject, { name: kind, shape, words, isReferable, rule }: ReadySpec): void {
    const reference = isReferable ? value.$ref : undefined;
    if (typeof reference === 'string') {
      this.#refer(value, reference, kind);
      if (kind !== 'schema' && kind !== 'pathItem') return void this.#beside(value);
    } else if (reference !== undefined) this.#below('$ref', reference, this.#specs('string'));
    for (const key in value) {
      const word = words.get(key);
      if (word === undefined) {
        if (!shape?.open && !key.startsWith('x-') && !(isReferable && key === '$ref')) this.#unknown(key, kind);
        continue;
      }
      const inner = value[key];
      const { check, scalar } = word.spec;
      const isFine = check === 'any' || (scalar !== undefined && isScalar(scalar, inner));
      if (!isFine) this.#below(key, inner, word.spec);
      if (word.rule !== undefined) word.rule(inner, value, this.#source, this.#say);
      if (word.since !== undefined) this.#checkSince(key, word.since);
    }
    for (const key of shape?.needed ?? [])
      if (!Object.hasOwn(value, key)) this.#add('KEY_MISSING', 'warning', `“${key}” is missing.`);
    if (rule !== undefined) rule(value, this.#source, this.#say);
  }

  readonly #say: Say = (code, severity, message, ...below) => this.#add(code, severity, message, ...below);

  #checkSince(key: string, version: string): void {
    if (this.#source.minor >= version) return;
    this.#add('KEY_UNKNOWN', 'info', `“${key}” is known from OpenAPI ${version} on; it is read all the same.`, key);
  }

  #unknown(key: string, kind: string): void {
    const message = `“${key.slice(0, 60)}” is not a name that ${kindNames[kind] ?? 'this object'} has here; it is not read.`;
    this.#add('KEY_UNKNOWN', 'info', message, key);
  }

  /** What is beside a reference is not read, but for words of its own in 3.1 (3.1, section Reference Object). */
  #beside(value: JsonObject): void {
    for (const key in value) {
      const isRead = this.#source.minor >= '3.1' && (key === 'summary' || key === 'description');
      if (isRead || key === '$ref' || key.startsWith('x-')) continue;
      this.#add('KEY_UNKNOWN', 'info', `“${key.slice(0, 60)}” stands beside a reference and is not read.`, key);
    }
  }

  /** Each reference once, however often it is in the document. */
  #refer(value: unknown, reference: string, kind: string): void {
    const before = this.#references.get(reference);
    if (before === kind) return;
    this.#references.set(reference, kind);
    // A pointer is made for every problem and for no reference that finds its target.
    const at = { value, pointer: '', base: '' };
    const { references } = this.#source;
    if (before === undefined && !(reference.startsWith('#/') && references.isFound(at)))
      references.resolve({ ...at, pointer: this.#pointer() });
    const found = kindAt(this.#source, reference);
    if (found === undefined || found === kind) return;
    const message = `“${reference.slice(0, 200)}” leads to ${kindNames[found] ?? found}; ${kindNames[kind] ?? kind} belongs here.`;
    this.#add('REFERENCE_KIND', 'warning', message);
  }

  #required(value: unknown): void {
    if (typeof value === 'boolean' && this.#source.dialect === 'swagger2') return;
    if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) this.#wrong(value, 'a list of names');
  }

  #checkName(name: string, kind: string): void {
    const rule = nameRules[kind];
    if (rule && !rule.fits(name)) this.#add(rule.code, 'warning', `“${name.slice(0, 40)}” ${rule.not}`, name);
  }

  #paths(names: readonly string[]): void {
    const templates = new Map<string, string>();
    for (const name of names) {
      if (name.length > 2_000 || name.startsWith('x-')) continue;
      const problem = (message: string) => this.#add('PATH_INVALID', 'warning', message, name);
      const template = name.replace(/\{[^{}]*\}/g, '{}');
      const named = name.match(/\{[^{}]+\}/g);
      if (/[?#]/.test(template)) problem('A path must have no query and no fragment.');
      if (template.split('{}').length - 1 > (named?.length ?? 0) || /[{}]/.test(template.replaceAll('{}', '')))
        problem('The braces of the path are not in pairs, or empty.');
      if (named && named.length > 1 && new Set(named).size < named.length) problem('A name stands twice in the path.');
      const earlier = templates.get(template);
      if (earlier !== undefined) problem(`The path is the same as “${earlier}” but for the names in it.`);
      templates.set(template, name);
    }
  }
}

/** What a name must be where the names of a map mean something. */
const nameRules: Readonly<Record<string, { fits(name: string): boolean; code: ProblemCode; not: string }>> = {
  responses: {
    fits: (name) => /^([1-5]\d\d|[1-5]XX|default)$/i.test(name),
    code: 'RESPONSE_INVALID',
    not: 'is no status code.',
  },
  content: {
    fits: (name) => /^[^\s/;]+\/[^\s/;]+\s*(;.*)?$/.test(name),
    code: 'MEDIA_TYPE_INVALID',
    not: 'is no media type.',
  },
  callback: {
    fits: hasRightExpressions,
    code: 'VALUE_INVALID',
    not: 'holds an expression that OpenAPI does not know.',
  },
};
