import { arrayAt, isObject, own, textAt } from '../../json/value.ts';
import { treesOf } from '../links.ts';
import { readMembers } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { collectionOf, noSettings } from '../parts.ts';
import type {
  PortableCollection,
  PortableContent,
  PortableEnvironment,
  PortableGroup,
  PortableRequest,
} from '../portable.ts';
import { readTree, type TreeReader } from '../tree.ts';
import { readAuth } from './auth.ts';
import { readEnvironments, variablesOf } from './environment.ts';
import { descriptionOf, fieldsOf, readRequest, scriptsOf } from './request.ts';
import { insomniaItem } from './schemas.ts';

/** Whether a document is an export of Insomnia 4 or 5. */
export function isInsomnia(document: unknown): boolean {
  return isVersion4(document) || /\.insomnia\.rest\/5/.test(textAt(document, 'type') ?? '');
}

const isVersion4 = (document: unknown): boolean =>
  (own(document, '__export_format') !== undefined || own(document, '_type') === 'export') &&
  Array.isArray(own(document, 'resources'));

/** A request or folder as both versions have it. */
interface Item {
  readonly value: unknown;
  readonly type: string;
  readonly children: readonly Item[];
}

export function readInsomnia(document: unknown, place = new Place(new NoteList())): PortableContent {
  const { collections, environments } = isVersion4(document)
    ? readVersion4(document, place)
    : readVersion5(document, place);
  return { collections, environments, notes: place.notes.notes };
}

interface Read {
  readonly collections: readonly PortableCollection[];
  readonly environments: readonly PortableEnvironment[];
}

/** What a version 4 file may hold beside requests, and which of it is worth a word. */
const leftOut: Readonly<Record<string, string>> = {
  cookie_jar: 'The cookies of the jar were left out.',
  api_spec: 'The API design document was left out; import it as a definition.',
  proto_file: 'A protobuf file was left out.',
  proto_directory: 'A folder of protobuf files was left out.',
  unit_test_suite: 'A suite of unit tests was left out.',
  mock_server: 'A mock server was left out.',
};

function readVersion4(document: unknown, place: Place): Read {
  const resources = arrayAt(document, 'resources').filter(isObject);
  if (resources.length < arrayAt(document, 'resources').length)
    place.say('Resources that are no objects were left out.');
  const ofType = (type: string) => resources.filter((each) => own(each, '_type') === type);
  const workspaces = ofType('workspace');
  const known = workspaces.length > 0 ? workspaces : [{ _id: '__WORKSPACE_ID__', name: 'Insomnia' }];
  const ids = known.map((each, index) => textAt(each, '_id') ?? `#${index}`);
  const types = ['request', 'request_group', 'grpc_request', 'websocket_request', 'socketio_request', 'mcp_request'];
  const items = sorted(
    resources.filter((each) => types.includes(textAt(each, '_type') ?? '')),
    (each) => own(each, 'metaSortKey'),
  ).map((value, index) => ({
    id: textAt(value, '_id') ?? `#item ${index}`,
    parent: textAt(value, 'parentId') ?? '',
    value,
  }));
  const trees = treesOf(items, ids, place);
  for (const [type, said] of Object.entries(leftOut)) if (holdsMore(ofType(type))) place.say(said);
  const collections = known.map((workspace, index) => {
    const id = ids[index] ?? '';
    const name = textAt(workspace, 'name') || 'Insomnia';
    const here = place.below(name);
    const nodes = (trees.get(id) ?? []).map(asItem);
    return collectionOf({
      name,
      description: textAt(workspace, 'description') ?? '',
      items: readTree(nodes, reader, here),
      environments: environments4(ofType('environment'), id, here),
    });
  });
  return { collections, environments: [] };
}

/** A jar without cookies and an empty document are in every export. */
const holdsMore = (resources: readonly unknown[]): boolean =>
  resources.some((each) => own(each, '_type') !== 'cookie_jar' || arrayAt(each, 'cookies').length > 0) &&
  resources.some((each) => own(each, '_type') !== 'api_spec' || (textAt(each, 'contents') ?? '') !== '');

interface Node {
  readonly value: unknown;
  readonly children: readonly Node[];
}

