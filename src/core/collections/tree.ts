import type { Place } from './notes.ts';
import { folderOf } from './parts.ts';
import type { PortableFolder, PortableGroup, PortableRequest } from './portable.ts';

type Item = PortableFolder | PortableRequest;

/** How deep collections and folders lie in each other, a collection with its folders counted as one more. */
export const deepestGroup = 60;

/** Folders that lie deeper are joined into this one: the collection holds no more, and nothing that walks it can run out of stack. */
const deepestFolder = deepestGroup - 1;

/** How a format's items are told apart and read. */
export interface TreeReader<T> {
  /** The items within a folder; null for a request. */
  childrenOf(item: T): readonly T[] | null;
  nameOf(item: T): string;
  /** A request; null where it could not be taken over, which is noted by then. */
  readRequest(item: T, place: Place): PortableRequest | null;
  /** What a folder says besides its items. */
  readFolder(item: T, place: Place): Omit<PortableGroup, 'items'>;
}

/** Reads items with the folders among them. A request or folder that cannot be read leaves the others alone. */
export function readTree<T>(items: readonly T[], reader: TreeReader<T>, place: Place, depth = 1): Item[] {
  return items.flatMap((item): Item[] => {
    place.notes.countItem();
    const here = place.below(reader.nameOf(item));
    const children = reader.childrenOf(item);
    if (children === null) return listed(reader.readRequest(item, here));
    const group = reader.readFolder(item, here);
    if (depth < deepestFolder) return [folderOf({ ...group, items: readTree(children, reader, here, depth + 1) })];
    return [folderOf({ ...group, items: flattened(children, reader, here) })];
  });
}

function flattened<T>(items: readonly T[], reader: TreeReader<T>, place: Place): Item[] {
  const read: Item[] = [];
  const waiting = [...items].reverse();
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    place.notes.countItem();
    const children = reader.childrenOf(item);
    if (children === null) {
      read.push(...listed(reader.readRequest(item, place.below(reader.nameOf(item)))));
      continue;
    }
    place.say(`Folders more than ${deepestFolder} deep were joined into this one, without their own settings.`);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
  return read;
}

function listed<T>(item: T | null): T[] {
  return item === null ? [] : [item];
}

/** Every request of a collection with the names of the folders above it, in order. */
export function requestsIn(group: PortableGroup, path: readonly string[] = [group.name]): FoundRequest[] {
  return group.items.flatMap((item) =>
    item.kind === 'request'
      ? [{ request: item, groups: [group], path: [...path, item.name] }]
      : requestsIn(item, [...path, item.name]).map((found) => ({ ...found, groups: [group, ...found.groups] })),
  );
}

export interface FoundRequest {
  readonly request: PortableRequest;
  /** The collection and the folders above it, from the top. */
  readonly groups: readonly PortableGroup[];
  /** Names from the collection down to the request. */
  readonly path: readonly string[];
}
