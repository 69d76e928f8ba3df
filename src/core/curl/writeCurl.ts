import { essence, multipartForm } from '../http/mediaType.ts';

/** One part of a multipart body: text, or a file that is named. */
export interface CurlPart {
  readonly name: string;
  /** The file's name, as it lies in the folder where the command runs; null for a text. */
  readonly fileName: string | null;
  /** The text of a part; null where the content is the file of that name. */
  readonly text: string | null;
  readonly contentType: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export type CurlBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly fileName: string }
  | { readonly kind: 'parts'; readonly parts: readonly CurlPart[] };

/** A request as a person composed it, secrets masked, before what every client adds by itself. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: CurlBody | null;
  /** How many redirects are followed; null follows none. */
  readonly redirects: number | null;
}

/** Longer than this, and a shell may not hand the body over as an argument (Linux: 128 KiB each). */
const longestArgument = 100_000;
/** From this size on curl waits for a server to agree, which the console does not. */
const asksFirst = 1_000_000;

/** The request as a command for a POSIX shell that sends the same with curl 7.55 or newer. Files are there by their names. */
export function curlCommand(given: CurlRequest): string {
  // Without a part there is nothing that would tell curl of a form, nor of POST.
  const request = given.body?.kind === 'parts' && given.body.parts.length === 0 ? { ...given, body: null } : given;
  const { url, body, redirects } = request;
  const piped = pipedText(body);
  // Brackets and braces of an address would make several requests of it.
  const globbing = /[[\]{}]/.test(url) ? ['-g'] : [];
  const words = [
    ['curl', ...globbing, ...methodWords(request), shellQuoted(url)].join(' '),
    ...(redirects === null ? [] : [`-L --max-redirs ${redirects}`]),
    ...headerWords(request),
    ...bodyWords(body, piped !== null),
  ];
  const command = words.join(' \\\n  ');
  return piped === null ? command : `printf '%s' ${shellQuoted(piped)} | ${command}`;
}

/** curl knows GET, HEAD and POST by what it is given, and then also turns them as browsers do after a redirect. */
function methodWords({ method, body }: CurlRequest): string[] {
  if (method === 'HEAD' && body === null) return ['-I'];
  // With -X HEAD curl waits for a body that never comes, unless the connection ends.
  if (method === 'HEAD') return ['-X HEAD --ignore-content-length'];
  if (method === (body === null ? 'GET' : 'POST')) return [];
  return method === 'POST' ? [`--data-raw ''`] : [`-X ${shellQuoted(method)}`];
}

function headerWords({ method, headers, body }: CurlRequest): string[] {
  const has = (name: string) => headers.some((header) => header.name.toLowerCase() === name);
  const isForm = body?.kind === 'parts';
  const given = headers.filter(({ name }) => !/^content-length$/i.test(name));
  const lines = given.flatMap(({ name, value }) => {
    // The boundary is curl's own.
    if (isForm && /^content-type$/i.test(name))
      return essence(value) === multipartForm ? [] : [`${name}: ${essence(value)}`];
    return [value === '' ? `${name};` : `${name}: ${value}`];
  });
  const sendsData = (body !== null && !isForm) || (body === null && method === 'POST');
  const silent = [
    ...(sendsData && !has('content-type') ? ['Content-Type:'] : []),
    ...(sizeOf(body) > asksFirst ? ['Expect:'] : []),
    ...(method === 'HEAD' && body !== null && !has('connection') ? ['Connection: close'] : []),
  ];
  return ['--compressed', ...[...lines, ...silent].map((line) => `-H ${shellQuoted(line)}`)];
}

function sizeOf(body: CurlBody | null): number {
  if (body?.kind === 'text') return body.text.length;
  // Of a file nothing is known here.
  return body === null ? 0 : Number.POSITIVE_INFINITY;
}

/** A text that is too long for an argument goes through a pipe, which the shell's own `printf` fills. */
function pipedText(body: CurlBody | null): string | null {
  if (body?.kind === 'text') return isLong(body.text) ? body.text : null;
  if (body?.kind !== 'parts') return null;
  return body.parts.find(({ text }) => text !== null && isLong(text))?.text ?? null;
}

const isLong = (text: string): boolean =>
  text.length > longestArgument / 3 && new TextEncoder().encode(text).length > longestArgument;

function bodyWords(body: CurlBody | null, isPiped: boolean): string[] {
  switch (body?.kind) {
    case undefined:
      return [];
    case 'text':
      return [isPiped ? '--data-binary @-' : `--data-raw ${shellQuoted(body.text)}`];
    case 'file':
      return [`--data-binary ${shellQuoted(`@${body.fileName}`)}`];
    case 'parts':
      return partWords(body.parts);
  }
}

function partWords(parts: readonly CurlPart[]): string[] {
  const first = parts.find(({ text }) => text !== null && isLong(text));
  return parts.map(
    (part) => `-F ${shellQuoted(`${part.name}=${partContent(part, part === first)}${partDetails(part)}`)}`,
  );
}

function partContent({ fileName, text }: CurlPart, isPiped: boolean): string {
  if (isPiped) return '<-';
  return text === null ? `@${quoted(fileName ?? '')}` : quoted(text);
}

function partDetails({ fileName, contentType, headers }: CurlPart): string {
  const type = contentType === null ? '' : `;type=${contentType}`;
  const file = fileName === null ? '' : `;filename=${quoted(fileName)}`;
  return `${type}${file}${headers.map(({ name, value }) => `;headers=${quoted(`${name}: ${value}`)}`).join('')}`;
}

/** In quotes of curl's own, so that `@`, `<`, `;` and `,` mean nothing. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** In quotes of a POSIX shell, where it needs any. */
export function shellQuoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