function asItem({ value, children }: Node): Item {
  const type = textAt(value, '_type') ?? '';
  return { value, type: type === 'request_group' ? 'folder' : type, children: children.map(asItem) };
}

function environments4(all: readonly unknown[], workspace: string, place: Place): PortableEnvironment[] {
  const under = (parent: string) =>
    sorted(
      all.filter((each) => textAt(each, 'parentId') === parent),
      (each) => own(each, 'metaSortKey'),
    );
  return under(workspace).flatMap((base) => [
    ...readEnvironments(base, true, place),
    ...under(textAt(base, '_id') ?? ' ').flatMap((each) => readEnvironments(each, false, place)),
  ]);
}

function sorted<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
  const key = (item: T) => {
    const value = keyOf(item);
    return typeof value === 'number' ? value : 0;
  };
  return [...items].sort((a, b) => key(a) - key(b));
}

function readVersion5(document: unknown, place: Place): Read {
  const name = textAt(document, 'name') || 'Insomnia';
  const here = place.below(name);
  const environments = readEnvironments(own(document, 'environments'), true, here);
  const type = textAt(document, 'type') ?? '';
  if (type.startsWith('environment.')) return { collections: [], environments };
  if (!type.startsWith('collection.') && !type.startsWith('spec.')) {
    here.say('Only collections and environments of Insomnia can be taken over; this is neither.');
    return { collections: [], environments };
  }
  if (arrayAt(own(document, 'cookieJar'), 'cookies').length > 0) here.say('The cookies of the jar were left out.');
  if (own(own(document, 'spec'), 'contents') !== undefined) {
    here.say('The API design document was left out; import it as a definition.');
  }
  const items = readTree(children5(arrayAt(document, 'collection')), reader, here);
  const description = textAt(own(document, 'meta'), 'description') ?? '';
  return { collections: [collectionOf({ name, description, items, environments })], environments: [] };
}

/** Children are made when they are asked for, which keeps deep folders off the stack. */
function children5(values: readonly unknown[]): Item[] {
  return sorted(values, (each) => own(own(each, 'meta'), 'sortKey')).map((value) => ({
    value,
    type: type5(value),
    get children() {
      return children5(arrayAt(value, 'children'));
    },
  }));
}

function type5(value: unknown): string {
  const id = textAt(own(value, 'meta'), 'id') ?? '';
  if (Array.isArray(own(value, 'children')) || id.startsWith('fld_')) return 'folder';
  if (id.startsWith('ws-req')) return 'websocket_request';
  if (id.startsWith('socketio-req')) return 'socketio_request';
  if (own(value, 'protoMethodName') !== undefined || own(value, 'reflectionApi') !== undefined) return 'grpc_request';
  if (own(value, 'transportType') !== undefined) return 'mcp_request';
  if (own(value, 'method') !== undefined) return 'request';
  return own(value, 'url') === undefined && isObject(value) ? 'folder' : 'websocket_request';
}

const otherKinds: Readonly<Record<string, string>> = {
  grpc_request: 'gRPC',
  websocket_request: 'WebSocket',
  socketio_request: 'Socket.IO',
  mcp_request: 'MCP',
};

const reader: TreeReader<Item> = {
  childrenOf: ({ type, children }) => (type === 'folder' ? children : null),
  nameOf: ({ value }) => textAt(value, 'name') || 'Untitled',
  readFolder: ({ value }, place) => readFolder(value, place),
  readRequest: ({ value, type }, place) => readItem(value, type, place),
};

function readFolder(value: unknown, place: Place): Omit<PortableGroup, 'items'> {
  const folder = readMembers(insomniaItem, value, place);
  return {
    name: folder.name || 'Untitled',
    description: descriptionOf(folder),
    variables: variablesOf(folder.environment, place),
    auth: readAuth(folder.authentication, place),
    headers: fieldsOf(folder.headers, place, 'headers'),
    settings: noSettings,
    scripts: scriptsOf(folder),
  };
}

function readItem(value: unknown, type: string, place: Place): PortableRequest | null {
  const other = otherKinds[type];
  if (!isObject(value) || other !== undefined) {
    place.say(other === undefined ? 'An item that is no object was left out.' : `A ${other} request was left out.`);
    return null;
  }
  return readRequest(readMembers(insomniaItem, value, place), place);
}
