import { arrayAt, isObject, own, textAt } from '../../json/value.ts';
import { readOne } from '../bruno/folder.ts';
import { fileName, folderName, type PortableFile, parseDocument } from '../documents.ts';
import { readMembers } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { collectionOf, colorOf, environmentOf } from '../parts.ts';
import type { PortableCollection, PortableContent, PortableEnvironment, PortableGroup } from '../portable.ts';
import { readTree, type TreeReader } from '../tree.ts';
import { readRequest } from './request.ts';
import { capturesOf, docsOf, fieldsOf, readAuth, scriptsOf, settingsOf, variablesOf } from './rows.ts';
import { openCollectionRoot, openDefaults, openEnvironment, openItem } from './schemas.ts';

/** Whether a document is an OpenCollection, alone or as the root of a folder. */
export const isOpenCollection = (document: unknown): boolean => own(document, 'opencollection') !== undefined;

/** Environments by themselves: a file of a workspace, or what Bruno exports. */
export function isOpenEnvironments(document: unknown): boolean {
  const isOne = (value: unknown) =>
    typeof own(value, 'name') === 'string' &&
    Array.isArray(own(value, 'variables')) &&
    arrayAt(value, 'variables').every((row) => typeof own(row, 'name') === 'string');
  const several = arrayAt(document, 'environments');
  return isOne(document) || (own(own(document, 'info'), 'type') === 'bruno-environment' && several.every(isOne));
}

export function readOpenEnvironments(document: unknown, place: Place): PortableContent {
  const given = own(document, 'environments') === undefined ? [document] : arrayAt(document, 'environments');
  const environments = given.flatMap((each) => environmentFrom(each, '', place));
  return { collections: [], environments, notes: place.notes.notes };
}

/** Whether the root of a collection stands for a folder of files. */
export const isFolderRoot = (path: string): boolean => /^(?:opencollection|collection)\.ya?ml$/.test(fileName(path));

/** A folder or item with what lies below it, whether it stood in one file or in many. */
interface Node {
  readonly value: unknown;
  readonly name: string;
  readonly children: readonly Node[] | null;
}

/** Reads an OpenCollection that is one file. */
export function readOpenCollection(document: unknown, place = new Place(new NoteList())): PortableContent {
  const name = nameOf(document, 'Collection');
  const here = place.below(name);
  if (own(own(document, 'info'), 'type') === 'workspace') {
    here.say('It is the list of a workspace; choose the folder that it lies in, to take its collections over.');
    return { collections: [], environments: [], notes: place.notes.notes };
  }
  const nodes = arrayAt(document, 'items').map(nodeOf);
  const environments = arrayAt(own(document, 'config'), 'environments').flatMap((each) =>
    environmentFrom(each, '', here),
  );
  return {
    collections: [collectionFrom(document, name, nodes, environments, here)],
    environments: [],
    notes: place.notes.notes,
  };
}

/** Reads the folder of an OpenCollection. Paths begin at the folder. A broken file is noted and the others are read. */
export function readOpenFolder(files: readonly PortableFile[], title: string, notes: NoteList): PortableCollection {
  const top = new Place(notes, [title]);
  const root = files.find(({ path }) => isFolderRoot(path) && !path.includes('/'));
  const document = root === undefined ? {} : readDocument(root, top);
  const name = nameOf(document, title);
  const place = new Place(notes, [name]);
  const yaml = files.filter((file) => file !== root && /\.ya?ml$/.test(file.path));
  const environments = yaml
    .filter(({ path }) => folderName(path) === 'environments')
    .flatMap((file) => {
      const read = readDocument(file, place);
      return environmentFrom(read, fileName(file.path).replace(/\.ya?ml$/, ''), place);
    });
  const items = [...arrayAt(document, 'items').map(nodeOf), ...nodesIn('', yaml, place)];
  const bundled = arrayAt(own(document, 'config'), 'environments').flatMap((each) => environmentFrom(each, '', place));
  return collectionFrom(document, name, items, [...bundled, ...environments], place);
}

function readDocument(file: PortableFile, place: Place): unknown {
  const say = (message: string) => place.notes.add([...place.path.slice(0, 1), file.path], message);
  return readOne(file, place, () => parseDocument(file.text, say));
}

function nameOf(value: unknown, otherwise: string): string {
  return textAt(own(value, 'info'), 'name') || otherwise;
}

/** Children are made when they are asked for, which keeps deep folders off the stack. */
function nodeOf(value: unknown): Node {
  return {
    value,
    name: nameOf(value, 'Untitled'),
    get children() {
      return kindOf(value) === 'folder' ? arrayAt(value, 'items').map(nodeOf) : null;
    },
  };
}

