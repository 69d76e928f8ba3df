import type { z } from 'zod';
import { essence, isForm, isTextual, multipartForm, urlEncodedForm } from '../../http/mediaType.ts';
import { isObject, own, textAt } from '../../json/value.ts';
import { percentDecoded } from '../../percentEncoding.ts';
import { queryPairs, readAddress, splitAddress } from '../address.ts';
import { formBody, graphqlBody, graphqlIn, type TypedBody, textBody } from '../content.ts';
import { readMembers, readRows } from '../members.ts';
import { NoteList, Place } from '../notes.ts';
import { collectionOf, distinctNames, fieldOf, folderOf, noSettings, requestOf } from '../parts.ts';
import type {
  PortableContent,
  PortableExample,
  PortableField,
  PortableFormField,
  PortableParameter,
  PortableRequest,
} from '../portable.ts';
import { harEntry, harLog, harPostData, harRequest, harResponse, harRow } from './schemas.ts';

/** Whether a document is an HTTP Archive. */
export const isHar = (document: unknown): boolean => Array.isArray(own(own(document, 'log'), 'entries'));

/** Reads an HTTP Archive: a folder for each page, and for each host of what belongs to none. */
export function readHar(document: unknown, title = 'HTTP Archive', place = new Place(new NoteList())): PortableContent {
  const here = place.below(title);
  const log = readMembers(harLog, own(document, 'log'), here);
  const pages = new Map<string, string>();
  for (const page of log.pages ?? [])
    pages.set(textAt(page, 'id') ?? '', textAt(page, 'title') || (textAt(page, 'id') ?? ''));
  const folders = new Map<string, PortableRequest[]>();
  for (const entry of log.entries ?? []) {
    place.notes.countItem();
    const read = readEntry(entry, pages, here);
    if (read === null) continue;
    const folder = folders.get(read.folder);
    if (folder === undefined) folders.set(read.folder, [read.request]);
    else folder.push(read.request);
  }
  const distinct = distinctNames();
  const items = [...folders].map(([name, requests]) => folderOf({ name: distinct(name), items: requests }));
  // One folder would only be in the way.
  const [only] = items;
  const collection = collectionOf({ name: title, items: items.length === 1 && only ? only.items : items });
  return { collections: [collection], environments: [], notes: place.notes.notes };
}

function readEntry(
  value: unknown,
  pages: ReadonlyMap<string, string>,
  place: Place,
): { folder: string; request: PortableRequest } | null {
  const entry = readMembers(harEntry, isObject(value) ? value : {}, place);
  const given = readMembers(harRequest, entry.request, place);
  const address = given.url ?? '';
  const url = URL.parse(address);
  if (address === '' || (url !== null && !/^https?:$/.test(url.protocol))) {
    const what = url === null ? 'An entry without an address' : `An entry of the scheme “${url.protocol}”`;
    place.say(`${what} was left out.`);
    return null;
  }
  const method = given.method || 'GET';
  const name = `${method} ${url === null ? splitAddress(address).base : percentDecoded(url.pathname)}`;
  const here = place.below(name);
  if (entry._resourceType === 'websocket') {
    here.say('A WebSocket was left out.');
    return null;
  }
  return {
    folder: pages.get(entry.pageref ?? ' ') ?? url?.host ?? 'Requests',
    request: requestFrom(given, name, entry.comment || given.comment || '', responseOf(entry.response, here), here),
  };
}

function requestFrom(
  given: ReturnType<typeof harRequest.parse>,
  name: string,
  description: string,
  examples: readonly PortableExample[],
  place: Place,
): PortableRequest {
  const { base, query } = readAddress(given.url ?? '');
  const headers = rowsOf(given.headers, place, 'headers').filter((row) => !isOfTheConnection(row.name));
  const sent = headers.map((row): PortableParameter => ({ ...row, in: 'header' }));
  const typed = readBody(given.postData, sent, place);
  const hasCookies = headers.some((row) => row.name.toLowerCase() === 'cookie');
  const cookies = hasCookies ? [] : rowsOf(given.cookies, place, 'cookies');
  const inAddress = query;
  const version = /^(?:http\/|h)([12])(?:\.(\d))?/i.exec(given.httpVersion ?? '')?.slice(1) ?? [];
  return requestOf({
    name,
    description,
    method: given.method || 'GET',
    // Braces are literal here, and would name path parameters.
    url: base.replace(/[{}]/g, (sign) => encodeURIComponent(sign)),
    parameters: [
      ...(inAddress.length > 0 ? inAddress : rowsOf(given.queryString, place, 'query parameters')).map(
        (row): PortableParameter => ({ ...row, in: 'query' }),
      ),
      ...typed.headers,
      ...cookies.map((row): PortableParameter => ({ ...row, in: 'cookie' })),
    ],
    body: typed.body,
    auth: { kind: 'none' },
    settings: { ...noSettings, httpVersion: version[0] === '1' && version[1] === '1' ? '1.1' : null },
    examples,
  });
}

