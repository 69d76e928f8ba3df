import { randomBytes } from 'node:crypto';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type { CurlBody, CurlPart } from '#core/http/curl.ts';
import { concreteType, essence, isTextual, multipartForm, urlEncodedForm } from '#core/http/mediaType.ts';
import { isSecretName } from '#core/http/secretNames.ts';
import { type FormPart, findContent, formParts, formText } from '#core/openapi/index.ts';
import { mask } from '#main/http/index.ts';

type BodyDraft = RequestDraft['body'];
type Form = Extract<BodyDraft, { kind: 'form' }>;

/** A body as it goes out, and the Content-Type that belongs to it; null where there is none. */
export interface WrittenBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  /** The body as text, to show and to record; files are named and not shown, and neither are secrets. */
  readonly shown: string;
  /** The same for a command that is to be copied. */
  readonly copied: CurlBody;
}

/** Writes the body of a draft as the operation says, for page, command line and tools alike. Null: the request has none. */
export function writeBody(body: BodyDraft, operation: OperationDetail | null): WrittenBody | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return textBody(body.text, body.mediaType === '' ? null : concreteType(body.mediaType));
    case 'file':
      return fileBody(body);
    case 'form':
      return formBody(body, operation);
  }
}

function textBody(text: string, contentType: string | null): WrittenBody {
  return { bytes: Buffer.from(text, 'utf8'), contentType, shown: text, copied: { kind: 'text', text } };
}

function fileBody({ mediaType, name, data }: Extract<BodyDraft, { kind: 'file' }>): WrittenBody {
  const bytes = Buffer.from(data, 'base64');
  const contentType = mediaType === '' ? null : concreteType(mediaType);
  const isShown = contentType !== null && isTextual(contentType);
  return {
    bytes,
    contentType,
    shown: isShown ? bytes.toString('utf8') : `(${bytes.length} bytes of ${name || 'a file'})`,
    copied: { kind: 'file', fileName: name || 'body' },
  };
}

const undeclared: Pick<MediaContent, 'encoding'> = { encoding: [] };

function formBody(body: Form, operation: OperationDetail | null): WrittenBody {
  const fields = body.fields.filter((field) => field.enabled && field.name !== '');
  const shown = fields.map(masked);
  const content = findContent(operation?.requestBody?.contents ?? [], body.mediaType) ?? undeclared;
  const definitions = operation?.definitions ?? {};
  if (essence(body.mediaType) === urlEncodedForm) {
    const text = formText(shown, content, definitions).replaceAll(encodeURIComponent(mask), mask);
    const written = textBody(formText(fields, content, definitions), body.mediaType);
    return { ...written, shown: text, copied: { kind: 'text', text } };
  }
  const mediaType = concreteType(body.mediaType);
  const partsOf = (which: typeof fields) => formParts(which, mediaType, content, definitions);
  return multipart(mediaType, partsOf(fields), partsOf(shown));
}

/** A field as it is shown: one whose name says that it is a secret keeps it to itself. */
function masked(field: Form['fields'][number]): Form['fields'][number] {
  return isSecretName(field.name) && field.value !== '' ? { ...field, value: mask } : field;
}

/** RFC 7578 and RFC 2046, with names escaped as the HTML standard does it (4.10.21.8). */
function multipart(mediaType: string, parts: readonly FormPart[], shown: readonly FormPart[]): WrittenBody {
  const given = /;\s*boundary\s*=\s*"?([^";]+)/i.exec(mediaType)?.[1];
  const boundary = given?.trim() ?? `patchbay-${randomBytes(12).toString('hex')}`;
  const isForm = essence(mediaType) === multipartForm;
  const write = (each: readonly FormPart[], content: (part: FormPart) => Uint8Array) =>
    Buffer.concat([
      ...each.map((part) => writePart(boundary, part, content(part), isForm)),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
  return {
    bytes: write(parts, contentOf),
    shown: write(shown, (part) => Buffer.from(shownContent(part))).toString('utf8'),
    copied: { kind: 'parts', parts: shown.map(copiedPart) },
    contentType: given === undefined ? `${mediaType}; boundary=${boundary}` : mediaType,
  };
}

function writePart(boundary: string, part: FormPart, content: Uint8Array, isForm: boolean): Buffer {
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
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

function copiedPart({ content, ...part }: FormPart): CurlPart {
  return { ...part, text: 'text' in content ? content.text : null };
}

function contentOf({ content }: FormPart): Uint8Array {
  return 'text' in content ? Buffer.from(content.text, 'utf8') : Buffer.from(content.base64, 'base64');
}

function shownContent({ content, fileName }: FormPart): string {
  return 'text' in content ? content.text : `(${Buffer.byteLength(content.base64, 'base64')} bytes of ${fileName})`;
}

function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, '');
}
