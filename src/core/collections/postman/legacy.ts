import { z } from 'zod';
import { multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { isObject, own, textAt } from '../../json/value.ts';
import { readAddress, withBracedSteps } from '../address.ts';
import { fileBody, formBody, graphqlBody, type TypedBody, textBody, variablesText } from '../content.ts';
import { anything, flag, list, readMembers, readRows, text } from '../members.ts';
import type { Place } from '../notes.ts';
import { collectionOf, joinedScripts, parameterOf, requestOf } from '../parts.ts';
import type { PortableCollection, PortableParameter, PortableRequest, PortableScripts } from '../portable.ts';
import { readTree } from '../tree.ts';
import { readAuth } from './auth.ts';
import { readFields } from './request.ts';
import { headersOf, variablesOf, variableText } from './rows.ts';
import { postmanEvent, postmanRow, postmanScript } from './schemas.ts';

const legacyRequest = z.object({
  name: text,
  description: text,
  method: text,
  url: text,
  headers: anything,
  headerData: anything,
  pathVariables: anything,
  pathVariableData: list,
  dataMode: text,
  dataDisabled: flag,
  data: anything,
  rawModeData: anything,
  graphqlModeData: anything,
  auth: anything,
  events: list,
  preRequestScript: text,
  tests: text,
});

const legacyGroup = z.object({
  name: text,
  description: text,
  order: list,
  folders_order: list,
  auth: anything,
  events: list,
  variables: list,
});

/** Format v1, which account exports of older versions hold: flat lists of requests and folders, and their order. */
export function isLegacyCollection(value: unknown): boolean {
  return Array.isArray(own(value, 'requests')) && Array.isArray(own(value, 'order'));
}

interface Node {
  readonly value: unknown;
  readonly children: readonly Node[] | null;
}

export function readLegacyCollection(value: unknown, place: Place): PortableCollection {
  const name = textAt(value, 'name') || 'Collection';
  const here = place.below(name);
  const reader = {
    childrenOf: ({ children }: Node) => children,
    nameOf: (node: Node) => textAt(node.value, 'name') || 'Untitled',
    readRequest: (node: Node, at: Place) => readLegacyRequest(node.value, at),
    readFolder: (node: Node, at: Place) => readGroup(node.value, at),
  };
  return collectionOf({ ...readGroup(value, here), name, items: readTree(nodesOf(value, here), reader, here) });
}

/** The tree of the flat lists. What no order names comes last; a folder within itself is left out where it comes again. */
function nodesOf(collection: unknown, place: Place): Node[] {
  const requests = byId(own(collection, 'requests'));
  const folders = byId(own(collection, 'folders'));
  const below = (value: unknown, depth = 1): Node[] => [
    ...(depth > deepest ? [] : taken(folders, own(value, 'folders_order'))).map(
      (folder): Node => ({ value: folder, children: below(folder, depth + 1) }),
    ),
    ...taken(requests, own(value, 'order')).map((request): Node => ({ value: request, children: null })),
  ];
  const nodes = below(collection);
  // Exports before folders could lie in folders do not order them.
  const rest = [...folders.values()].map(
    (folder): Node => ({ value: folder, children: taken(requests, own(folder, 'order')).map(leaf) }),
  );
  const unordered = [...requests.values()].map(leaf);
  if (unordered.length > 0) place.say('Requests that belong to no folder stand at the end.');
  return [...nodes, ...rest, ...unordered];
}

const leaf = (value: unknown): Node => ({ value, children: null });

function byId(values: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [index, value] of (Array.isArray(values) ? values : []).entries()) {
    if (isObject(value)) found.set(textAt(value, 'id') ?? `#${index}`, value);
  }
  return found;
}

/** Folders that lie deeper are listed at the end. */
const deepest = 200;

/** Takes those that an order names out of the map, so that each is used once. */
function taken(map: Map<string, unknown>, order: unknown): unknown[] {
  return (Array.isArray(order) ? order : []).flatMap((id) => {
    const value = map.get(String(id));
    map.delete(String(id));
    return value === undefined ? [] : [value];
  });
}