/** Headers that belong to one connection, that every client writes by itself, or that are HTTP/2's own (RFC 9110, 7.6.1; RFC 9113, 8.3). */
function isOfTheConnection(name: string): boolean {
  return name.startsWith(':') || ofTheConnection.has(name.toLowerCase());
}

const ofTheConnection = new Set(
  'connection keep-alive proxy-connection te trailer transfer-encoding upgrade host content-length http2-settings'.split(
    ' ',
  ),
);

function rowsOf(rows: readonly unknown[] | null | undefined, place: Place, what: string): PortableField[] {
  return readRows(harRow, rows, place, what)
    .filter(({ name }) => (name ?? '') !== '')
    .map((row) => fieldOf(row.name ?? '', row.value ?? '', { description: row.comment ?? '' }));
}

function readBody(value: unknown, headers: readonly PortableParameter[], place: Place): TypedBody {
  if (!isObject(value)) return { body: { kind: 'none' }, headers };
  const data = readMembers(harPostData, value, place);
  const params = readRows(harRow, data.params, place, 'fields of the form').filter(({ name }) => (name ?? '') !== '');
  const type = data.mimeType || typeOf(headers, params);
  const content = contentOf(data.text ?? '', data._encoding ?? data.encoding, type, place);
  if (content === null) return { body: { kind: 'none' }, headers };
  if (isForm(type) && params.length > 0) {
    const isUrlEncoded = essence(type) === urlEncodedForm;
    // Browsers write the fields of such a form as they were encoded; the text says for certain.
    const fields = isUrlEncoded && content !== '' ? pairsIn(content) : params.map(fieldFrom);
    return formBody(fields, isUrlEncoded ? urlEncodedForm : multipartForm, headers);
  }
  if (essence(type) === urlEncodedForm && content !== '') return formBody(pairsIn(content), urlEncodedForm, headers);
  if (content === '') return { body: { kind: 'none' }, headers };
  if (essence(type) === multipartForm)
    place.say('The multipart body is kept as text with its boundary, as its fields are not listed.');
  const graphql = essence(type) === 'application/json' ? graphqlIn(content) : null;
  if (graphql !== null && isGraphql(content))
    return graphqlBody(graphql.query, graphql.variables, graphql.operationName, headers);
  return textBody(content, type || null, headers);
}

/** Where the body does not say it: the type that a header names, and that of a form where there are fields. */
function typeOf(headers: readonly PortableParameter[], params: readonly z.output<typeof harRow>[]): string {
  const declared = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  if (declared !== '' || params.length === 0) return declared;
  return params.some(({ fileName }) => (fileName ?? '') !== '') ? multipartForm : urlEncodedForm;
}

/** A body with other members would lose them as GraphQL. */
function isGraphql(content: string): boolean {
  const read: unknown = JSON.parse(content);
  const known = ['query', 'variables', 'operationName'];
  return (
    isObject(read) && Object.keys(read).every((key) => known.includes(key)) && /[{}]/.test(textAt(read, 'query') ?? '')
  );
}

/** Query and form are encoded alike, but a form may hold fields without names. */
const pairsIn = (content: string): PortableFormField[] =>
  queryPairs(content).map(({ name, value, enabled, description }) => ({ name, value, enabled, description }));

function fieldFrom(row: ReturnType<typeof harRow.parse>): PortableFormField {
  const field = fieldOf(row.name ?? '', row.value ?? '', { description: row.comment ?? '' });
  const typed = { ...field, ...((row.contentType ?? '') !== '' && { mediaType: row.contentType ?? '' }) };
  return (row.fileName ?? '') === '' ? typed : { ...typed, value: '', file: { path: row.fileName ?? '' } };
}

/** The text of a body, which may stand in base64; null for bytes that are no text. */
function contentOf(text: string, encoding: string | undefined, type: string, place: Place): string | null {
  if (encoding !== 'base64') return text;
  const decoded = decodedBase64(text);
  if (decoded === null) place.say(`A binary body${type === '' ? '' : ` of the type ${essence(type)}`} was left out.`);
  return decoded;
}

function decodedBase64(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The response that was recorded, as an example; none where there was no answer. */
function responseOf(value: unknown, place: Place): PortableExample[] {
  const response = readMembers(harResponse, value, place);
  if (!response.status) return [];
  const type = response.content?.mimeType ?? '';
  const content = response.content?.text ?? '';
  const body = response.content?.encoding === 'base64' ? (isTextual(type) ? decodedBase64(content) : null) : content;
  if (body === null) place.say('The binary body of the response was left out of its example.');
  return [
    {
      name: `${response.status} ${response.statusText ?? ''}`.trim(),
      status: response.status,
      statusText: response.statusText ?? '',
      headers: rowsOf(response.headers, place, 'headers').filter(({ name }) => !isOfTheConnection(name)),
      body: body ?? '',
    },
  ];
}
