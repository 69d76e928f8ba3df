import { isObject, kindOf, textAt } from '../json/value.ts';
import { child, type Place, type Source, shown } from './source.ts';

/** A path item with its reference followed, and a second one where keys are beside that reference. */
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

/** An operation where it is in its path item. */
export interface FoundOperation {
  method: string;
  place: Place;
  /** The place of the path item that holds it. */
  item: Place;
}

const fixedMethods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);
const methodToken = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** What is called by its path must be nameable: an address of a request has at most a few thousand characters. */
const longestPath = 2_000;
const longestMethod = 40;

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
    if (place && name.length > longestPath) {
      unmapped(tooLong(source, place, name));
      continue;
    }
    const places = place && itemPlaces(source, place);
    if (places && places.length > 0) yield { path: checkedPath(source, name, resolved), places };
    else if (place)
      unmapped({ pointer: shown(place), reason: 'The path item cannot be read or its reference leads nowhere.' });
  }
}

/** Operations of a path item. One that is beside a reference hides the one of the same method behind it. */
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

function tooLong(source: Source, place: Place, name: string): Unmapped {
  const pointer = shown(place).slice(0, longestPath);
  const reason = `The path “${name.slice(0, 80)}…” has ${name.length.toLocaleString('en')} characters; at most ${longestPath.toLocaleString('en')} can be used.`;
  source.problems.add('PATH_INVALID', 'error', pointer, reason);
  return { pointer, reason };
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
  const isMethod = method.length <= longestMethod && methodToken.test(method);
  if (resolved && isObject(resolved.value) && isMethod) return { method, place: resolved, item };
  const reason = isMethod
    ? `An operation must be an object, not ${resolved ? kindOf(resolved.value) : 'a reference that leads nowhere'}.`
    : `“${method.slice(0, 40)}” is not a method (RFC 9110 section 9.1).`;
  unmapped({ pointer: shown(place), reason });
  source.problems.add('OPERATION_INVALID', 'error', shown(place), reason);
  return undefined;
}

/** A parameter as the document has it, its reference followed. */
export interface FoundParameter {
  name: string;
  in: string;
  place: Place;
}

const locations: Record<Source['dialect'], ReadonlySet<string>> = {
  swagger2: new Set(['path', 'query', 'header', 'body', 'formData']),
  openapi3: new Set(['path', 'query', 'querystring', 'header', 'cookie']),
};

/** The parameters that count for an operation: those of its path item, replaced by its own of the same name and place. */
export function mergedParameters(source: Source, item: Place, operation: Place): FoundParameter[] {
  const merged = new Map<string, FoundParameter>();
  for (const holder of [item, operation]) {
    const seen = new Set<string>();
    for (const parameter of parametersOf(source, holder)) {
      const id = `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
      if (seen.has(id)) addDuplicate(source, parameter, holder);
      seen.add(id);
      merged.set(id, parameter);
    }
  }
  return [...merged.values()];
}

/** A path with more undescribed names is broken as a whole; the first say so. */
const mostNamed = 10;

/** Reports where the path's template and the path parameters do not fit each other. */
export function checkPathParameters(
  source: Source,
  path: string,
  operation: Place,
  parameters: readonly FoundParameter[],
): void {
  const declared = new Set(
    parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
  );
  const used = templateNames(path);
  const undeclared = [...used].filter((name) => !declared.has(name));
  for (const name of undeclared.slice(0, mostNamed)) {
    const message = `The path has “{${name}}”, which no parameter describes; it is taken as required text.`;
    source.problems.add('PATH_PARAMETER_UNDECLARED', 'warning', shown(operation), message);
  }
  for (const name of declared) {
    if (used.has(name)) continue;
    const message = `The path parameter “${name}” does not occur in “${path}”.`;
    source.problems.add('PATH_PARAMETER_UNUSED', 'warning', shown(operation), message);
  }
}

/** Names in braces in a path template. */
export function templateNames(path: string): Set<string> {
  if (!path.includes('{')) return new Set();
  return new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name));
}

function* parametersOf(source: Source, holder: Place): Generator<FoundParameter> {
  const list = child(holder, 'parameters');
  if (!list) return;
  if (!Array.isArray(list.value)) {
    const message = `Parameters must be a list, not ${kindOf(list.value)}; they are left out.`;
    source.problems.add('WRONG_TYPE', 'error', shown(list), message);
    return;
  }
  for (let index = 0; index < list.value.length; index += 1) {
    const place = source.references.at(list, index);
    const parameter = place && findParameter(source, place);
    if (parameter) yield parameter;
  }
}

function findParameter(source: Source, place: Place): FoundParameter | undefined {
  const name = textAt(place.value, 'name');
  const where = textAt(place.value, 'in');
  if (isObject(place.value) && name !== undefined && where !== undefined && locations[source.dialect].has(where)) {
    return { name, in: where, place };
  }
  const message = 'The parameter has no name, or no place that OpenAPI knows; it is left out.';
  source.problems.add('PARAMETER_INVALID', 'error', shown(place), message);
  return undefined;
}

function addDuplicate(source: Source, parameter: FoundParameter, holder: Place): void {
  const message = `The ${parameter.in} parameter “${parameter.name}” is there twice; the last one counts.`;
  source.problems.add('PARAMETER_DUPLICATE', 'warning', `${shown(holder)}/parameters`, message);
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
