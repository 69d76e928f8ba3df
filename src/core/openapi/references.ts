import { escapeToken, isObject, own, pointerOfFragment, valueAt } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';

/** A value and where it is: a pointer into the definition, or into the remote document `base`. */
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

type Report = (code: ProblemCode, severity: Severity, pointer: string, message: string) => void;
type Found = Map<string, Place | undefined>;

/** Follows `$ref` when asked, never ahead: loops among schemas cost nothing until somebody walks them. */
export class References {
  readonly #document: unknown;
  readonly #report: Report;
  readonly #options: RemoteOptions;
  /** The definition's own address: `$self` (OpenAPI 3.2), else where it came from. */
  readonly #self: string;
  /** What references lead to, by the address of their document. */
  readonly #found: Map<string, Found>;
  readonly #names: Map<string, NameIndex>;

  constructor(document: unknown, report: Report, options: RemoteOptions = {}, shared?: References) {
    this.#document = document;
    this.#report = report;
    this.#options = options;
    const { definitionUrl = '' } = options;
    this.#self = ownAddress(document, definitionUrl);
    this.#found = shared ? shared.#found : new Map();
    this.#names = shared ? shared.#names : new Map();
  }

  /** The same references, whose problems are told elsewhere. */
  reportingTo(report: Report): References {
    return new References(this.#document, report, this.#options, this);
  }

  /** The place itself, or what its `$ref` leads to. Undefined, and a problem reported, where that leads nowhere. */
  resolve(place: Place): Place | undefined {
    let at = place;
    for (let step = 0; step < longestChain; step += 1) {
      const reference = referenceOf(at.value);
      if (reference === undefined) return at;
      const target = this.find(reference, at);
      if (!target) return this.#unresolved(place, reference, at.base);
      at = target;
    }
    this.#report('REFERENCE_LOOP', 'error', shown(place), 'The reference leads back to itself.');
    return undefined;
  }

  /** Whether `resolve` would find something; reports nothing. */
  isFound(place: Place): boolean {
    let at: Place | undefined = place;
    for (let step = 0; at && step < longestChain; step += 1) {
      const reference = referenceOf(at.value);
      if (reference === undefined) return true;
      at = this.find(reference, at);
    }
    return false;
  }

  /** The place under a key of a resolved place, with a reference there followed. */
  at(parent: Place, key: string | number): Place | undefined {
    const place = child(parent, key);
    return place && this.resolve(place);
  }

  /** What a reference that is at a place leads to in one step; undefined where that is nothing. */
  find(reference: string, at: Pick<Place, 'pointer' | 'base'>): Place | undefined {
    if (splitReference(reference).pointer === undefined) return this.#named(reference, at);
    const found = this.#found.get(at.base) ?? new Map<string, Place | undefined>();
    this.#found.set(at.base, found);
    if (!found.has(reference)) found.set(reference, this.#look(reference, at.base));
    return found.get(reference) ?? this.#named(reference, at);
  }

  #look(reference: string, base: string): Place | undefined {
    const { address, pointer } = splitReference(reference);
    if (pointer === undefined) return undefined;
    const target = address === '' ? base : this.#addressed(address, base);
    const document = this.#documentAt(target);
    const value = document === undefined ? undefined : valueAt(document, pointer);
    return value === undefined ? undefined : { value, pointer, base: target };
  }

  /** By the names that schemas give themselves: `$id`, and `$anchor` within it (JSON Schema 2020-12, section 8.2). */
  #named(reference: string, at: Pick<Place, 'pointer' | 'base'>): Place | undefined {
    const { address, fragment, pointer } = splitReference(reference);
    const own = address === '' ? at.base : this.#addressed(address, at.base);
    const isElsewhere = this.#documentAt(own) !== undefined;
    const base = isElsewhere ? own : at.base;
    const document = this.#documentAt(base);
    if (document === undefined) return undefined;
    const names = this.#names.get(base) ?? indexNames({ value: document, pointer: '', base }, base || this.#self);
    this.#names.set(base, names);
    const scope = base === at.base ? scopeOf(names, at.pointer) : '';
    const resource = isElsewhere && address !== '' ? '' : (addressIn(address, scope || base || this.#self) ?? scope);
    const holder = names.resources.get(resource);
    if (pointer === undefined) return names.anchors.get(`${resource}#${fragment}`) ?? names.anchors.get(fragment);
    const value = holder && valueAt(holder.value, pointer);
    return holder && value !== undefined ? { value, pointer: `${holder.pointer}${pointer}`, base } : undefined;
  }

  /** The document of an address, the definition itself for the empty one. */
  #documentAt(address: string): unknown {
    return address === '' ? this.#document : this.#options.resolveRemote?.(address);
  }

  /** Empty where the address is the definition's own. */
  #addressed(address: string, base: string): string {
    const target = addressIn(address, base || this.#self) ?? address;
    return target === this.#self || target === this.#options.definitionUrl ? '' : target;
  }

  #unresolved(place: Place, reference: string, base: string): undefined {
    const { address } = splitReference(reference);
    const target = address === '' ? base : this.#addressed(address, base);
    const isAbsent = this.#documentAt(target) === undefined;
    const code = isAbsent ? 'REMOTE_REFERENCE' : 'REFERENCE_UNRESOLVED';
    const message = isAbsent
      ? `“${short(reference)}” is in another document, which is not read without consent.`
      : `“${short(reference)}” does not exist in its document.`;
    this.#report(code, isAbsent ? 'warning' : 'error', shown(place), message);
  }
}

