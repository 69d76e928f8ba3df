import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
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
import type { CommandConsole } from './commandConsole.ts';
import { commandFault } from './commandFault.ts';
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

type Keep = CommandConsole['keepFile'];

/**
 * The body of a request from the options of `send`, in the best media type that the operation takes. Files go to the console as they are
 * read, so that none is ever whole in memory.
 */
export async function requestBody(detail: OperationDetail, options: BodyOptions, keep: Keep): Promise<Body> {
  const { body, form = [] } = options;
  if (form.length > 0) {
    if (body !== undefined) throw wrong('Use either --body or --form, not both.');
    const fields = await Promise.all(form.map((pair) => field(pair, keep)));
    return { kind: 'form', mediaType: formType(detail, options), fields };
  }
  if (body === undefined) return { kind: 'none' };
  const given = await open(body);
  const content = contentOf(detail, options, given.name);
  return isForm(content.mediaType) ? formOf(content, given, detail, keep) : asWritten(content.mediaType, given, keep);
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

async function field(pair: string, keep: Keep): Promise<FormField> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw wrong(`${pair} is not name=value.`);
  if (!value.startsWith('@')) return { name, value, enabled: true };
  const path = value.slice(1);
  const mediaType = typeByEnding.get(extname(path).toLowerCase()) ?? octets;
  const stored = await keep(fileBytes(path));
  return { name, value: '', enabled: true, file: { name: basename(path), mediaType, data: '', stored } };
}

/** A form as a JSON object of its fields, or in full as it goes out. */
async function formOf(
  content: MediaContent,
  given: Given,
  { definitions }: OperationDetail,
  keep: Keep,
): Promise<Body> {
  const [, boundary] = /^--([^\r\n]{1,70})\r?\n/.exec(given.beginning.subarray(0, 80).toString('latin1')) ?? [];
  if (boundary !== undefined && essence(content.mediaType) !== urlEncodedForm)
    return asWritten(`${essence(content.mediaType)}; boundary="${boundary.trimEnd()}"`, given, keep);
  if (!given.isWhole)
    throw wrong(
      `A form that is given as text has ${shortBytes / 1_000_000} MB at most; --form name=@file takes files.`,
    );
  const text = given.beginning.toString('utf8');
  return draftBody(content, objectOf(text) ?? text, definitions);
}

function objectOf(text: string): object | null {
  try {
    const value = parseExact(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Short text as text, so that it can be read in the history; everything else byte by byte. */
async function asWritten(mediaType: string, given: Given, keep: Keep): Promise<Body> {
  const { beginning, isWhole, name } = given;
  if (isWhole && (isTextual(mediaType) || name === '') && isUtf8(beginning))
    return { kind: 'text', mediaType, text: beginning.toString('utf8') };
  return { kind: 'file', mediaType, name: name || 'body', data: '', stored: await keep(given.bytes()) };
}

/** What is longer is kept as a file. */
const shortBytes = 1_000_000;

interface Given {
  /** The first bytes, `shortBytes` and a little more at most. */
  readonly beginning: Buffer;
  /** There are no more. */
  readonly isWhole: boolean;
  /** All of them, once. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Of the file; empty where it came otherwise. */
  readonly name: string;
}

async function open(body: string): Promise<Given> {
  if (body === '-') return begin(process.stdin, '');
  if (body.startsWith('@')) return begin(fileBytes(body.slice(1)), basename(body.slice(1)));
  return begin([Buffer.from(body, 'utf8')], '');
}

/** Reads as far as it must to tell whether it is short. */
async function begin(source: AsyncIterable<Buffer> | Iterable<Buffer>, name: string): Promise<Given> {
  const chunks: Buffer[] = [];
  let length = 0;
  const rest = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let isWhole = false;
  while (!isWhole && length <= shortBytes) {
    const { done = false, value } = await rest.next();
    isWhole = done;
    if (value !== undefined) chunks.push(value);
    length += value?.length ?? 0;
  }
  const bytes = async function* () {
    yield* chunks;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  };
  return {
    beginning: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks),
    isWhole,
    bytes,
    name,
  };
}

/** The bytes of a file, as they are read. Throws NOT_FOUND where it cannot be. */
async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) yield chunk;
  } catch (error) {
    throw error instanceof Error ? unreadable(path, error) : error;
  }
}

const wrong = (message: string) => commandFault('USAGE', message, { kept: 'Nothing was sent.' });

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
