import { below, isObject, kindOf } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';
import { type Spec, shapes } from './shapes.ts';
import { referenceOf, type Source } from './source.ts';

/**
 * Reports what stands in the definition otherwise than its specification lists it, and what its references do not find.
 * Each value is looked at once, so this takes time linear in the document. What is reported is imported all the same.
 */
export function checkStructure(source: Source): void {
  new Structure(source).check(source.document, 'root');
}

const schemaTypes = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer', 'file']);
const deepest = 600;
/** Kinds that may be a reference to one elsewhere, as against a word that is called `$ref`. */
const referable = /^(parameter|header|requestBody|response|link|media|securityScheme|schema|pathItem)$/;

type Key = string | number;

class Structure {
  readonly #source: Source;
  readonly #seen = new Set<object>();
  readonly #references = new Set<string>();
  /** Where the walk is; a pointer is made of it only where there is something to say. */
  readonly #path: Key[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  check(value: unknown, spec: Spec): void {
    if (this.#path.length > deepest) return;
    const scalar = scalars[spec];
    if (scalar) {
      if (!scalar.fits(value)) this.#wrong(value, scalar.name);
    } else if (spec.startsWith('list:')) this.#list(value, spec.slice(5));
    else if (spec.startsWith('map:')) this.#map(value, spec.slice(4));
    else if (spec === 'items') this.check(value, Array.isArray(value) ? 'list:schema' : 'schema');
    else if (spec === 'required') this.#required(value);
    else if (spec === 'paths' || spec === 'responses' || spec === 'content') this.#keyed(value, spec);
    else if (spec !== 'any') this.#object(value, spec);
  }

  #pointer(...more: Key[]): string {
    return below('', ...this.#path, ...more);
  }

  /** Says nothing where something was said before. */
  #add(code: ProblemCode, severity: Severity, message: string, ...more: Key[]): void {
    const pointer = this.#pointer(...more);
    if (!this.#source.problems.isReported(pointer)) this.#source.problems.add(code, severity, pointer, message);
  }

  #wrong(value: unknown, expected: string): void {
    const name = String(this.#path.at(-1) ?? '').slice(0, 60);
    this.#add('WRONG_TYPE', 'warning', `“${name}” must be ${expected}, not ${kindOf(value)}.`);
  }

  #list(value: unknown, inner: Spec): void {
    if (!Array.isArray(value)) {
      this.#wrong(value, 'a list');
      return;
    }
    if (this.#isSeen(value)) return;
    for (let index = 0; index < value.length; index += 1) this.#below(index, value[index], inner);
  }

  #map(value: unknown, inner: Spec): void {
    if (!isObject(value)) {
      this.#wrong(value, 'an object');
      return;
    }
    if (this.#isSeen(value)) return;
    for (const name of Object.keys(value))
      if (inner === 'schema' || !name.startsWith('x-')) this.#below(name, value[name], inner);
  }

  #below(key: Key, value: unknown, spec: Spec): void {
    this.#path.push(key);
    this.check(value, spec);
    this.#path.pop();
  }

  #isSeen(value: object): boolean {
    if (this.#seen.has(value)) return true;
    this.#seen.add(value);
    return false;
  }

  #object(value: unknown, kind: string): void {
    if (kind === 'schema' && typeof value === 'boolean') return;
    if (!isObject(value)) {
      this.#wrong(value, 'an object');
      return;
    }
    if (this.#isSeen(value)) return;
    const reference = referenceOf(value);
    if (reference !== undefined && referable.test(kind)) {
      this.#refer(value, reference);
      if (kind !== 'schema' && kind !== 'pathItem') return;
    }
    const shape = shapes[this.#source.dialect][kind];
    if (!shape) return;
    for (const key of Object.keys(value)) {
      const spec = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (spec !== undefined) this.#below(key, value[key], spec);
      else if (!shape.open && !key.startsWith('x-')) this.#unknown(key, kind);
    }
    for (const key of shape.needed ?? [])
      if (!Object.hasOwn(value, key)) this.#add('KEY_MISSING', 'warning', `“${key}” is missing.`);
    rules[kind]?.(value, this.#source, (code, severity, message) => this.#add(code, severity, message));
  }

  #unknown(key: string, kind: string): void {
    const message = `“${key.slice(0, 60)}” is not a name that ${kindNames[kind] ?? 'this object'} has here; it is not read.`;
    this.#add('KEY_UNKNOWN', 'info', message, key);
  }

  /** Each reference once, however often it stands in the document. */
  #refer(value: unknown, reference: string): void {
    if (this.#references.has(reference)) return;
    this.#references.add(reference);
    this.#source.references.resolve({ value, pointer: this.#pointer(), base: '' });
  }

  #required(value: unknown): void {
    if (typeof value === 'boolean' && this.#source.dialect === 'swagger2') return;
    if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) this.#wrong(value, 'a list of names');
  }

  /** Maps whose names mean something: paths, status codes, media types. */
  #keyed(value: unknown, spec: 'paths' | 'responses' | 'content'): void {
    if (!isObject(value)) {
      this.#wrong(value, 'an object');
      return;
    }
    if (this.#isSeen(value) || referenceOf(value) !== undefined) return;
    const names = Object.keys(value).filter((name) => !name.startsWith('x-'));
    if (spec === 'paths') this.#paths(names);
    for (const name of names) {
      if (spec === 'responses' && !/^([1-5]\d\d|[1-5]XX|default)$/i.test(name))
        this.#add('RESPONSE_INVALID', 'warning', `“${name.slice(0, 40)}” is no status code.`, name);
      if (spec === 'content' && !/^[^\s/;]+\/[^\s/;]+\s*(;.*)?$/.test(name))
        this.#add('MEDIA_TYPE_INVALID', 'warning', `“${name.slice(0, 40)}” is no media type.`, name);
      this.#below(name, value[name], { paths: 'pathItem', responses: 'response', content: 'media' }[spec]);
    }
  }

  #paths(names: readonly string[]): void {
    const templates = new Map<string, string>();
    for (const name of names) {
      if (name.length > 2_000) continue;
      const problem = (message: string) => this.#add('PATH_INVALID', 'warning', message, name);
      if (/[?#]/.test(name.replace(/\{[^{}]*\}/g, ''))) problem('A path must have no query and no fragment.');
      if (/[{}]/.test(name.replace(/\{[^{}]+\}/g, ''))) problem('The braces of the path are not in pairs, or empty.');
      const template = name.replace(/\{[^{}]*\}/g, '{}');
      const earlier = templates.get(template);
      if (earlier !== undefined) problem(`The path is the same as “${earlier}” but for the names in it.`);
      templates.set(template, name);
    }
  }
}

