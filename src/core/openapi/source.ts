import {
  escapeToken,
  isObject,
  type JsonObject,
  kindOf,
  own,
  pointerOfFragment,
  textAt,
  valueAt,
} from '../json/value.ts';
import type { EffectiveSecurity, OAuthFlow, RequirementPart } from './definition.ts';
import { definitionFaults } from './faults.ts';
import { Problems } from './problems.ts';
import { foreignDocument } from './refusals.ts';

/** A definition being read: which words it uses, how to follow its references, and what was found wrong so far. */
export interface Source {
  readonly document: JsonObject;
  readonly dialect: 'swagger2' | 'openapi3';
  /** As the document says. */
  readonly specVersion: string;
  /** `3.1` of `3.1.0`. */
  readonly minor: string;
  readonly references: References;
  readonly problems: Problems;
  readonly root: Place;
  readonly shared: Shared;
}

type Read<T> = Map<object, { value: T }>;

/** What was read of values that many places may share, by the value itself. */
interface Shared {
  readonly security: Read<EffectiveSecurity>;
  readonly alternatives: Read<RequirementPart[][]>;
  readonly scopeLists: Read<string[]>;
  readonly scopes: Read<OAuthFlow['scopes']>;
}

const kept = 'Nothing was imported or changed.';

/**
 * Opens a parsed document as a definition.
 * @throws Fault DEFINITION_UNKNOWN_FORMAT, DEFINITION_UNSUPPORTED_VERSION
 */
export function openSource(document: unknown, options: RemoteOptions = {}): Source {
  if (!isObject(document)) throw notAnObject(document);
  const specVersion = versionOf(document);
  const problems = new Problems();
  const minor = specVersion.split('.').slice(0, 2).join('.');
  if (!knownMinors.has(minor)) {
    problems.add('UNKNOWN_VERSION', 'warning', '/openapi', `OpenAPI ${specVersion} is read as if it were 3.2.`);
  }
  return {
    document,
    dialect: minor === '2.0' ? 'swagger2' : 'openapi3',
    specVersion,
    minor,
    references: new References(document, problems, options),
    problems,
    root: { value: document, pointer: '', base: '' },
    shared: { security: new Map(), alternatives: new Map(), scopeLists: new Map(), scopes: new Map() },
  };
}

const knownMinors = new Set(['2.0', '3.0', '3.1', '3.2']);

function versionOf(document: JsonObject): string {
  const openapi = textAt(document, 'openapi');
  if (openapi !== undefined) return openapi3Version(openapi.trim());
  const swagger = textAt(document, 'swagger') ?? textAt(document, 'swaggerVersion');
  if (swagger === undefined) throw foreign(document);
  if (/^2(\.0)?$/.test(swagger.trim())) return '2.0';
  throw unsupported(`Swagger ${swagger}`, own(document, 'swagger') === undefined ? '/swaggerVersion' : '/swagger');
}

function openapi3Version(version: string): string {
  if (version.length <= 40 && /^3(\.\d+){1,2}(-[\w.]+)?$/.test(version)) return version;
  if (version === '3') return '3.0';
  throw unsupported(`OpenAPI ${version.slice(0, 40)}`, '/openapi');
}

function unsupported(version: string, pointer: string) {
  const message = `${version} cannot be read; 2.0, 3.0, 3.1 and 3.2 can.`;
  return definitionFaults.fault('DEFINITION_UNSUPPORTED_VERSION', message, {
    kept,
    todo: 'Convert the definition to OpenAPI 3, then import it.',
    pointer,
  });
}

function foreign(document: JsonObject) {
  const known = foreignDocument(document);
  const what = known?.name ?? 'an object without the key `openapi` or `swagger`';
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', `This is ${what}, not an OpenAPI definition.`, {
    kept,
    todo: known?.todo ?? 'Check the address or file; a definition begins with `openapi: 3…` or `swagger: "2.0"`.',
    pointer: '',
  });
}

function notAnObject(document: unknown) {
  const message = `This is ${kindOf(document)}, not an OpenAPI definition.`;
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', message, {
    kept,
    todo: 'Check the address or file; a definition is an object that begins with `openapi` or `swagger`.',
    pointer: '',
  });
}

/** A value and where it stands: a pointer into the definition, or into the remote document `base`. */
export interface Place {
  readonly value: unknown;
  readonly pointer: string;
  /** Empty for the definition itself. */
  readonly base: string;
}

/** Hands over a document that was fetched and parsed before, by its address. Undefined: it is not there. */
export type ResolveRemote = (address: string) => unknown;

export interface RemoteOptions {
  /** Documents that references lead to, fetched with the person's consent and read by `parseDefinition`. */
  resolveRemote?: ResolveRemote;
  /** Where the definition itself came from; relative references start there. */
  definitionUrl?: string;
}

/** References that lead to references stop being followed after this many. */
const longestChain = 32;

