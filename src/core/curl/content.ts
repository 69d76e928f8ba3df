import { multipartForm, octets, urlEncodedForm } from '../http/mediaType.ts';
import { percentEncoded } from '../percentEncoding.ts';
import type { GivenOption, ReadFile } from './commandLine.ts';

/** A field of a form in a command. */
export interface CurlField {
  readonly name: string;
  readonly value: string;
  /** The file that the command sends as the part; null for a text. */
  readonly file: string | null;
  /** The name that the part gives the file, where it is another one. */
  readonly fileName: string | null;
  readonly contentType: string | null;
}

export type CurlContent =
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string }
  | { readonly kind: 'form'; readonly mediaType: string; readonly fields: readonly CurlField[] }
  /** `isStripped`: without its line breaks, as `-d @file` sends it. */
  | { readonly kind: 'file'; readonly mediaType: string; readonly file: string; readonly isStripped: boolean };

/** Headers as given, and the names of all of them, also of those that are taken away. */
export interface GivenHeaders {
  readonly sent: { name: string; value: string }[];
  readonly names: ReadonlySet<string>;
}

interface Source {
  readonly values: readonly GivenOption[];
  readonly upload: string | undefined;
  readonly headers: GivenHeaders;
  readonly readFile: ReadFile;
  /** Notes something that could not be taken over. */
  readonly say: (what: string) => void;
}

interface Content {
  readonly body: CurlContent | null;
  /** The data as pieces of a query, for `--get`. */
  readonly query: readonly string[] | null;
  /** Pieces of `--url-query`. */
  readonly addressQuery: readonly string[];
}

/** What a command sends as the body, and what of it belongs to the address. */
export function readContent(source: Source): Content {
  const { values, upload } = source;
  const addressQuery = values
    .filter(({ name }) => name === 'url-query')
    .map(({ value }) => (value.startsWith('+') ? value.slice(1) : encodedPair(value, source)));
  const parts = values.filter(({ name }) => name === 'form' || name === 'form-string');
  const data = values.filter(({ name }) => /^(data(-ascii|-raw|-binary|-urlencode)?|json)$/.test(name));
  if (parts.length + data.length > 0 && upload !== undefined) source.say(`--upload-file ${upload} together with data`);
  if (parts.length > 0 && data.length > 0) source.say('--form together with --data');
  if (parts.length > 0) return { body: formOf(parts, source), query: null, addressQuery };
  if (data.length > 0) return { ...dataOf(data, source), addressQuery };
  if (upload === undefined) return { body: null, query: null, addressQuery };
  const mediaType = typeOf(source, '');
  const text = upload === '-' || upload === '.' ? source.readFile('-') : null;
  const body: CurlContent =
    text === null ? { kind: 'file', mediaType, file: upload, isStripped: false } : { kind: 'text', mediaType, text };
  return { body, query: null, addressQuery };
}

/** The declared content type; empty where a header takes it away. */
function typeOf({ headers }: Source, usual: string): string {
  const declared = headers.sent.find(isContentType)?.value;
  return declared ?? (headers.names.has('content-type') ? '' : usual);
}

export const isContentType = ({ name }: { readonly name: string }): boolean => name.toLowerCase() === 'content-type';

function dataOf(data: readonly GivenOption[], source: Source): Omit<Content, 'addressQuery'> {
  const isJson = data.some(({ name }) => name === 'json');
  const mediaType = typeOf(source, isJson ? 'application/json' : urlEncodedForm);
  const [only] = data;
  if (data.length === 1 && only !== undefined && isFile(only) && only.value !== '@-') {
    const file = only.value.slice(1);
    const text = only.name === 'data-binary' ? null : source.readFile(file);
    if (text === null)
      return { body: { kind: 'file', mediaType, file, isStripped: only.name !== 'data-binary' }, query: null };
  }
  let text = '';
  for (const [index, piece] of data.entries()) {
    const joint = index === 0 || piece.name === 'json' ? '' : '&';
    text += joint + pieceOf(piece, source);
  }
  const fields = mediaType === urlEncodedForm ? fieldsOf(text) : null;
  return {
    body: fields === null ? { kind: 'text', mediaType, text } : { kind: 'form', mediaType, fields },
    query: text === '' ? [] : [text],
  };
}

const isFile = ({ name, value }: GivenOption): boolean =>
  /^(data|data-ascii|data-binary|json)$/.test(name) && value.startsWith('@');

