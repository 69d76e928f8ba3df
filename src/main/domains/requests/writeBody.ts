import { randomBytes } from 'node:crypto';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import type { CurlBody, CurlPart } from '#core/curl/writeCurl.ts';
import { concreteType, essence, multipartForm, urlEncodedForm } from '#core/http/mediaType.ts';
import { isReadFile } from '#core/http/typedSecrets.ts';
import { type FormPart, findContent, formParts, formText } from '#core/openapi/index.ts';
import type { UnsignedRequest } from '#main/domains/connections/index.ts';
import { mask, type Outbound } from '#main/http/index.ts';
import type { KeptFile } from './keptFiles.ts';

type BodyDraft = RequestDraft['body'];
type Form = Extract<BodyDraft, { kind: 'form' }>;
type File = Extract<BodyDraft, { kind: 'file' }>;

/** A body as it goes out, and the Content-Type that belongs to it; null where there is none. */
export interface WrittenBody {
  /** Empty where it is in `pieces`. */
  readonly bytes: Uint8Array;
  /** What it is made of, where files go into it that are read while it is sent; null where all of it is in `bytes`. */
  readonly pieces: readonly Piece[] | null;
  /** Bytes of the whole. */
  readonly size: number;
  readonly contentType: string | null;
  /** The body as text, to show and to record; files are named and not shown, and neither are secrets. */
  readonly shown: string;
  /** The same for a command that is to be copied, without secrets too. */
  readonly copied: CurlBody;
}

type Piece = Uint8Array | KeptFile;

/** The files that a draft names and the console keeps, by their id. */
export type FoundFiles = ReadonlyMap<string, KeptFile>;

/**
 * Writes the body of a draft as the operation says, for page, command line and tools alike; `kept` is the same body
 * without its secrets, which alone is shown. Null: the request has none.
 */
export function writeBody(
  body: BodyDraft,
  kept: BodyDraft,
  operation: OperationDetail | null,
  files: FoundFiles = new Map(),
): WrittenBody | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return textBody(
        body.text,
        kept.kind === 'text' ? kept.text : '',
        body.mediaType === '' ? null : concreteType(body.mediaType),
      );
    case 'file':
      return fileBody(body, kept.kind === 'file' && kept.data === body.data, files);
    case 'form':
      return formBody(body, sentFields(kept), operation, files);
    case 'graphql':
      return textBody(graphqlText(body), kept.kind === 'graphql' ? graphqlText(kept) : '', 'application/json');
  }
}

/** The JSON of a GraphQL request (GraphQL over HTTP, section 5.4.1). Variables stand as they are written: `checkBody` says where they are no JSON. */
function graphqlText({ query, variables, operationName }: Extract<BodyDraft, { kind: 'graphql' }>): string {
  const members = [
    `"query":${JSON.stringify(query)}`,
    ...(operationName === null || operationName === '' ? [] : [`"operationName":${JSON.stringify(operationName)}`]),
    ...(variables.trim() === '' ? [] : [`"variables":${variables.trim()}`]),
  ];
  return `{${members.join(',')}}`;
}

function textBody(text: string, shown: string, contentType: string | null): WrittenBody {
  return { ...held([Buffer.from(text, 'utf8')]), contentType, shown, copied: { kind: 'text', text: shown } };
}

/** Pieces as they are sent: joined where all are in memory. */
function held(pieces: readonly Piece[]): Pick<WrittenBody, 'bytes' | 'pieces' | 'size'> {
  const inMemory = pieces.filter((piece) => piece instanceof Uint8Array);
  if (inMemory.length < pieces.length) {
    const size = pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.bytes), 0);
    return { bytes: new Uint8Array(), pieces, size };
  }
  const bytes = Buffer.concat(inMemory);
  return { bytes, pieces: null, size: bytes.length };
}

function fileBody(body: File, isKept: boolean, files: FoundFiles): WrittenBody {
  const { mediaType, name, data, stored } = body;
  const file = data === '' && stored !== undefined ? files.get(stored.id) : undefined;
  const content = file ?? Buffer.from(data, 'base64');
  const contentType = mediaType === '' ? null : concreteType(mediaType);
  const written = held([content]);
  const isShown = file === undefined && isKept && isReadFile(body);
  return {
    ...written,
    contentType,
    shown: isShown
      ? Buffer.from(written.bytes).toString('utf8')
      : `(${counted(written.size, 'byte')} of ${name || 'a file'})`,
    copied: { kind: 'file', fileName: name || 'body' },
  };
}

const undeclared: Pick<MediaContent, 'encoding'> = { encoding: [] };

function sentFields(body: BodyDraft): Form['fields'] {
  return body.kind === 'form' ? body.fields.filter((field) => field.enabled && field.name !== '') : [];
}

