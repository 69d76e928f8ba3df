import { isObject, own, textAt } from '../../json/value.ts';
import { readMembers, readRows } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { collectionOf, environmentOf, joinedScripts, noSettings } from '../parts.ts';
import type {
  PortableCollection,
  PortableContent,
  PortableEnvironment,
  PortableExample,
  PortableGroup,
  PortableRequest,
  PortableScripts,
  PortableSettings,
} from '../portable.ts';
import { readTree, type TreeReader } from '../tree.ts';
import { readAuth } from './auth.ts';
import { isLegacyCollection, readLegacyCollection } from './legacy.ts';
import { isOtherRequest, isRequest, readRequest } from './request.ts';
import { descriptionOf, fieldsOf, variablesOf } from './rows.ts';
import {
  postmanBehavior,
  postmanCollection,
  postmanEnvironment,
  postmanEvent,
  postmanExample,
  postmanItem,
  postmanScript,
} from './schemas.ts';

/** Whether a document is one of Postman's: a collection, an environment, globals, or an account with all of them. */
export function isPostman(document: unknown): boolean {
  const given = unwrapped(document);
  return isCollection(given) || isEnvironment(given) || isAccount(document) || isListOfGlobals(document);
}

/** Postman's API answers with the collection or environment under its name. */
function unwrapped(document: unknown): unknown {
  const inner = own(document, 'collection') ?? own(document, 'environment');
  return isCollection(inner) || isEnvironment(inner) ? inner : document;
}

function isCollection(value: unknown): boolean {
  const schema = textAt(own(value, 'info'), 'schema') ?? '';
  const items = own(value, 'item');
  // Programs that make collections leave `info` out, and newman runs them.
  const holdsItems = Array.isArray(items) && items.some((item) => isRequest(item) || Array.isArray(own(item, 'item')));
  return (
    (isObject(own(value, 'info')) && (Array.isArray(items) || schema.includes('getpostman.com'))) ||
    holdsItems ||
    isLegacyCollection(value)
  );
}

/** The variables alone, as the globals were exported at first. */
function isListOfGlobals(value: unknown): value is unknown[] {
  const isVariable = (row: unknown) => typeof own(row, 'key') === 'string' && own(row, 'value') !== undefined;
  return Array.isArray(value) && value.length > 0 && value.every(isVariable);
}

function isEnvironment(value: unknown): boolean {
  const hasScope = own(value, '_postman_variable_scope') !== undefined;
  return Array.isArray(own(value, 'values')) && (hasScope || typeof own(value, 'name') === 'string');
}

/** The whole account in one file: `version`, `collections`, `environments`, `globals`, `headerPresets`. */
function isAccount(value: unknown): boolean {
  return Array.isArray(own(value, 'collections')) && Array.isArray(own(value, 'environments'));
}

/** Reads a document of Postman's. */
export function readPostman(document: unknown, place = new Place(new NoteList())): PortableContent {
  const given = unwrapped(document);
  if (isAccount(given)) return readAccount(given, place);
  if (isEnvironment(given)) {
    return { collections: [], environments: [readEnvironment(given, place)], notes: place.notes.notes };
  }
  if (isListOfGlobals(given))
    return { collections: [], environments: globalsOf(given, place), notes: place.notes.notes };
  return { collections: [readCollection(given, place)], environments: [], notes: place.notes.notes };
}

function globalsOf(rows: readonly unknown[], place: Place): PortableEnvironment[] {
  const variables = variablesOf(rows, place.below('Globals'));
  return variables.length > 0 ? [environmentOf({ name: 'Globals', variables, isGlobal: true })] : [];
}

function readAccount(value: unknown, place: Place): PortableContent {
  const members = (name: string): unknown[] => {
    const found = own(value, name);
    return Array.isArray(found) ? found.map(unwrapped) : [];
  };
  const collections = members('collections').flatMap((each) => {
    if (isCollection(each)) return [readCollection(each, place)];
    place.say('One of the collections can’t be read; it was left out.');
    return [];
  });
  const environments = members('environments').map((each) => readEnvironment(each, place));
  const globals = members('globals').flatMap((each) => (isEnvironment(each) ? [readEnvironment(each, place)] : []));
  const rows = members('globals').filter((each) => !isEnvironment(each));
  if (members('headerPresets').length > 0) place.say('Header presets were left out.');
  return {
    collections,
    environments: [...environments, ...globals, ...globalsOf(rows, place)],
    notes: place.notes.notes,
  };
}

function readEnvironment(value: unknown, place: Place): PortableEnvironment {
  const isGlobal = own(value, '_postman_variable_scope') === 'globals';
  const name = textAt(value, 'name') || (isGlobal ? 'Globals' : 'Environment');
  const here = place.below(name);
  const environment = readMembers(postmanEnvironment, value, here);
  return environmentOf({ name, variables: variablesOf(environment.values, here), isGlobal });
}

