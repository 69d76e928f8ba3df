import { isObject, kindOf } from '../json/value.ts';
import { child, type Place, shown } from './references.ts';
import type { Source } from './source.ts';

/** A path item with its reference followed, and a second one where keys stand beside that reference. */
export interface PathItem {
  /** Always begins with `/`. */
  path: string;
  places: readonly Place[];
}

/** Where operations may stand and none could be read. */
export interface Unmapped {
  pointer: string;
  reason: string;
}

/** An operation where it stands in its path item. */
export interface FoundOperation {
  method: string;
  place: Place;
  /** The place of the path item that holds it. */
  item: Place;
}

const fixedMethods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);
const methodToken = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** The path items of the definition in the order of the document; `unmapped` gets those that cannot be read. */
export function* pathItems(source: Source, unmapped: (entry: Unmapped) => void): Generator<PathItem> {
  const paths = child(source.root, 'paths');
  const resolved = paths && source.references.resolve(paths);
  if (!resolved) return;
  if (!isObject(resolved.value)) {
    const message = `Paths must be an object, not ${kindOf(resolved.value)}.`;
    source.problems.add('WRONG_TYPE', 'error', shown(resolved), message);
    return;
  }
  for (const name of Object.keys(resolved.value)) {
    if (name.startsWith('x-')) continue;
    const place = child(resolved, name);
    const places = place && itemPlaces(source, place);
    if (places && places.length > 0) yield { path: checkedPath(source, name, resolved), places };
    else if (place)
      unmapped({ pointer: shown(place), reason: 'The path item cannot be read or its reference leads nowhere.' });
  }
}

/** Operations of a path item. One that stands beside a reference hides the one of the same method behind it. */
export function* operationsOf(
  source: Source,
  item: PathItem,
  unmapped: (entry: Unmapped) => void,
): Generator<FoundOperation> {
  const seen = new Set<string>();
  for (const place of item.places) {
    for (const found of operationsAt(source, place, unmapped)) {
      if (seen.has(found.method)) continue;
      seen.add(found.method);
      yield found;
    }
  }
}

function itemPlaces(source: Source, place: Place): Place[] {
  const resolved = source.references.resolve(place);
  const places = resolved === place ? [place] : [place, resolved];
  const readable = places.filter((each) => each !== undefined && isObject(each.value));
  if (readable.length === 0) {
    source.problems.add(
      'WRONG_TYPE',
      'error',
      shown(place),
      `A path item must be an object, not ${kindOf(place.value)}.`,
    );
  }
  return resolved === undefined && methodKeys(place.value).length === 0
    ? []
    : readable.filter((each) => each !== undefined);
}

const methodKeysOf = new WeakMap<object, readonly string[]>();

/** Keys of a path item that are methods. Looked for once an item, however many paths refer to it. */
function methodKeys(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const known = methodKeysOf.get(value);
  if (known) return known;
  const keys = Object.keys(value).filter((key) => fixedMethods.has(key.toLowerCase()));
  methodKeysOf.set(value, keys);
  return keys;
}

function checkedPath(source: Source, name: string, paths: Place): string {
  if (name.startsWith('/')) return name;
  const pointer = shown(child(paths, name) ?? paths);
  source.problems.add(
    'PATH_INVALID',
    'warning',
    pointer,
    `The path “${name}” does not begin with “/”; one is put before it.`,
  );
  return `/${name}`;
}

function* operationsAt(source: Source, item: Place, unmapped: (entry: Unmapped) => void): Generator<FoundOperation> {
  for (const name of methodKeys(item.value)) {
    const place = child(item, name);
    const found = place && readOperation(source, place, item, name.toUpperCase(), unmapped);
    if (found) yield found;
  }
  const additional = child(item, 'additionalOperations');
  if (!additional || !isObject(additional.value)) return;
  for (const method of Object.keys(additional.value)) {
    const place = child(additional, method);
    const found = place && readOperation(source, place, item, method, unmapped);
    if (found) yield found;
  }
}

function readOperation(
  source: Source,
  place: Place,
  item: Place,
  method: string,
  unmapped: (entry: Unmapped) => void,
): FoundOperation | undefined {
  const resolved = source.references.resolve(place);
  if (resolved && isObject(resolved.value) && methodToken.test(method)) return { method, place: resolved, item };
  const reason = methodToken.test(method)
    ? `An operation must be an object, not ${resolved ? kindOf(resolved.value) : 'a reference that leads nowhere'}.`
    : `“${method.slice(0, 40)}” is not a method (RFC 9110 section 9.1).`;
  source.problems.add('OPERATION_INVALID', 'error', shown(place), reason);
  unmapped({ pointer: shown(place), reason });
  return undefined;
}

/** How many operations the definition describes for calls in the other direction. */
export function countWebhooks(source: Source): number {
  const holder = child(source.root, 'webhooks') ?? child(source.root, 'x-webhooks');
  if (!holder || !isObject(holder.value)) return 0;
  let count = 0;
  for (const name of Object.keys(holder.value)) {
    const item = source.references.at(holder, name);
    count += methodKeys(item?.value).length;
  }
  return count;
}