function readGroup(value: unknown, place: Place) {
  const group = readMembers(legacyGroup, value, place);
  return {
    name: group.name || 'Untitled',
    description: group.description ?? '',
    variables: variablesOf(group.variables, place),
    auth: readAuth(group.auth, place),
    headers: [],
    settings: { followRedirects: null, maxRedirects: null, timeoutSeconds: null, httpVersion: null, useCookies: null },
    scripts: scriptsOf(group.events, place),
  };
}

function readLegacyRequest(value: unknown, place: Place): PortableRequest {
  const request = readMembers(legacyRequest, value, place);
  const { base, query } = readAddress(request.url ?? '');
  const headers = headersOf(Array.isArray(request.headerData) ? request.headerData : request.headers, place);
  const typed = bodyOf(request, headers, place);
  const scripts = scriptsOf(request.events, place);
  return requestOf({
    name: request.name || 'Untitled',
    description: request.description ?? '',
    method: request.method || 'GET',
    url: withBracedSteps(base),
    parameters: [...pathOf(request, place), ...query, ...typed.headers],
    body: typed.body,
    auth: readAuth(request.auth, place),
    scripts: {
      before: scripts.before || joinedScripts(request.preRequestScript),
      after: scripts.after || joinedScripts(request.tests),
    },
  });
}

type LegacyRequest = z.output<typeof legacyRequest>;

function pathOf({ pathVariableData, pathVariables }: LegacyRequest, place: Place): PortableParameter[] {
  if (pathVariableData) {
    return readRows(postmanRow, pathVariableData, place, 'path parameters').map((row) =>
      parameterOf('path', row.key ?? '', row.value ?? ''),
    );
  }
  const entries = isObject(pathVariables) ? Object.entries(pathVariables) : [];
  return entries.map(([name, value]) => parameterOf('path', name, variableText(value)));
}

function bodyOf(request: LegacyRequest, headers: readonly PortableParameter[], place: Place): TypedBody {
  const raw = Array.isArray(request.rawModeData)
    ? request.rawModeData.map(String).join('\n')
    : variableText(request.rawModeData);
  const rows = Array.isArray(request.data) ? request.data : [];
  if (request.dataDisabled === true) return { body: { kind: 'none' }, headers };
  switch (request.dataMode) {
    case 'raw': {
      const content = raw || (typeof request.data === 'string' ? request.data : '');
      return content === '' ? { body: { kind: 'none' }, headers } : textBody(content, null, headers);
    }
    case 'binary':
      return fileBody(raw, null, headers);
    case 'graphql':
      return graphqlBody(
        textAt(request.graphqlModeData, 'query') ?? '',
        variablesText(own(request.graphqlModeData, 'variables')),
        textAt(request.graphqlModeData, 'operationName') || null,
        headers,
      );
    case 'urlencoded':
      return formBody(readFields(currentRows(rows), place), urlEncodedForm, headers);
    default:
      // `params` is set for requests without a body as well.
      return rows.length === 0
        ? { body: { kind: 'none' }, headers }
        : formBody(readFields(currentRows(rows), place), multipartForm, headers);
  }
}

/** As later versions write them: the names of a file stood in `value`. */
function currentRows(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => {
    if (!isObject(row)) return row;
    const value = own(row, 'value');
    return own(row, 'type') === 'file' ? { ...row, value: null, src: value } : { ...row, value: variableText(value) };
  });
}

function scriptsOf(events: readonly unknown[] | null | undefined, place: Place): PortableScripts {
  const code = (listen: string) =>
    readRows(postmanEvent, events, place, 'scripts')
      .filter((event) => event.listen === listen)
      .map((event) => {
        const { exec } = readMembers(postmanScript, event.script, place);
        return Array.isArray(exec) ? exec.map(String).join('\n') : (exec ?? '');
      });
  return { before: joinedScripts(...code('prerequest')), after: joinedScripts(...code('test')) };
}
