import { isCurl, type ReadCurl, readCurl } from '../curl/readCurl.ts';
import { lineEnd } from '../curl/shellWords.ts';
import { multipartForm, octets, urlEncodedForm } from '../http/mediaType.ts';
import { readAddress, splitAddress } from './address.ts';
import { NoteList, Place } from './notes.ts';
import { collectionOf, distinctNames, fieldOf, noSettings, parameterOf, requestOf } from './parts.ts';
import type { PortableAuth, PortableBody, PortableContent, PortableRequest } from './portable.ts';

/** Whether a text begins with a curl command, after comments. */
export function isCurlText(text: string): boolean {
  const [comments = ''] = /^(?:[^\S\n]*(?:#[^\n]*)?\n)+/.exec(text.slice(0, farthestCommand)) ?? [];
  return isCurl(text.slice(comments.length));
}

const farthestCommand = 20_000;

/** Reads a text with one or several curl commands, one after the other. */
export function readCurlText(text: string, title = 'cURL', place = new Place(new NoteList())): PortableContent {
  const requests = commandsIn(text).flatMap((command) => readCurl(command));
  return curlContent(requests, title, place);
}

/** A command begins where a line begins with curl, or with what feeds it, and takes along what its quotes and continuations do. */
export function commandsIn(text: string): string[] {
  const commands: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isStart = start.test(text.slice(at, at + 200)) && isCurl(text.slice(at));
    const next = text.indexOf('\n', at);
    const end = isStart ? lineEnd(text, at) : next < 0 ? text.length : next;
    if (isStart) commands.push(text.slice(at, end));
    at = end;
  }
  return commands;
}

const start = /^[^\S\n]*(?:[$#>%][^\S\n]+)?(?:curl|echo|printf|cat)/i;

/** What curl commands send, as a collection. */
export function curlContent(
  requests: readonly ReadCurl[],
  title = 'cURL',
  place = new Place(new NoteList()),
): PortableContent {
  const distinct = distinctNames();
  const here = place.below(title);
  const items = requests.map((request) => {
    place.notes.countItem();
    const name = distinct(`${request.method} ${pathOf(request.url)}`);
    const at = here.below(name);
    // What an option is given may be a secret; its name is none.
    for (const what of request.unsupported)
      at.say(`Not taken over: ${/--?[\w.-]+/.exec(what)?.[0] ?? 'a part of the command'}.`);
    if (
      request.body?.kind === 'form' &&
      request.body.fields.some(({ file, fileName }) => file === null && fileName !== null)
    )
      at.say('A text that is sent as a file was taken over as a field.');
    return requestFrom(request, name, at);
  });
  return { collections: [collectionOf({ name: title, items })], environments: [], notes: place.notes.notes };
}

function pathOf(address: string): string {
  const url = URL.parse(address);
  return url === null ? splitAddress(address).base : `${url.host}${url.pathname}`;
}

function requestFrom(given: ReadCurl, name: string, place: Place): PortableRequest {
  const { base, query } = readAddress(given.url);
  const { options } = given;
  const others = Object.keys(options).filter((option) => !takenOptions.has(option));
  if (others.length > 0) place.say(`Set for the connection instead of here: ${others.join(', ')}.`);
  return requestOf({
    name,
    method: given.method,
    url: base.replace(/(?<!\{)\{(?!\{)|(?<!\})\}(?!\})/g, (sign) => encodeURIComponent(sign)),
    parameters: [...query, ...given.headers.map((header) => parameterOf('header', header.name, header.value))],
    body: bodyFrom(given),
    auth: authFrom(given, place),
    settings: {
      ...noSettings,
      followRedirects: options.followRedirects,
      maxRedirects: options.maxRedirects ?? null,
      timeoutSeconds: options.timeoutSeconds ?? null,
      httpVersion: options.httpVersion === '1.1' || options.httpVersion === '2' ? options.httpVersion : null,
    },
  });
}

const takenOptions = new Set(['followRedirects', 'maxRedirects', 'timeoutSeconds', 'httpVersion', 'compressed']);

function bodyFrom({ body }: ReadCurl): PortableBody {
  switch (body?.kind) {
    case undefined:
      return { kind: 'none' };
    case 'text':
      return { kind: 'text', mediaType: body.mediaType, text: body.text };
    case 'file':
      return { kind: 'file', mediaType: body.mediaType || octets, path: body.file };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType || (body.fields.some(({ file }) => file !== null) ? multipartForm : urlEncodedForm),
        fields: body.fields.map((field) => ({
          ...fieldOf(field.name, field.value),
          ...(field.file !== null && { file: { path: field.file } }),
          ...(field.contentType !== null && { mediaType: field.contentType }),
        })),
      };
  }
}

function authFrom({ auth }: ReadCurl, place: Place): PortableAuth {
  if (auth === null) return { kind: 'none' };
  switch (auth.kind) {
    case 'bearer':
      return { kind: 'bearer', token: auth.token, prefix: 'Bearer' };
    case 'basic':
    case 'digest':
      return { kind: auth.kind, username: auth.username, password: auth.password };
    case 'awsSigV4': {
      const [, , region = '', service = ''] = auth.scope.split(':');
      const { accessKeyId, secretAccessKey } = auth;
      return { kind: 'awsSigV4', accessKeyId, secretAccessKey, sessionToken: '', region, service };
    }
    default:
      place.say(`Authentication of the kind “${auth.kind}” can’t be taken over; set it by hand.`);
      return { kind: 'none' };
  }
}
