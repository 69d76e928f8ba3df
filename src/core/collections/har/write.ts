import { isJson, isTextual } from '../../http/mediaType.ts';
import { mask } from '../../http/secretJudge.ts';
import { NoteList, Place } from '../notes.ts';
import type { PortableBody, PortableCollection, PortableExample } from '../portable.ts';
import { type FoundRequest, requestsIn } from '../tree.ts';
import { graphqlText, urlEncodedText, type WireField, type WireRequest, wireOf } from '../wire.ts';
import { isMultipart, safeFileName, type WrittenFiles } from '../writing.ts';

const nothingKnown = -1;

/**
 * Writes the requests of a collection as an HTTP Archive 1.2, one entry for each kept response, or one without any. The archive knows
 * neither variables nor authentication: plain variables are filled in, and secrets are masked.
 */
export function writeHar(collection: PortableCollection, when = new Date(0)): WrittenFiles {
  const notes = new NoteList();
  const started = when.toISOString();
  const entries = requestsIn(collection).flatMap((found) => entriesOf(found, started, new Place(notes, found.path)));
  const log = { version: '1.2', creator: { name: 'Patchbay', version: '1' }, entries };
  const text = `${JSON.stringify({ log }, null, 2)}\n`;
  return { files: [{ path: `${safeFileName(collection.name)}.har`, text }], notes: notes.notes };
}

function entriesOf(found: FoundRequest, started: string, place: Place): object[] {
  const wire = wireOf(found, place);
  const { request } = found;
  if (request.scripts.before + request.scripts.after !== '') place.say('Its scripts were left out.');
  if (request.assertions.length + request.captures.length > 0) place.say('Checks without code were left out.');
  if (/\{\{/.test(wire.url)) place.say('Variables without a plain value stand in the address as they are.');
  const entry = (response: object) => ({
    startedDateTime: started,
    time: 0,
    request: requestOf(wire),
    response,
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: found.path.slice(1).join(' / '),
  });
  const { examples } = request;
  return examples.length === 0 ? [entry(noResponse)] : examples.map((example) => entry(responseOf(example)));
}

function requestOf(wire: WireRequest): object {
  const data = postDataOf(wire.body, wire.headers);
  return {
    method: wire.method,
    url: writtenUrl(wire.url),
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: wire.headers,
    queryString: wire.query,
    ...(data !== null && { postData: data }),
    headersSize: nothingKnown,
    bodySize: nothingKnown,
  };
}

/** An address must be one by RFC 3986, so braces are encoded. */
function writtenUrl(url: string): string {
  const text = url.toWellFormed().replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]/gu, encodeURIComponent);
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
}

function postDataOf(body: PortableBody, headers: readonly WireField[]): object | null {
  const declared = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return { mimeType: declared ?? body.mediaType, text: body.text };
    case 'graphql':
      return { mimeType: declared ?? 'application/json', text: graphqlText(body) };
    case 'file':
      return { mimeType: declared ?? body.mediaType, text: '', comment: body.path };
    case 'form': {
      const params = body.fields.map((field) => ({
        name: field.name,
        ...(field.file === undefined ? { value: field.value } : { fileName: field.file.path }),
        ...(field.mediaType !== undefined && { contentType: field.mediaType }),
      }));
      const mimeType = declared ?? body.mediaType;
      return isMultipart(body) ? { mimeType, params } : { mimeType, params, text: urlEncodedText(body.fields) };
    }
  }
}

const noResponse = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: nothingKnown,
  bodySize: nothingKnown,
};

function responseOf(example: PortableExample): object {
  const headers = example.headers.map(({ name, value }) => ({
    name,
    value: /^set-cookie$/i.test(name) ? mask : value,
  }));
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  const isText = type === '' || isTextual(type) || isJson(type);
  return {
    ...noResponse,
    status: example.status,
    statusText: example.statusText,
    httpVersion: 'HTTP/1.1',
    headers,
    content: {
      size: new TextEncoder().encode(example.body).length,
      mimeType: type || 'text/plain',
      ...(isText && { text: example.body }),
    },
  };
}