function pieceOf(piece: GivenOption, source: Source): string {
  const { name, value } = piece;
  if (name === 'data-urlencode') return encodedPair(value, source);
  if (!isFile(piece)) return value;
  const text = fileText(value.slice(1), source);
  // Only of a text are line breaks and zero bytes left out (manual, --data).
  return name === 'data' || name === 'data-ascii' ? text.replace(/[\r\n\0]/g, '') : text;
}

function fileText(path: string, { readFile, say }: Source): string {
  const text = readFile(path);
  if (text === null) say(`the content of ${path}`);
  return text ?? '';
}

/** `content`, `=content`, `name=content`, `@file` or `name@file`, whose content is encoded (manual, --data-urlencode). */
function encodedPair(value: string, source: Source): string {
  const [, name = '', sign = '', content = ''] = /^([^=@]*)([=@])(.*)$/s.exec(value) ?? ['', '', '', value];
  const text = sign === '@' ? fileText(content, source) : content;
  return `${name}${name === '' ? '' : '='}${percentEncoded(text).replaceAll('%20', '+')}`;
}

/** The fields of a form; null where the text is none that would be written in the same way again. */
function fieldsOf(text: string): CurlField[] | null {
  if (text === '') return null;
  const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ ...textField, name, value }));
  const again = new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString();
  return again === text && fields.every(({ name }) => name !== '') ? fields : null;
}

const textField = { file: null, fileName: null, contentType: null } as const;

function formOf(parts: readonly GivenOption[], source: Source): CurlContent {
  const mediaType = typeOf(source, multipartForm);
  return {
    kind: 'form',
    mediaType,
    fields: parts.flatMap(({ name, value }) => partsOf(value, name === 'form-string', source)),
  };
}

/** `name=value`, `name=@file;type=…;filename=…` or `name=<file` (manual, --form). */
function partsOf(written: string, isLiteral: boolean, source: Source): CurlField[] {
  const [, name = written, rest = ''] = /^([^=]*)=(.*)$/s.exec(written) ?? [];
  if (isLiteral) return [{ ...textField, name, value: rest }];
  const sign = /^[@<(=]/.exec(rest)?.[0] ?? '';
  if (sign === '(' || rest === '=)') {
    source.say(`--form ${written}`);
    return [];
  }
  const isRead = sign === '@' || sign === '<';
  const { text, attributes, unread } = contentIn((isRead ? rest.slice(1) : rest).replace(/^[ \t]+/, ''));
  if (unread !== '') source.say(`${unread} in --form ${written}`);
  for (const other of attributes.keys())
    if (!['type', 'filename'].includes(other)) source.say(`${other}= in --form ${written}`);
  const contentType = attributes.get('type') ?? null;
  const fileName = attributes.get('filename') ?? null;
  if (sign === '<') return [{ ...textField, name, value: fileText(text, source), contentType }];
  if (sign !== '@') return [{ ...textField, name, value: text, contentType, fileName }];
  if (text.includes(',')) source.say(`several files in --form ${written}`);
  return [{ name, value: '', file: text, fileName, contentType }];
}

const attributeNames = /^\s*(type|filename|headers|encoder)=/;

/** A value up to the first `;`, in curl's own quotes or without, the attributes behind it, and what is none; curl passes it over. */
function contentIn(written: string): { text: string; attributes: Map<string, string>; unread: string } {
  const attributes = new Map<string, string>();
  const unread: string[] = [];
  const first = wordIn(written, 0);
  let { next } = first;
  let last = '';
  while (written[next] === ';') {
    const [whole = '', name] = attributeNames.exec(written.slice(next + 1)) ?? [];
    const value = wordIn(written, next + 1 + whole.length);
    const type = attributes.get('type');
    if (name !== undefined) attributes.set(name, value.text.trim());
    // Right behind it, a parameter of the type (`;charset=utf-8`).
    else if (type !== undefined && last === 'type') attributes.set('type', `${type};${value.text}`);
    else if (value.text !== '') unread.push(`;${value.text}`);
    last = name ?? last;
    next = value.next;
  }
  return { text: first.text, attributes, unread: unread.join('') };
}

function wordIn(written: string, from: number): { text: string; next: number } {
  const [quoted, inner = ''] = /^"((?:[^"\\]|\\.)*)"(?=;|$)/s.exec(written.slice(from)) ?? [];
  if (quoted !== undefined) return { text: inner.replace(/\\(["\\])/g, '$1'), next: from + quoted.length };
  const end = written.indexOf(';', from);
  const next = end < 0 ? written.length : end;
  return { text: written.slice(from, next), next };
}

/** What a part or body from a file is sent as where the command does not say. */
export const typeOfFile = (fileName: string): string =>
  knownTypes[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? octets;

const knownTypes: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};
