import { z } from 'zod';
import { multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { arrayAt, isObject, objectAt, own, textAt } from '../../json/value.ts';
import { readAddress, withBracedSteps } from '../address.ts';
import { fileBody, formBody, graphqlBody, graphqlIn, type TypedBody, textBody, variablesText } from '../content.ts';
import { type LinkedNode, treesOf } from '../links.ts';
import { anything, flag, list, readMembers, readRows, text } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { collectionOf, colorOf, environmentOf, fieldOf, noSettings, requestOf, variableOf } from '../parts.ts';
import type {
  PortableContent,
  PortableEnvironment,
  PortableField,
  PortableFormField,
  PortableGroup,
  PortableParameter,
  PortableRequest,
  PortableVariable,
} from '../portable.ts';
import { readTree, type TreeReader } from '../tree.ts';
import { readAuth } from './auth.ts';
import { fromTemplates } from './templates.ts';

/** A setting of a folder or request; where it is not enabled, that of the one above holds. */
const overriding = <T extends z.ZodType>(value: T) => z.looseObject({ enabled: flag, value });

/** What a setting says here; null where it leaves it to the one above. */
function settingOf<T extends number | boolean>(
  setting: T | { readonly enabled?: boolean | null | undefined; readonly value: T } | null | undefined,
): T | null {
  if (typeof setting !== 'object' || setting === null) return setting ?? null;
  return setting.enabled === true ? setting.value : null;
}

/** A workspace, folder or request. */
const yaakItem = z.object({
  name: text,
  description: text,
  method: text,
  url: text,
  urlParameters: list,
  headers: list,
  body: anything,
  bodyType: text,
  authentication: anything,
  authenticationType: text,
  settingRequestTimeout: z.union([z.number(), overriding(z.number())]).nullish(),
  settingFollowRedirects: z.union([flag, overriding(z.boolean())]).nullish(),
  settingSendCookies: z.union([flag, overriding(z.boolean())]).nullish(),
  settingStoreCookies: z.union([flag, overriding(z.boolean())]).nullish(),
  settingValidateCertificates: z.union([flag, overriding(z.boolean())]).nullish(),
});
type YaakItem = z.output<typeof yaakItem>;

const yaakRow = z.object({ name: text, value: text, enabled: flag, file: text, contentType: text });

const yaakEnvironment = z.object({ name: text, variables: list, color: text });

/** Whether a document is an export of Yaak. */
export const isYaak = (document: unknown): boolean =>
  (own(document, 'yaakVersion') !== undefined || own(document, 'yaakSchema') !== undefined) &&
  isObject(own(document, 'resources'));

const kinds = {
  folders: 'folder',
  httpRequests: 'request',
  requests: 'request',
  grpcRequests: 'gRPC',
  websocketRequests: 'WebSocket',
} as const;

interface Item {
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly value: unknown;
}
type Node = LinkedNode<Item>;

export function readYaak(document: unknown, place = new Place(new NoteList())): PortableContent {
  const resources = objectAt(document, 'resources');
  const workspaces = arrayAt(resources, 'workspaces').filter(isObject);
  const known = workspaces.length > 0 ? workspaces : [{ id: '', name: 'Yaak' }];
  const ids = known.map((each, index) => textAt(each, 'id') ?? `#${index}`);
  const items = Object.entries(kinds).flatMap(([list, kind]) =>
    arrayAt(resources, list).map((value, index) => ({
      id: textAt(value, 'id') ?? `#${list} ${index}`,
      parent: textAt(value, 'folderId') || (textAt(value, 'workspaceId') ?? ids[0] ?? ''),
      value: { kind, value },
      order: own(value, 'sortPriority'),
    })),
  );
  const order = (given: unknown) => (typeof given === 'number' ? given : 0);
  const trees = treesOf(
    [...items].sort((a, b) => order(a.order) - order(b.order)),
    ids,
    place,
  );
  const collections = known.map((workspace, index) => {
    const id = ids[index] ?? '';
    const name = textAt(workspace, 'name') || 'Yaak';
    const here = place.below(name);
    const reader = readerOf(resources);
    return collectionOf({
      ...readGroup(workspace, [], here),
      name,
      items: readTree(trees.get(id) ?? [], reader, here),
      environments: environmentsOf(resources, workspace, here),
    });
  });
  return { collections, environments: [], notes: place.notes.notes };
}

function readerOf(resources: unknown): TreeReader<Node> {
  const ofFolders = new Map<string, unknown>();
  for (const each of arrayAt(resources, 'environments')) {
    if (textAt(each, 'parentModel') === 'folder') ofFolders.set(textAt(each, 'parentId') ?? '', each);
  }
  return {
    childrenOf: ({ value, children }) => (value.kind === 'folder' ? children : null),
    nameOf: ({ value }) => textAt(value.value, 'name') || textAt(value.value, 'url') || 'Untitled',
    readFolder({ value: { value } }, place) {
      const environment = readMembers(yaakEnvironment, ofFolders.get(textAt(value, 'id') ?? ' '), place);
      return readGroup(value, variablesOf(environment.variables, place), place);
    },
    readRequest({ value: { kind, value } }, place) {
      if (kind === 'request' && isObject(value)) return readRequest(readMembers(yaakItem, value, place), place);
      place.say(kind === 'request' ? 'A request that is no object was left out.' : `A ${kind} request was left out.`);
      return null;
    },
  };
}

function readGroup(value: unknown, variables: readonly PortableVariable[], place: Place): Omit<PortableGroup, 'items'> {
  const group = readMembers(yaakItem, value, place);
  const timeout = settingOf(group.settingRequestTimeout);
  const cookies = [settingOf(group.settingSendCookies), settingOf(group.settingStoreCookies)];
  if (settingOf(group.settingValidateCertificates) === false)
    place.say('Certificates are verified all the same; allow a host in the settings.');
  return {
    name: group.name || 'Untitled',
    description: group.description ?? '',
    variables,
    auth: readAuth(group.authenticationType, group.authentication, place),
    headers: fieldsOf(group.headers, place, 'headers'),
    settings: {
      ...noSettings,
      followRedirects: settingOf(group.settingFollowRedirects),
      // Zero is no limit.
      timeoutSeconds: timeout === null || timeout === 0 ? null : timeout / 1000,
      useCookies: cookies.every((each) => each === false) ? false : null,
    },
    scripts: { before: '', after: '' },
  };
}

function environmentsOf(resources: unknown, workspace: unknown, place: Place): PortableEnvironment[] {
  const id = textAt(workspace, 'id');
  // Before there were base environments, a workspace had variables of its own.
  const ofWorkspace = variablesOf(arrayAt(workspace, 'variables'), place);
  const old =
    ofWorkspace.length > 0 ? [environmentOf({ name: 'Global Variables', variables: ofWorkspace, isGlobal: true })] : [];
  const read = arrayAt(resources, 'environments')
    .filter((each) => isObject(each) && textAt(each, 'workspaceId') === id && textAt(each, 'parentModel') !== 'folder')
    .map((each) => {
      const name = textAt(each, 'name') || 'Environment';
      const here = place.below(name);
      const environment = readMembers(yaakEnvironment, each, here);
      const isGlobal =
        own(each, 'base') === true ||
        own(each, 'environmentId') === null ||
        textAt(each, 'parentModel') === 'workspace';
      return environmentOf({
        name,
        variables: variablesOf(environment.variables, here),
        isGlobal,
        color: colorOf(environment.color),
      });
    });
  return [...old, ...read];
}

function variablesOf(rows: readonly unknown[] | null | undefined, place: Place): PortableVariable[] {
  return readRows(yaakRow, rows, place, 'variables')
    .filter(({ name }) => (name ?? '') !== '')
    .map((row) => {
      const isSealed = /\bsecure\(/.test(row.value ?? '');
      if (isSealed) place.say(`The value of “${row.name}” is encrypted and was left empty.`);
      const value = isSealed ? '' : fromTemplates(row.value ?? '', place);
      return variableOf(row.name ?? '', value, { enabled: row.enabled !== false, secret: isSealed });
    });
}

function fieldsOf(rows: readonly unknown[] | null | undefined, place: Place, what: string): PortableField[] {
  return readRows(yaakRow, rows, place, what)
    .filter(({ name, value }) => (name ?? '') !== '' || (value ?? '') !== '')
    .map((row) =>
      fieldOf(fromTemplates(row.name ?? '', place), fromTemplates(row.value ?? '', place), {
        enabled: row.enabled !== false,
      }),
    );
}

function readRequest(item: YaakItem, place: Place): PortableRequest {
  const { base, query } = readAddress(fromTemplates(item.url ?? '', place));
  const headers = fieldsOf(item.headers, place, 'headers').map(
    (field): PortableParameter => ({ ...field, in: 'header' }),
  );
  const typed = readBody(item, headers, place);
  const group = readGroup({ ...item, headers: [] }, [], place);
  return requestOf({
    name: item.name || `${item.method || 'GET'} ${base}`,
    description: group.description,
    method: item.method || 'GET',
    url: withBracedSteps(base),
    parameters: [...query, ...fieldsOf(item.urlParameters, place, 'parameters').map(parameterFrom), ...typed.headers],
    body: typed.body,
    auth: group.auth,
    settings: group.settings,
  });
}

/** A name with a colon before it is one of the path. */
function parameterFrom(field: PortableField): PortableParameter {
  return field.name.startsWith(':') ? { ...field, name: field.name.slice(1), in: 'path' } : { ...field, in: 'query' };
}

function readBody({ body, bodyType }: YaakItem, headers: readonly PortableParameter[], place: Place): TypedBody {
  const written = fromTemplates(textAt(body, 'text') ?? '', place);
  const form = () => partsOf(arrayAt(body, 'form'), place);
  switch (bodyType ?? '') {
    case '':
      return { body: { kind: 'none' }, headers };
    case urlEncodedForm:
      return formBody(form(), urlEncodedForm, headers);
    case multipartForm:
      return formBody(form(), multipartForm, headers);
    case 'binary':
      return fileBody(textAt(body, 'filePath') ?? '', null, headers);
    case 'graphql': {
      // Older exports hold the whole JSON, newer ones the parts.
      const whole = graphqlIn(written);
      if (whole !== null) return graphqlBody(whole.query, whole.variables, whole.operationName, headers);
      const query = fromTemplates(textAt(body, 'query') ?? '', place);
      const operationName = fromTemplates(textAt(body, 'operationName') ?? '', place) || null;
      return graphqlBody(query, fromTemplates(variablesText(own(body, 'variables')), place), operationName, headers);
    }
    default: {
      if (written === '') return { body: { kind: 'none' }, headers };
      const type = bodyType?.includes('/') === true ? bodyType : null;
      return textBody(written, type, headers);
    }
  }
}

function partsOf(rows: readonly unknown[], place: Place): PortableFormField[] {
  return readRows(yaakRow, rows, place, 'fields of the form')
    .filter(({ name, value, file }) => [name, value, file].some((each) => (each ?? '') !== ''))
    .map((row) => {
      const field = fieldOf(fromTemplates(row.name ?? '', place), fromTemplates(row.value ?? '', place), {
        enabled: row.enabled !== false,
      });
      const typed = { ...field, ...((row.contentType ?? '') !== '' && { mediaType: row.contentType ?? '' }) };
      return (row.file ?? '') === '' ? typed : { ...typed, value: '', file: { path: row.file ?? '' } };
    });
}
