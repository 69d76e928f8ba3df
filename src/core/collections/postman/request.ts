import { multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { isObject, own, textAt } from '../../json/value.ts';
import { percentDecoded } from '../../percentEncoding.ts';
import {
  aroundVariables,
  queryDecoded,
  queryPairs,
  readAddress,
  splitAddress,
  withBracedSteps,
  withPairs,
} from '../address.ts';
import { fileBody, formBody, graphqlBody, languageTypes, type TypedBody, textBody, variablesText } from '../content.ts';
import { readMembers, readRows } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { fieldOf, parameterOf, requestOf } from '../parts.ts';
import type { PortableField, PortableFormField, PortableParameter, PortableRequest } from '../portable.ts';
import { readAuth } from './auth.ts';
import { descriptionOf, headersOf, isOn, queryOf } from './rows.ts';
import { postmanBody, postmanGraphql, postmanRequest, postmanRow, postmanUrl } from './schemas.ts';

/** What is sent: an object, or the address alone, which means GET. */
export function readRequest(value: unknown, name: string, place: Place): PortableRequest {
  const given = typeof value === 'string' ? { url: value } : value;
  const request = readMembers(postmanRequest, given, place);
  const { url, parameters } = readUrl(request.url, place);
  const headers = headersOf(request.header, place);
  const typed = readBody(request.body, headers, place);
  return requestOf({
    name,
    description: descriptionOf(request.description),
    method: (request.method ?? '').trim() || 'GET',
    url,
    parameters: [...parameters, ...typed.headers],
    body: typed.body,
    auth: readAuth(request.auth, place),
  });
}

interface Address {
  readonly url: string;
  readonly parameters: readonly PortableParameter[];
}

function readUrl(value: unknown, place: Place): Address {
  if (typeof value === 'string') {
    const { base, query } = readAddress(value);
    return { url: withBracedSteps(base), parameters: query };
  }
  if (!isObject(value)) {
    place.say('The request has no address.');
    return { url: '', parameters: [] };
  }
  const url = readMembers(postmanUrl, value, place);
  const raw = (url.raw ?? '') === '' ? joinedUrl(url) : (url.raw ?? '');
  const decodePath = (text: string) => aroundVariables(text, percentDecoded);
  const steps = readRows(postmanRow, url.variable, place, 'path parameters')
    .map((row) => ({ ...row, key: row.key ?? row.id ?? '' }))
    .filter(({ key }) => key !== '')
    .map((row) =>
      parameterOf('path', row.key, decodePath(row.value ?? ''), {
        enabled: isOn(row),
        description: descriptionOf(row.description),
      }),
    );
  // Some programs write the query only into the text of the address.
  const { base, query } = url.query && url.query.length > 0 ? queryRows(raw, url.query, place) : readAddress(raw);
  return { url: withBracedSteps(base), parameters: [...steps, ...query] };
}

/** The rows of a query. One that is sent as a name alone stands in the address. */
function queryRows(raw: string, rows: readonly unknown[], place: Place): ReturnType<typeof readAddress> {
  const isBare = (row: unknown): row is { key: string } =>
    isObject(row) && isOn(row) && typeof row.key === 'string' && row.key !== '' && (row.value ?? null) === null;
  return {
    base: withPairs(
      splitAddress(raw).base,
      rows.filter(isBare).map(({ key }) => key),
    ),
    query: queryOf(
      rows.filter((row) => !isBare(row)),
      place,
      queryDecoded,
    ),
  };
}

/** The address of its parts, where it is not written out. */
function joinedUrl({ protocol, host, port, path }: ReturnType<typeof postmanUrl.parse>): string {
  const steps = Array.isArray(path) ? path.map(stepText).join('/') : (path ?? '').replace(/^\//, '');
  const name = Array.isArray(host) ? host.map(String).join('.') : (host ?? '');
  const scheme = (protocol ?? '') === '' ? '' : `${protocol?.replace(/:?\/*$/, '')}://`;
  return `${scheme}${name}${(port ?? '') === '' ? '' : `:${port}`}${steps === '' ? '' : `/${steps}`}`;
}

/** A step of a path is a text, or an object whose `value` is one. */
const stepText = (step: unknown): string => (isObject(step) ? (textAt(step, 'value') ?? '') : String(step));

function readBody(value: unknown, headers: readonly PortableParameter[], place: Place): TypedBody {
  const none: TypedBody = { body: { kind: 'none' }, headers };
  if (value === undefined || value === null) return none;
  const body = readMembers(postmanBody, value, place);
  if (body.disabled === true) return none;
  switch (body.mode) {
    case undefined:
    case '':
    case 'none':
      return none;
    case 'raw': {
      const content = body.raw ?? '';
      // What was never typed is not sent.
      if (content === '') return none;
      return textBody(content, languageTypes[body.options?.raw?.language ?? ''] ?? null, headers);
    }
    case 'urlencoded':
      return formBody(readFields(urlencodedRows(body.urlencoded), place), urlEncodedForm, headers);
    case 'formdata':
      return formBody(readFields(body.formdata, place), multipartForm, headers);
    case 'file': {
      const { file } = body;
      if (isObject(file) && typeof file.content === 'string' && file.content !== '' && !file.src)
        return textBody(file.content, null, headers);
      return fileBody(typeof file === 'string' ? file : (file?.src ?? ''), null, headers);
    }
    case 'graphql': {
      const graphql = readMembers(postmanGraphql, body.graphql, place);
      const named = (graphql.operationName ?? '') === '' ? null : (graphql.operationName ?? null);
      return graphqlBody(graphql.query ?? '', variablesText(graphql.variables), named, headers);
    }
    default:
      place.say(`A body of the mode “${body.mode}” can’t be taken over.`);
      return none;
  }
}

/** A list of rows, or the text that is sent. */
function urlencodedRows(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [];
  return queryPairs(value).map(({ name, value: content }) => ({ key: name, value: content }));
}

/** The fields of a form, each file of a field by itself. */
export function readFields(rows: readonly unknown[] | null | undefined, place: Place): PortableFormField[] {
  return readRows(postmanRow, rows, place, 'fields of the form').flatMap((row) => {
    const field = fieldOf(row.key ?? '', row.value ?? '', {
      enabled: isOn(row),
      description: descriptionOf(row.description),
    });
    const typed = { ...field, ...((row.contentType ?? '') !== '' && { mediaType: row.contentType ?? '' }) };
    if (row.type !== 'file') return [typed];
    const paths = typeof row.src === 'string' ? [row.src] : (row.src ?? []);
    return (paths.length === 0 ? [''] : paths).map((path) => ({ ...typed, value: '', file: { path } }));
  });
}

/** Whether an example was made with another request than the one it stands with. */
export function isOtherRequest(original: unknown, request: PortableRequest): boolean {
  if (original === undefined || original === null) return false;
  return sentBy(readRequest(original, '', new Place(new NoteList()))) !== sentBy(request);
}

/** What a request sends: neither what is switched off nor what is said about it. */
function sentBy({ method, url, parameters, body }: PortableRequest): string {
  const sent = <T extends PortableField>(rows: readonly T[]) =>
    rows.filter(({ enabled }) => enabled).map((row) => ({ ...row, description: '' }));
  const content = body.kind === 'form' ? { ...body, fields: sent(body.fields) } : body;
  return JSON.stringify([method, url, sent(parameters), content]);
}

/** Whether an item of a collection is a request. */
export const isRequest = (item: unknown): boolean => own(item, 'request') !== undefined;