function readCollection(value: unknown, place: Place): PortableCollection {
  if (isLegacyCollection(value)) return readLegacyCollection(value, place);
  const name = textAt(own(value, 'info'), 'name') || 'Collection';
  const here = place.below(name);
  const collection = readMembers(postmanCollection, value, here);
  const group = readGroup(collection, collection.info?.description, here);
  return collectionOf({ ...group, name, items: readTree(collection.item ?? [], itemReader, here) });
}

const itemReader: TreeReader<unknown> = {
  childrenOf(item) {
    const children = own(item, 'item');
    if (Array.isArray(children)) return children;
    // What has neither is a request without an address to Postman as well.
    return isObject(item) && !isRequest(item) && children !== undefined ? [] : null;
  },
  nameOf: (item) => textAt(item, 'name') || 'Untitled',
  readFolder(item, place) {
    const folder = readMembers(postmanItem, item, place);
    return { ...readGroup(folder, folder.description, place), name: folder.name || 'Untitled' };
  },
  readRequest(value, place) {
    if (!isObject(value)) {
      place.say('An item that is no object was left out.');
      return null;
    }
    const item = readMembers(postmanItem, value, place);
    const request = readRequest(item.request, item.name || 'Untitled', place);
    return {
      ...request,
      description: request.description || descriptionOf(item.description),
      auth: item.auth === undefined || item.auth === null ? request.auth : readAuth(item.auth, place),
      variables: variablesOf(item.variable, place),
      settings: readBehavior(item.protocolProfileBehavior, place),
      scripts: readScripts(item.event, place),
      examples: readRows(postmanExample, item.response, place, 'examples').map((each) =>
        readExample(each, request, place),
      ),
    };
  },
};

interface Grouped {
  readonly event?: unknown[] | null | undefined;
  readonly variable?: unknown[] | null | undefined;
  readonly auth?: unknown;
  readonly protocolProfileBehavior?: unknown;
}

function readGroup(group: Grouped, description: unknown, place: Place): Omit<PortableGroup, 'items' | 'name'> {
  return {
    description: descriptionOf(description),
    variables: variablesOf(group.variable, place),
    auth: readAuth(group.auth, place),
    headers: [],
    settings: readBehavior(group.protocolProfileBehavior, place),
    scripts: readScripts(group.event, place),
  };
}

function readScripts(events: readonly unknown[] | null | undefined, place: Place): PortableScripts {
  const before: string[] = [];
  const after: string[] = [];
  for (const event of readRows(postmanEvent, events, place, 'scripts')) {
    const given =
      typeof event.script === 'string' || Array.isArray(event.script) ? { exec: event.script } : event.script;
    const script = readMembers(postmanScript, given, place);
    if (script.src !== undefined && script.src !== null) place.say('A script in another file was left out.');
    const code = Array.isArray(script.exec) ? script.exec.map(String).join('\n') : (script.exec ?? '');
    if (code.trim() === '') continue;
    if (event.disabled === true) place.say('A script that is switched off was left out.');
    else if (event.listen === 'prerequest') before.push(code);
    else if (event.listen === 'test') after.push(code);
    else place.say(`A script for the event “${event.listen ?? ''}” was left out.`);
  }
  return { before: joinedScripts(...before), after: joinedScripts(...after) };
}

function readBehavior(value: unknown, place: Place): PortableSettings {
  if (value === undefined || value === null) return noSettings;
  const behavior = readMembers(postmanBehavior, value, place);
  if (behavior.strictSSL === false) place.say('Certificates are verified all the same; allow a host in the settings.');
  if (behavior.disableUrlEncoding === true)
    place.say('The address is encoded where it must be, though it was set not to be.');
  const version = { http1: '1.1', http2: '2' } as const;
  const said = behavior.protocolVersion;
  return {
    followRedirects: behavior.followRedirects ?? null,
    maxRedirects: behavior.maxRedirects ?? null,
    timeoutSeconds: null,
    httpVersion: said === 'http1' || said === 'http2' ? version[said] : null,
    useCookies: typeof behavior.disableCookies === 'boolean' ? !behavior.disableCookies : null,
  };
}

function readExample(
  example: ReturnType<typeof postmanExample.parse>,
  request: PortableRequest,
  place: Place,
): PortableExample {
  if (isOtherRequest(example.originalRequest, request)) {
    place.say(`The example “${example.name ?? ''}” was made with another request, which was left out.`);
  }
  return {
    name: example.name || 'Example',
    status: Number.isInteger(example.code) ? (example.code ?? 0) : 0,
    statusText: example.status ?? '',
    headers: fieldsOf(example.header, place),
    body: example.body ?? '',
  };
}
