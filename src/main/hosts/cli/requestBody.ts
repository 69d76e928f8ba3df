import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { buffer as readAll } from 'node:stream/consumers';
import { commonFaults } from '#contract/fault.ts';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import {
  concreteType,
  essence,
  isForm,
  isTextual,
  multipartForm,
  octets,
  urlEncodedForm,
} from '#core/http/mediaType.ts';
import { parseExact } from '#core/json/exact.ts';
import { isObject } from '#core/json/value.ts';
import { bestContent, draftBody, type FormField, findContent } from '#core/openapi/index.ts';
import { unreadable } from './input.ts';

export interface BodyOptions {
  /** Text, `@file`, or `-` for stdin. */
  readonly body?: string;
  /** `name=value` or `name=@file`, one a field. */
  readonly form?: readonly string[];
  /** Instead of the best one that the operation takes. */
  readonly contentType?: string;
}

type Body = RequestDraftInput['body'];

/** The body of a request from the options of `send`, in the best media type that the operation takes. */
export async function requestBody(detail: OperationDetail, options: BodyOptions): Promise<Body> {
  const { body, form = [] } = options;
  if (form.length > 0) {
    if (body !== undefined) throw wrong('Give the body either by --body or by --form.');
    return { kind: 'form', mediaType: formType(detail, options), fields: await Promise.all(form.map(field)) };
  }
  if (body === undefined) return { kind: 'none' };
  const given = await bytesOf(body);
  const content = contentOf(detail, options, given.name);
  if (isForm(content.mediaType)) return formOf(content, given.bytes, detail);
  return asWritten(content.mediaType, given);
}

function contentOf(detail: OperationDetail, { contentType }: BodyOptions, file: string): MediaContent {
  const contents = detail.requestBody?.contents ?? [];
  if (contentType !== undefined) return { encoding: [], ...findContent(contents, contentType), mediaType: contentType };
  const best = bestContent(contents, detail.definitions);
  const known = typeByEnding.get(extname(file).toLowerCase());
  const own = known === undefined ? undefined : contents.find(({ mediaType }) => essence(mediaType) === known);
  if (own !== undefined) return own;
  if (best === undefined) return { mediaType: known ?? 'application/json', encoding: [] };
  const isRange = essence(best.mediaType).includes('*');
  return { ...best, mediaType: isRange && known !== undefined ? known : concreteType(best.mediaType) };
}

function formType(detail: OperationDetail, { contentType, form = [] }: BodyOptions): string {
  const forms = (detail.requestBody?.contents ?? []).filter(({ mediaType }) => isForm(mediaType));
  const hasFile = form.some((pair) => /^[^=]+=@/.test(pair));
  const able = forms.filter(({ mediaType }) => !hasFile || essence(mediaType) !== urlEncodedForm);
  const declared = bestContent(able, detail.definitions)?.mediaType;
  return (
    contentType ??
    (declared === undefined ? undefined : concreteType(declared)) ??
    (hasFile ? multipartForm : urlEncodedForm)
  );
}

async function field(pair: string): Promise<FormField> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw wrong(`${pair} is not name=value.`);
  if (!value.startsWith('@')) return { name, value, enabled: true };
  const file = await bytesOf(value);
  const mediaType = typeByEnding.get(extname(file.name).toLowerCase()) ?? octets;
  return { name, value: '', enabled: true, file: { name: file.name, mediaType, data: file.bytes.toString('base64') } };
}

/** A form as a JSON object of its fields, or in full as it goes out. */
function formOf(content: MediaContent, bytes: Buffer, { definitions }: OperationDetail): Body {
  const text = bytes.toString('utf8');
  const value = objectOf(text);
  if (value !== null) return draftBody(content, value, definitions);
  const [, boundary] = /^--([^\r\n]{1,70})\r?\n/.exec(text) ?? [];
  if (boundary !== undefined && essence(content.mediaType) !== urlEncodedForm)
    return asWritten(`${essence(content.mediaType)}; boundary="${boundary.trimEnd()}"`, { bytes, name: '' });
  return draftBody(content, text, definitions);
}

function objectOf(text: string): object | null {
  try {
    const value = parseExact(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Text as text, so that it can be read in the history; everything else byte by byte. */
function asWritten(mediaType: string, { bytes, name }: Given): Body {
  const isText = (isTextual(mediaType) || name === '') && isUtf8(bytes) && bytes.length <= longestText;
  if (isText) return { kind: 'text', mediaType, text: bytes.toString('utf8') };
  if (bytes.length > largestFile) throw wrong(`${name || 'The body'} has more than ${largestFile / 1_000_000} MB.`);
  return { kind: 'file', mediaType, name, data: bytes.toString('base64') };
}

const longestText = 20_000_000;
const largestFile = 100_000_000;

interface Given {
  readonly bytes: Buffer;
  /** Of the file; empty where it came otherwise. */
  readonly name: string;
}

async function bytesOf(body: string): Promise<Given> {
  if (body === '-') return { bytes: await readAll(process.stdin), name: '' };
  if (!body.startsWith('@')) return { bytes: Buffer.from(body, 'utf8'), name: '' };
  const path = body.slice(1);
  const bytes = await readFile(path).catch((error: Error) => {
    throw unreadable(path, error);
  });
  return { bytes, name: basename(path) };
}

const wrong = (message: string) => commonFaults.fault('INVALID', message, { kept: 'Nothing was sent.' });

const typeByEnding = new Map(
  Object.entries({
    '.json': 'application/json',
    '.xml': 'application/xml',
    '.yaml': 'application/yaml',
    '.yml': 'application/yaml',
    '.txt': 'text/plain',
    '.csv': 'text/csv',
    '.html': 'text/html',
    '.pdf': 'application/pdf',
    '.zip': 'application/zip',
    '.gz': 'application/gzip',
    '.png': 'image/png',
    '.jpg': 'image/jpeg',
    '.jpeg': 'image/jpeg',
    '.gif': 'image/gif',
    '.webp': 'image/webp',
    '.svg': 'image/svg+xml',
    '.mp3': 'audio/mpeg',
    '.wav': 'audio/wav',
    '.mp4': 'video/mp4',
  }),
);
