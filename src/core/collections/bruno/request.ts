import { multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { queryDecoded, readAddress, withBracedSteps } from '../address.ts';
import { fileBody, formBody, graphqlBody, type TypedBody, textBody } from '../content.ts';
import { assertionsOf, captureOf } from '../expressions.ts';
import type { Place } from '../notes.ts';
import { fieldOf, joinedScripts, noSettings, parameterOf, requestOf, variableOf } from '../parts.ts';
import type {
  PortableExample,
  PortableFormField,
  PortableGroup,
  PortableParameter,
  PortableRequest,
  PortableScripts,
  PortableSettings,
  PortableVariable,
} from '../portable.ts';
import { readAuth } from './auth.ts';
import { Blocks } from './blocks.ts';
import { type BruPair, pairsOf, readBru } from './bru.ts';

const methods = ['get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'connect', 'trace', 'http'];

/** A request file; null where it holds another kind, which is noted. */
export function readRequest(
  text: string,
  fileTitle: string,
  place: Place,
): { request: PortableRequest | null; order: number } {
  const blocks = new Blocks(readBru(text));
  const order = Number(blocks.value('meta', 'seq')) || 0;
  const kind = blocks.has('grpc') ? 'gRPC' : blocks.has('ws') ? 'WebSocket' : null;
  const method = blocks.names.find((name) => methods.includes(name));
  if (kind !== null || method === undefined) {
    place.say(kind === null ? 'The file holds no request; it was left out.' : `A ${kind} request was left out.`);
    return { request: null, order };
  }
  const headers = parametersOf(blocks.pairs('headers'), 'header');
  const { base, query } = readAddress(blocks.value(method, 'url'));
  const rows = [...blocks.pairs('params:query'), ...blocks.pairs('query')];
  const typed = readBody(blocks, blocks.value(method, 'body'), headers, place);
  const request = requestOf({
    name: blocks.value('meta', 'name') || fileTitle,
    description: blocks.text('docs'),
    method: method === 'http' ? blocks.value('http', 'method') || 'GET' : method.toUpperCase(),
    url: withBracedSteps(base),
    parameters: [
      ...parametersOf(blocks.pairs('params:path'), 'path'),
      ...(rows.length > 0
        ? parametersOf(rows, 'query').map(blocks.value('settings', 'encodeUrl') === 'false' ? decoded : same)
        : query),
      ...typed.headers,
    ],
    body: typed.body,
    auth: readAuth(blocks.value(method, 'auth') || 'none', blocks, place),
    variables: variablesOf(blocks.pairs('vars:pre-request'), place),
    settings: settingsOf(blocks),
    scripts: scriptsOf(blocks, place),
    assertions: blocks.pairs('assert').flatMap(({ name, value, enabled }) => assertionsOf(name, value, enabled, place)),
    captures: capturesOf(blocks, place),
    examples: blocks.texts('example').map(exampleOf),
  });
  return { request, order };
}

const same = (row: PortableParameter): PortableParameter => row;

/** As it was typed, where the program was told not to encode. */
const decoded = (row: PortableParameter): PortableParameter => ({
  ...row,
  name: queryDecoded(row.name),
  value: queryDecoded(row.value),
});

/** What the files of a collection and a folder say besides their items. */
export function readGroup(text: string, name: string, place: Place): Omit<PortableGroup, 'items'> & { order: number } {
  const blocks = new Blocks(readBru(text));
  if (blocks.pairs('query').length > 0) place.say('Query parameters for all requests were left out.');
  if (blocks.pairs('vars:post-response').length > 0) {
    place.say('Variables that are set after every response were left out.');
  }
  return {
    name: blocks.value('meta', 'name') || name,
    order: Number(blocks.value('meta', 'seq')) || 0,
    description: blocks.text('docs'),
    variables: variablesOf(blocks.pairs('vars:pre-request'), place),
    // Bruno passes over a folder without authentication, and takes that of the one above.
    auth: readAuth(blocks.value('auth', 'mode').replace(/^none$/, ''), blocks, place),
    headers: blocks.pairs('headers').map(asField),
    settings: noSettings,
    scripts: scriptsOf(blocks, place),
  };
}

const asField = ({ name, value, enabled, description }: BruPair) => fieldOf(name, value, { enabled, description });

const parametersOf = (pairs: readonly BruPair[], where: PortableParameter['in']): PortableParameter[] =>
  pairs.map(({ name, value, enabled, description }) => parameterOf(where, name, value, { enabled, description }));

/** Variables; their descriptions have no place here. */
export function variablesOf(pairs: readonly BruPair[], place: Place, secret = false): PortableVariable[] {
  return pairs
    .filter(({ name }) => name !== '')
    .map(({ name: written, value, enabled, description }) => {
      const name = written.replace(/^@/, '');
      if (description !== '') place.say(`The description of the variable “${name}” was left out.`);
      return variableOf(name, value, { enabled, secret });
    });
}

function capturesOf(blocks: Blocks, place: Place) {
  return blocks
    .pairs('vars:post-response')
    .flatMap(({ name, value, enabled }) => captureOf(name.replace(/^@/, ''), value, enabled, place));
}

function scriptsOf(blocks: Blocks, place: Place): PortableScripts {
  const scripts = {
    before: joinedScripts(blocks.text('script:pre-request')),
    after: joinedScripts(blocks.text('script:post-response'), blocks.text('tests')),
  };
  if (scripts.before + scripts.after !== '') place.say(scriptsOfBruno);
  return scripts;
}

export const scriptsOfBruno =
  'Its scripts use Bruno’s `bru`, `req` and `res`; they were taken over as they are and may need changes.';

function settingsOf(blocks: Blocks): PortableSettings {
  const written = (name: string) => blocks.value('settings', name);
  const number = (name: string) => (/^\d+$/.test(written(name)) ? Number(written(name)) : null);
  const redirects = written('followRedirects');
  const timeout = number('timeout');
  return {
    ...noSettings,
    followRedirects: redirects === '' ? null : redirects === 'true',
    maxRedirects: number('maxRedirects'),
    // Zero leaves it to the program.
    timeoutSeconds: timeout === null || timeout === 0 ? null : timeout / 1000,
  };
}

const bodyTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  text: 'text/plain',
  xml: 'application/xml',
  sparql: 'application/sparql-query',
};

function readBody(blocks: Blocks, mode: string, headers: readonly PortableParameter[], place: Place): TypedBody {
  const type = bodyTypes[mode];
  if (type !== undefined) {
    const content = blocks.text(`body:${mode}`) || (mode === 'json' ? blocks.text('body') : '');
    return content === '' ? { body: { kind: 'none' }, headers } : textBody(content, type, headers);
  }
  switch (mode) {
    case 'graphql':
      return graphqlBody(blocks.text('body:graphql'), blocks.text('body:graphql:vars'), null, headers);
    case 'form-urlencoded':
    case 'formUrlEncoded':
      return formBody(blocks.pairs('body:form-urlencoded').map(asField), urlEncodedForm, headers);
    case 'multipart-form':
    case 'multipartForm':
      return formBody(blocks.pairs('body:multipart-form').flatMap(partsOf), multipartForm, headers);
    case 'file': {
      const files = blocks.pairs('body:file');
      const { value, mediaType } = typedValue((files.find(({ enabled }) => enabled) ?? files[0])?.value ?? '');
      if (files.length > 1) place.say('Of several files to choose from, only the chosen one was taken over.');
      return fileBody(filesIn(value)?.[0] ?? '', mediaType ?? null, headers);
    }
    default:
      if (mode !== '' && mode !== 'none') place.say(`A body of the mode “${mode}” can’t be taken over.`);
      return { body: { kind: 'none' }, headers };
  }
}

function partsOf(pair: BruPair): PortableFormField[] {
  const { value, mediaType } = typedValue(pair.value);
  const typed = { ...asField({ ...pair, value }), ...(mediaType !== undefined && { mediaType }) };
  const files = filesIn(value);
  if (files === null) return [typed];
  return (files.length === 0 ? [''] : files).map((path) => ({ ...typed, value: '', file: { path } }));
}

/** `value @contentType(type)`. */
function typedValue(written: string): { value: string; mediaType?: string } {
  const [, value, mediaType = ''] = /^(.*?)\s*@contentType\((.*?)\)\s*$/s.exec(written) ?? [];
  if (value === undefined) return { value: written };
  return mediaType.trim() === '' ? { value } : { value, mediaType: mediaType.trim() };
}

/** The paths of `@file(a|b)`; null for a text. */
function filesIn(value: string): string[] | null {
  const inner = /^@file\((.*)\)$/s.exec(value)?.[1];
  return inner === undefined ? null : inner.split('|').filter((path) => path !== '');
}

/** A kept response: its blocks are named `name: {` and lie within `response: {`. */
function exampleOf(text: string): PortableExample {
  const parts = partsIn(text.split('\n'));
  const response = partsIn(parts.get('response') ?? []);
  const status = pairsOf(response.get('status') ?? []);
  const of = (pairs: readonly BruPair[], name: string) => pairs.find((pair) => pair.name === name)?.value ?? '';
  const head = pairsOf(text.split('\n').slice(0, 1));
  // Text of several lines is read as if its block were indented.
  const body = (response.get('body') ?? []).map((line) => `  ${line}`);
  return {
    name: of(head, 'name') || 'Example',
    status: Number(of(status, 'code')) || 0,
    statusText: of(status, 'text'),
    headers: pairsOf(response.get('headers') ?? []).map(asField),
    body: of(pairsOf(body), 'content'),
  };
}

/** The lines of each `name: {` … `}`, without their indentation. */
function partsIn(lines: readonly string[]): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (let at = 0; at < lines.length; at += 1) {
    const name = /^([\w:-]+)\s*:\s*\{\s*$/.exec(lines[at] ?? '')?.[1];
    if (name === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.startsWith('}'));
    if (end < 0) break;
    parts.set(
      name,
      lines.slice(at + 1, end).map((line) => line.replace(/^ {2}/, '')),
    );
    at = end;
  }
  return parts;
}