/** Follows `$ref` when asked, never ahead: loops among schemas cost nothing until somebody walks them. */
class References {
  readonly #document: unknown;
  readonly #problems: Problems;
  readonly #options: RemoteOptions;
  readonly #found = new Map<string, Place | undefined>();

  constructor(document: unknown, problems: Problems, options: RemoteOptions = {}) {
    this.#document = document;
    this.#problems = problems;
    this.#options = options;
  }

  /** The place itself, or what its `$ref` leads to. Undefined, and a problem reported, where that leads nowhere. */
  resolve(place: Place): Place | undefined {
    let at = place;
    for (let step = 0; step < longestChain; step += 1) {
      const reference = referenceOf(at.value);
      if (reference === undefined) return at;
      const target = this.#target(reference, at.base);
      if (!target) return this.#unresolved(place, reference, at.base);
      at = target;
    }
    this.#problems.add('REFERENCE_LOOP', 'error', shown(place), 'The reference leads back to itself.');
    return undefined;
  }

  /** The place under a key of a resolved place, with a reference there followed. */
  at(parent: Place, key: string | number): Place | undefined {
    const place = child(parent, key);
    return place && this.resolve(place);
  }

  /** What a reference names, one step on; undefined, and no problem reported, where that is nothing. */
  lookup(reference: string, base: string): Place | undefined {
    return this.#target(reference, base);
  }

  #target(reference: string, base: string): Place | undefined {
    const id = `${base} ${reference}`;
    if (!this.#found.has(id)) this.#found.set(id, this.#look(reference, base));
    return this.#found.get(id);
  }

  #look(reference: string, base: string): Place | undefined {
    const { address, pointer } = splitReference(reference);
    if (pointer === undefined) return undefined;
    const target = address === '' ? base : this.#addressed(address, base);
    const document = target === '' ? this.#document : this.#options.resolveRemote?.(target);
    const value = document === undefined ? undefined : valueAt(document, pointer);
    return value === undefined ? undefined : { value, pointer, base: target };
  }

  /** Empty where the address is the definition's own. */
  #addressed(address: string, base: string): string {
    const { definitionUrl = '' } = this.#options;
    const target = remoteAddress(address, base || definitionUrl);
    return target === definitionUrl ? '' : target;
  }

  #unresolved(place: Place, reference: string, base: string): undefined {
    const { address } = splitReference(reference);
    const target = address === '' ? base : this.#addressed(address, base);
    const isAbsent = target !== '' && this.#options.resolveRemote?.(target) === undefined;
    const code = isAbsent ? 'REMOTE_REFERENCE' : 'REFERENCE_UNRESOLVED';
    const message = isAbsent
      ? `“${short(reference)}” is in another document, which is not read without consent.`
      : `“${short(reference)}” does not exist in its document.`;
    this.#problems.add(code, isAbsent ? 'warning' : 'error', shown(place), message);
  }
}

/** The place under a key, with references there left alone. */
export function child(parent: Place, key: string | number): Place | undefined {
  const { value } = parent;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return {
    value: Reflect.get(value, key),
    pointer: `${parent.pointer}/${typeof key === 'number' ? key : escapeToken(key)}`,
    base: parent.base,
  };
}

export function referenceOf(value: unknown): string | undefined {
  const reference = isObject(value) ? own(value, '$ref') : undefined;
  return typeof reference === 'string' ? reference : undefined;
}

/** Whether a reference leaves its document. */
function isRemote(reference: string): boolean {
  return splitReference(reference).address !== '';
}

/** The address of the document that a reference leads to: absolute where the base or the reference is. */
function remoteAddress(reference: string, base: string): string {
  const { address } = splitReference(reference);
  const from = base === '' ? undefined : base;
  return URL.canParse(address, from) ? new URL(address, from).href : address;
}

/** Pointer for a problem, with the address before it where the place is in another document. */
export function shown(place: Place): string {
  return place.base === '' ? place.pointer : `${place.base}#${place.pointer}`;
}

/** Address and JSON pointer of a reference (RFC 3986 section 3.5, RFC 6901 section 6). */
function splitReference(reference: string): { address: string; pointer: string | undefined } {
  const hash = reference.indexOf('#');
  const address = hash === -1 ? reference : reference.slice(0, hash);
  const fragment = hash === -1 ? '' : reference.slice(hash + 1);
  return { address, pointer: pointerOfFragment(fragment) };
}

function short(reference: string): string {
  return reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
}

const mostAddresses = 200;

/**
 * The other documents that a definition refers to, each once, without fragments: what a person is asked before they
 * are fetched. Relative ones are made absolute where the definition's own address is known. Reads the whole document.
 */
export function remoteReferences(document: unknown, definitionUrl = ''): string[] {
  const addresses = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || addresses.size >= mostAddresses) return;
    const reference = referenceOf(value);
    if (reference !== undefined && isRemote(reference)) addresses.add(remoteAddress(reference, definitionUrl));
    for (const child of Object.values(value)) if (typeof child === 'object') walk(child);
  };
  walk(document);
  addresses.delete(definitionUrl);
  return [...addresses];
}