/** Where the schemas of one document stand by the names that they give themselves. */
interface NameIndex {
  /** By the absolute `$id`. */
  readonly resources: Map<string, Place>;
  /** By `$id#anchor`, and by the anchor alone. */
  readonly anchors: Map<string, Place>;
}

/** Made when a reference needs it, once a document. */
function indexNames(root: Place, address: string): NameIndex {
  const index: NameIndex = { resources: new Map([['', root]]), anchors: new Map() };
  const seen = new Set<unknown>();
  const walk = (place: Place, scope: string, resource: string): void => {
    const { value } = place;
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const id = addressIn(own(value, '$id'), scope)?.replace(/#$/, '');
    if (id !== undefined) index.resources.set(id, place);
    const within = id ?? resource;
    for (const word of ['$anchor', '$dynamicAnchor']) {
      const anchor = own(value, word);
      if (typeof anchor !== 'string') continue;
      for (const name of [`${within}#${anchor}`, anchor]) if (!index.anchors.has(name)) index.anchors.set(name, place);
    }
    for (const key of Object.keys(value)) {
      const inner = dataWords.has(key) ? undefined : child(place, Array.isArray(value) ? Number(key) : key);
      if (inner) walk(inner, id ?? scope, within);
    }
  };
  walk(root, address, '');
  return index;
}

/** Under these stands data, whatever it looks like. */
const dataWords = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** The `$id` that counts at a pointer: that of the nearest schema around it. */
function scopeOf({ resources }: NameIndex, pointer: string): string {
  let scope = '';
  let depth = -1;
  for (const [id, place] of resources) {
    const isAround = pointer === place.pointer || pointer.startsWith(`${place.pointer}/`);
    if (isAround && place.pointer.length > depth) {
      scope = id;
      depth = place.pointer.length;
    }
  }
  return scope;
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

/** Schemes that the security requirements of an object name by an address (OpenAPI 3.2), as they are written. */
export function requirementAddresses(holder: unknown): string[] {
  const list = own(holder, 'security');
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => (isObject(item) ? Object.keys(item).filter((name) => /#\//.test(name)) : []));
}

/** The address of a document: what it says of itself, else where it came from. */
export const ownAddress = (document: unknown, cameFrom: string): string =>
  addressIn(own(document, '$self'), cameFrom) ?? cameFrom;

/** An address made absolute where the base or itself is; undefined where there is none. */
export function addressIn(written: unknown, base: string): string | undefined {
  if (typeof written !== 'string' || written === '') return undefined;
  const from = base === '' ? undefined : base;
  return URL.canParse(written, from) ? new URL(written, from).href : written;
}

/** Pointer for a problem, with the address before it where the place is in another document. */
export function shown(place: Place): string {
  return place.base === '' ? place.pointer : `${place.base}#${place.pointer}`;
}

/** The parts of a reference (RFC 3986 section 3.5, RFC 6901 section 6); without a pointer where the fragment is an anchor. */
export function splitReference(reference: string): {
  address: string;
  fragment: string;
  pointer: string | undefined;
} {
  const hash = reference.indexOf('#');
  const address = hash === -1 ? reference : reference.slice(0, hash);
  const fragment = hash === -1 ? '' : reference.slice(hash + 1);
  return { address, fragment, pointer: pointerOfFragment(fragment) };
}

function short(reference: string): string {
  return reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
}
