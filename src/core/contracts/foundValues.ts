import { isObject } from '../json/value.ts';

/** A value that an answer gave, with the operation it came of. */
export interface FoundValue {
  readonly value: string | number;
  readonly from: string;
}

const mostPlaces = 500;
const mostNamed = 2_000;
const longestValue = 200;
const mostMembers = 200;
const deepest = 3;

/**
 * Values that answers gave, for the paths of other operations: what `/things` lists is what `/things/{thingId}` takes. First counts the
 * place in the path, then the name alone. Bounded in number and length.
 */
export class FoundValues {
  readonly #byPlace = new Map<string, FoundValue & { readonly members: Readonly<Record<string, string | number>> }>();
  readonly #byName = new Map<string, FoundValue>();

  /** Takes in what an operation answered: the first item of a list, or what was made. */
  learn({ key, path }: { readonly key: string; readonly path: string }, body: unknown): void {
    const item = firstItem(body, 0);
    if (item === undefined) return;
    const members = scalarsOf(item);
    const [first] = identities.flatMap((name) => (members[name] === undefined ? [] : [members[name]]));
    const value = typeof item === 'object' ? first : scalarOf(item);
    const place = placeOf(path);
    if (value !== undefined && this.#byPlace.size < mostPlaces && !this.#byPlace.has(place))
      this.#byPlace.set(place, { value, from: key, members });
    for (const [name, each] of Object.entries(members)) {
      if (this.#byName.size >= mostNamed) break;
      if (!this.#byName.has(plain(name))) this.#byName.set(plain(name), { value: each, from: key });
    }
  }

  /** What was found for a template of a path; undefined where nothing was. */
  find(path: string, name: string): FoundValue | undefined {
    const before = path.slice(0, Math.max(0, path.indexOf(`{${name}}`)));
    const found = this.#byPlace.get(placeOf(before));
    if (found === undefined) return isTelling(name) ? this.#byName.get(plain(name)) : undefined;
    const named = Object.entries(found.members).find(([each]) => plain(each) === plain(name));
    return { value: named?.[1] ?? found.value, from: found.from };
  }
}

/** Members that name what they are of, the most usual first. */
const identities = ['id', 'uuid', 'sid', '_id', 'key', 'slug', 'code', 'name'];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A bare `id` is that of anything. */
const isTelling = (name: string): boolean => !identities.includes(name.toLowerCase());

/** A path up to what comes after it: without the names of its templates, an extension or a slash at its end. */
const placeOf = (path: string): string =>
  path
    .split('?', 1)
    .join('')
    .replace(/\{[^{}]*\}/g, '{}')
    .replace(/\/+$/, '')
    .replace(/\.(json|xml)$/i, '')
    .toLowerCase();

/** The first of a list, whatever it is wrapped in; else the object itself. */
function firstItem(body: unknown, depth: number): unknown {
  if (Array.isArray(body)) return body[0];
  if (!isObject(body) || depth > deepest) return undefined;
  const lists = Object.values(body).slice(0, mostMembers).filter(Array.isArray);
  if (identities.slice(0, 4).some((name) => scalarOf(body[name]) !== undefined)) return body;
  const list = lists.find((each) => each.length > 0);
  if (list !== undefined) return list[0];
  const inner = Object.values(body)
    .slice(0, mostMembers)
    .find((each) => isObject(each) && firstItem(each, depth + 1) !== undefined);
  return inner === undefined ? body : firstItem(inner, depth + 1);
}

function scalarsOf(item: unknown): Record<string, string | number> {
  if (!isObject(item)) return {};
  const members = Object.entries(item).slice(0, mostMembers);
  return Object.fromEntries(
    members.flatMap(([name, value]) => {
      const scalar = scalarOf(value);
      return scalar === undefined ? [] : [[name, scalar]];
    }),
  );
}

function scalarOf(value: unknown): string | number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return typeof value === 'string' && value !== '' && value.length <= longestValue ? value : undefined;
}