const scalars: Readonly<Record<string, { name: string; fits(value: unknown): boolean }>> = {
  text: { name: 'text', fits: (value) => typeof value === 'string' || typeof value === 'number' },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
  number: { name: 'a number', fits: (value) => typeof value === 'number' },
  count: { name: 'a whole number from 0', fits: (value) => Number.isInteger(value) && Number(value) >= 0 },
  scalar: { name: 'text', fits: (value) => typeof value !== 'object' },
  filled: { name: 'a list with values', fits: (value) => Array.isArray(value) && value.length > 0 },
  type: {
    name: 'a type that JSON Schema knows',
    fits: (value) => [value].flat().every((type) => typeof type === 'string' && schemaTypes.has(type)),
  },
};

const kindNames: Readonly<Record<string, string>> = {
  root: 'a definition',
  pathItem: 'a path',
  operation: 'an operation',
  parameter: 'a parameter',
  requestBody: 'a request body',
  response: 'a response',
  components: 'components',
  securityScheme: 'a security scheme',
};

type Add = (code: ProblemCode, severity: Severity, message: string) => void;
type Rule = (value: Readonly<Record<string, unknown>>, source: Source, add: Add) => void;

/** What the fields of one object must be to each other. */
const rules: Readonly<Record<string, Rule>> = {
  parameter: (value, source, add) => {
    const problem = (message: string) => add('PARAMETER_INVALID', 'info', message);
    if (value.in === 'path' && value.required !== true) problem('A path parameter must be required; it is taken so.');
    if (source.dialect === 'swagger2') {
      if (value.in !== 'body' && value.type === undefined) problem('The parameter has no type.');
      if (value.in === 'body' && value.schema === undefined) problem('The body has no schema.');
      if (value.type === 'array' && value.items === undefined) problem('The list does not say what its items are.');
      return;
    }
    const isBoth = value.schema !== undefined && value.content !== undefined;
    if (isBoth) problem('The parameter has both a schema and a content; the schema counts.');
    if (value.schema === undefined && value.content === undefined) problem('The parameter has no schema.');
    const types = isObject(value.content) ? Object.keys(value.content).length : 1;
    if (types !== 1) problem('The content of a parameter must have exactly one media type.');
    if (value.in === 'header' && /^(accept|content-type)$/i.test(String(value.name)))
      problem(`The header ${String(value.name)} is not read as a parameter.`);
  },
  response: (value, source, add) => {
    const isNeeded = source.minor !== '3.2';
    if (isNeeded && value.description === undefined)
      add('RESPONSE_INVALID', 'info', 'The response has no description.');
  },
  schema: (value, source, add) => {
    const problem = (message: string) => add('SCHEMA_INVALID', 'warning', message);
    for (const [least, most] of bounds) {
      const [low, high] = [value[least], value[most]];
      if (typeof low === 'number' && typeof high === 'number' && low > high) problem(`${least} is above ${most}.`);
    }
    const isOld = source.dialect === 'swagger2' || source.minor === '3.0';
    if (isOld && value.type === 'array' && value.items === undefined)
      problem('The list does not say what its items are.');
    if (typeof value.pattern === 'string' && !isPattern(value.pattern))
      problem('The pattern is no regular expression.');
  },
  operation: (value, source, add) => {
    if (source.dialect !== 'swagger2' || !Array.isArray(value.parameters)) return;
    const places = value.parameters.map((each) => (isObject(each) ? each.in : undefined));
    const bodies = places.filter((each) => each === 'body').length;
    if (bodies > 1 || (bodies === 1 && places.includes('formData'))) {
      const message = 'The operation has more than one body; the first counts.';
      add('REQUEST_BODY_INVALID', 'warning', message);
    }
  },
  variable: (value, _source, add) => {
    if (!Array.isArray(value.enum) || value.default === undefined || value.enum.includes(value.default)) return;
    const message = 'The default of the server variable is not among its values.';
    add('SERVER_VARIABLE_INVALID', 'warning', message);
  },
};

const bounds = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function isPattern(pattern: string): boolean {
  return [pattern.length > 1_000, compiles(pattern, 'u'), compiles(pattern, '')].some(Boolean);
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}
