import { ORPCError } from '@orpc/contract';
import { isObject, own, textAt } from '../../json/value.ts';
import { fileName, folderName, type PortableFile, parseDocument } from '../documents.ts';
import { type NoteList, Place } from '../notes.ts';
import { collectionOf, colorOf, environmentOf, folderOf } from '../parts.ts';
import type {
  PortableCollection,
  PortableEnvironment,
  PortableFolder,
  PortableGroup,
  PortableRequest,
} from '../portable.ts';
import { Blocks } from './blocks.ts';
import { readBru } from './bru.ts';
import { readGroup, readRequest, variablesOf } from './request.ts';

/** Reads the folder of a collection in Bruno's markup. Paths begin at the folder. A broken file is noted and the others are read. */
export function readBrunoFolder(files: readonly PortableFile[], title: string, notes: NoteList): PortableCollection {
  const config = files.find(({ path }) => path === 'bruno.json');
  const name = nameIn(config) || title;
  const place = new Place(notes, [name]);
  const root = groupFile(
    files.find(({ path }) => path === 'collection.bru'),
    name,
    place,
  );
  const { order: _, ...group } = { ...root, name };
  noteConfig(config, place);
  return collectionOf({
    ...group,
    items: itemsIn('', files, place),
    environments: files
      .filter(({ path }) => /^environments\/[^/]+\.bru$/.test(path))
      .flatMap((file) => environmentIn(file, place)),
  });
}

function nameIn(config: PortableFile | undefined): string {
  return config === undefined
    ? ''
    : (textAt(
        attempt(() => parseDocument(config.text)),
        'name',
      ) ?? '');
}

/** Settings of the collection that are kept elsewhere here. */
function noteConfig(config: PortableFile | undefined, place: Place): void {
  const document = config === undefined ? undefined : attempt(() => parseDocument(config.text));
  if (config !== undefined && !isObject(document)) place.say('bruno.json can’t be read; the rest was taken over.');
  const certificates = own(own(document, 'clientCertificates'), 'certs');
  if (Array.isArray(certificates) && certificates.length > 0) place.say('Client certificates were left out.');
  const proxy = own(own(document, 'proxy'), 'enabled');
  if (proxy === true) place.say('The proxy of the collection was left out.');
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ORPCError) return undefined;
    throw cause;
  }
}

/** Reads one file; what is wrong with it is noted under the collection and its path. */
export function readOne<T>(file: PortableFile, place: Place, read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ORPCError)) throw cause;
    place.notes.add([...place.path.slice(0, 1), file.path], `${cause.message} The file was left out.`);
    return null;
  }
}

function groupFile(
  file: PortableFile | undefined,
  name: string,
  place: Place,
): Omit<PortableGroup, 'items'> & { order: number } {
  const read = file === undefined ? null : readOne(file, place, () => readGroup(file.text, name, place));
  return read ?? readGroup('', name, place);
}

interface Ordered<T> {
  readonly item: T;
  readonly order: number;
}

/** Folders first, as Bruno lists them, each by its number and then by its name. */
function itemsIn(folder: string, files: readonly PortableFile[], place: Place): (PortableFolder | PortableRequest)[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = files.filter(({ path }) => path.startsWith(prefix));
  const here = below.filter(({ path }) => folderName(path) === folder && isRequestFile(path));
  const requests = here.flatMap((file): Ordered<PortableRequest>[] => {
    place.notes.countItem();
    const title = fileName(file.path).replace(/\.bru$/, '');
    const read = readOne(file, place, () => readRequest(file.text, title, place.below(title)));
    return read?.request ? [{ item: read.request, order: read.order }] : [];
  });
  return [...inOrder(foldersIn(folder, below, place)), ...inOrder(requests)];
}

function foldersIn(folder: string, below: readonly PortableFile[], place: Place): Ordered<PortableFolder>[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const groups = new Map<string, PortableFile[]>();
  for (const file of below) {
    const end = file.path.indexOf('/', start);
    const step = end < 0 ? '' : file.path.slice(start, end);
    if (step === '' || (folder === '' && step === 'environments')) continue;
    const group = groups.get(step);
    if (group === undefined) groups.set(step, [file]);
    else group.push(file);
  }
  return [...groups].flatMap(([step, group]): Ordered<PortableFolder>[] => {
    if (!group.some(({ path }) => path.endsWith('.bru'))) return [];
    place.notes.countItem();
    const path = folder === '' ? step : `${folder}/${step}`;
    const at = place.below(step);
    const { order, ...known } = groupFile(
      group.find((file) => file.path === `${path}/folder.bru`),
      step,
      at,
    );
    return [{ item: folderOf({ ...known, items: itemsIn(path, group, at) }), order }];
  });
}

const isRequestFile = (path: string): boolean =>
  path.endsWith('.bru') && !['folder.bru', 'collection.bru'].includes(fileName(path));

function inOrder<T extends { readonly name: string }>(items: readonly Ordered<T>[]): T[] {
  return [...items].sort((a, b) => a.order - b.order || a.item.name.localeCompare(b.item.name)).map(({ item }) => item);
}

function environmentIn(file: PortableFile, place: Place): PortableEnvironment[] {
  const name = fileName(file.path).replace(/\.bru$/, '');
  const read = readOne(file, place, () => {
    const blocks = new Blocks(readBru(file.text));
    const here = place.below(name);
    if (blocks.names.some((each) => each.startsWith('vars:externalsecrets')))
      here.say('Variables of a secret manager were left out.');
    return environmentOf({
      name,
      color: colorOf(blocks.text('color')),
      variables: [...variablesOf(blocks.pairs('vars'), here), ...variablesOf(blocks.pairs('vars:secret'), here, true)],
    });
  });
  return read === null ? [] : [read];
}