function formBody(
  body: Form,
  shown: Form['fields'],
  operation: OperationDetail | null,
  files: FoundFiles,
): WrittenBody {
  const fields = sentFields(body);
  const content = findContent(operation?.requestBody?.contents ?? [], body.mediaType) ?? undeclared;
  const definitions = operation?.definitions ?? {};
  if (essence(body.mediaType) === urlEncodedForm) {
    const text = formText(shown, content, definitions).replaceAll(encodeURIComponent(mask), mask);
    return textBody(formText(fields, content, definitions), text, body.mediaType);
  }
  const mediaType = concreteType(body.mediaType);
  const partsOf = (which: typeof fields) => formParts(which, mediaType, content, definitions);
  return multipart(mediaType, partsOf(fields), partsOf(shown), files);
}

/** RFC 7578 and RFC 2046, with names escaped as the HTML standard does it (4.10.21.8). */
function multipart(
  mediaType: string,
  parts: readonly FormPart[],
  shown: readonly FormPart[],
  files: FoundFiles,
): WrittenBody {
  const given = /;\s*boundary\s*=\s*"?([^";]+)/i.exec(mediaType)?.[1];
  const boundary = given?.trim() ?? `patchbay-${randomBytes(12).toString('hex')}`;
  const isForm = essence(mediaType) === multipartForm;
  const write = (each: readonly FormPart[], content: (part: FormPart) => Piece) =>
    held([
      ...each.flatMap((part) => writePart(boundary, part, content(part), isForm)),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
  return {
    ...write(parts, (part) => contentOf(part, files)),
    shown: Buffer.from(write(shown, (part) => Buffer.from(shownContent(part))).bytes).toString('utf8'),
    copied: { kind: 'parts', parts: shown.map(copiedPart) },
    contentType: given === undefined ? `${mediaType}; boundary=${boundary}` : mediaType,
  };
}

function writePart(boundary: string, part: FormPart, content: Piece, isForm: boolean): Piece[] {
  const { name, fileName, contentType, headers } = part;
  const file = fileName === null ? '' : `; filename="${escapeName(fileName)}"`;
  const disposition = isForm
    ? `form-data; name="${escapeName(name)}"${file}`
    : fileName === null
      ? ''
      : `attachment${file}`;
  const lines = [
    ...(disposition === '' ? [] : [`Content-Disposition: ${disposition}`]),
    ...(contentType === null ? [] : [`Content-Type: ${oneLine(contentType)}`]),
    ...headers.map((header) => `${oneLine(header.name)}: ${oneLine(header.value)}`),
  ];
  const head = `--${boundary}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  return [Buffer.from(head), content, Buffer.from('\r\n')];
}

function copiedPart({ content, ...part }: FormPart): CurlPart {
  return { ...part, text: 'text' in content ? content.text : null };
}

function contentOf({ content }: FormPart, files: FoundFiles): Piece {
  if ('stored' in content) return files.get(content.stored.id) ?? new Uint8Array();
  return 'text' in content ? Buffer.from(content.text, 'utf8') : Buffer.from(content.base64, 'base64');
}

function shownContent({ content, fileName }: FormPart): string {
  if ('text' in content) return content.text;
  const size = 'stored' in content ? content.stored.bytes : Buffer.byteLength(content.base64, 'base64');
  return `(${counted(size, 'byte')} of ${fileName})`;
}

function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

/** A body that goes out as it is, in memory or from one file; null where its pieces must be joined first. */
export function outgoingOf({ bytes, pieces }: WrittenBody): Piece | null {
  const [first] = pieces ?? [bytes];
  return first !== undefined && (pieces === null || pieces.length === 1) ? first : null;
}

/** What signs a body must know of it. */
export function signable(outgoing: Piece | null): Exclude<UnsignedRequest['body'], undefined> {
  if (outgoing === null || outgoing instanceof Uint8Array) return outgoing;
  return { path: outgoing.path, sha256: outgoing.id };
}

/** Every header as it goes over the wire. Of a file, its length is known here. */
export function wireHeadersOf(
  outbound: Pick<Outbound, 'headersOf'>,
  request: Parameters<typeof outbound.headersOf>[0],
  body: WrittenBody | null,
): [name: string, value: string][] {
  const headers = outbound.headersOf(request);
  if (body === null || body.pieces === null) return headers;
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return [...others, ['content-length', String(body.size)]];
}

/** Characters of a text, or of a file in base64, above which a record names a file instead. */
export const recordCharacters = 256 * 1024;

/** Whether files belong to a draft's body, or would have to, since it is too long for a record. */
export function concernsFiles(body: BodyDraft): boolean {
  if (body.kind === 'text') return body.stored !== undefined || body.text.length > recordCharacters;
  return body.kind === 'file' || (body.kind === 'form' && body.fields.some(({ file }) => file !== undefined));
}