function kindOf(value: unknown): string {
  const said = textAt(own(value, 'info'), 'type');
  const kinds = ['http', 'graphql', 'grpc', 'websocket', 'script'];
  return (
    said ?? kinds.find((kind) => own(value, kind) !== undefined) ?? (own(value, 'items') === undefined ? '' : 'folder')
  );
}

/** The items of a folder of files, by their number and then by their name. */
function nodesIn(folder: string, files: readonly PortableFile[], place: Place): Node[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const nodes: { node: Node; order: number }[] = [];
  const groups = new Map<string, PortableFile[]>();
  for (const file of files) {
    const end = file.path.indexOf('/', start);
    if (end < 0) {
      const title = fileName(file.path).replace(/\.ya?ml$/, '');
      if (title === 'folder') continue;
      const value = readDocument(file, place);
      if (value !== null)
        nodes.push({ node: { ...nodeOf(value), name: nameOf(value, title), children: null }, order: orderOf(value) });
      continue;
    }
    const step = file.path.slice(start, end);
    if (folder === '' && step === 'environments') continue;
    const group = groups.get(step);
    if (group === undefined) groups.set(step, [file]);
    else group.push(file);
  }
  for (const [step, group] of groups) {
    const path = folder === '' ? step : `${folder}/${step}`;
    const own = group.find((file) => folderName(file.path) === path && /^folder\.ya?ml$/.test(fileName(file.path)));
    const value = own === undefined ? {} : (readDocument(own, place) ?? {});
    const name = nameOf(value, step);
    nodes.push({ node: { value, name, children: nodesIn(path, group, place.below(name)) }, order: orderOf(value) });
  }
  return nodes.sort((a, b) => a.order - b.order || a.node.name.localeCompare(b.node.name)).map(({ node }) => node);
}

function orderOf(value: unknown): number {
  const order = own(own(value, 'info'), 'seq');
  return typeof order === 'number' ? order : 0;
}

const otherKinds: Readonly<Record<string, string>> = {
  grpc: 'A gRPC request was left out.',
  websocket: 'A WebSocket request was left out.',
  script: 'A file of scripts was left out.',
  app: 'An app was left out.',
};

const reader: TreeReader<Node> = {
  childrenOf: ({ children }) => children,
  nameOf: ({ name }) => name,
  readFolder({ value, name }, place) {
    const folder = readMembers(openItem, value, place);
    return { ...readDefaults(folder.request, place), name, description: docsOf(folder.docs, folder.info?.description) };
  },
  readRequest({ value, name }, place) {
    const kind = kindOf(value);
    if (isObject(value) && (kind === 'http' || kind === 'graphql')) return readRequest(value, name, place);
    place.say(otherKinds[kind] ?? 'The item is of no known kind; it was left out.');
    return null;
  },
};

function collectionFrom(
  document: unknown,
  name: string,
  items: readonly Node[],
  environments: readonly PortableEnvironment[],
  place: Place,
): PortableCollection {
  const root = readMembers(openCollectionRoot, document, place);
  if (arrayAt(root.config, 'clientCertificates').length > 0) place.say('Client certificates were left out.');
  if (own(own(root.config, 'proxy'), 'config') !== undefined) place.say('The proxy of the collection was left out.');
  return collectionOf({
    ...readDefaults(root.request, place),
    name,
    description: docsOf(root.docs, root.info?.summary),
    items: readTree(items, reader, place),
    environments,
  });
}

function readDefaults(value: unknown, place: Place): Omit<PortableGroup, 'items' | 'name' | 'description'> {
  const defaults = readMembers(openDefaults, value, place);
  if (capturesOf(defaults.actions, place).length > 0)
    place.say('Variables that are set after every response were left out.');
  return {
    variables: variablesOf(defaults.variables, place),
    auth: readAuth(defaults.auth, 'inherit', place),
    headers: fieldsOf(defaults.headers, place, 'headers'),
    settings: settingsOf(defaults.settings?.http, place),
    scripts: scriptsOf(defaults.scripts, place),
  };
}

function environmentFrom(value: unknown, title: string, place: Place): PortableEnvironment[] {
  if (!isObject(value)) return [];
  const name = textAt(value, 'name') || title || 'Environment';
  const here = place.below(name);
  const environment = readMembers(openEnvironment, value, here);
  if ((environment.extends ?? '') !== '') here.say(`That it extends “${environment.extends}” was left out.`);
  if (isObject(environment.externalSecrets)) here.say('Variables of a secret manager were left out.');
  return [
    environmentOf({ name, variables: variablesOf(environment.variables, here), color: colorOf(environment.color) }),
  ];
}
