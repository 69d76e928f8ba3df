import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { OperationDetail } from '#contract/openapi.ts';
import type { draftProblem, RequestDraft } from '#contract/requests.ts';
import { essence, isJson } from '#core/http/mediaType.ts';
import { isSecretName } from '#core/http/secretNames.ts';
import { type JsonFault, jsonFault } from '#core/json/places.ts';
import { mask } from '#main/http/index.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';

/** What stands in the way of a draft, or is odd about it. */
export type DraftProblem = z.infer<typeof draftProblem>;

/** Where in the body it is; both count from 1. */
interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** Nothing is sent while there is one. */
export const error = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'error',
  field,
  message,
  ...place,
});

export const warning = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'warning',
  field,
  message,
  ...place,
});

type BodyDraft = RequestDraft['body'];
type Field = Extract<BodyDraft, { kind: 'form' }>['fields'][number];

/** A body as it goes out, and the Content-Type that belongs to it; null where there is none. */
export interface WrittenBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  /** The body as text, to show and to record; files are named and not shown, and neither are secrets. */
  readonly shown: string;
}

/** Writes the body of a draft. Null: the request has none. */
export function writeBody(body: BodyDraft): WrittenBody | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'text') return textBody(body.text, body.mediaType === '' ? null : body.mediaType);
  const fields = body.fields.filter((field) => field.enabled && field.name !== '');
  if (body.mediaType === 'multipart/form-data') return multipart(fields);
  const written = textBody(encoded(fields), body.mediaType);
  return { ...written, shown: encoded(fields.map(masked)).replaceAll(encodeURIComponent(mask), mask) };
}

function encoded(fields: readonly Field[]): string {
  return new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString();
}

/** A field as it is shown: one whose name says that it is a secret keeps it to itself. */
function masked(field: Field): Field {
  return isSecretName(field.name) && field.value !== '' ? { ...field, value: mask } : field;
}

function textBody(text: string, contentType: string | null): WrittenBody {
  return { bytes: Buffer.from(text, 'utf8'), contentType, shown: text };
}

/** RFC 7578, with names escaped as the HTML standard does it (4.10.21.8). */
function multipart(fields: readonly Field[]): WrittenBody {
  const boundary = `patchbay-${randomBytes(12).toString('hex')}`;
  const bytes = fields.map((field) => part(boundary, field, fileBytes(field)));
  const shown = fields.map((field) => part(boundary, field, Buffer.from(shownContent(masked(field)))));
  const end = `--${boundary}--\r\n`;
  return {
    bytes: Buffer.concat([...bytes, Buffer.from(end)]),
    shown: Buffer.concat([...shown, Buffer.from(end)]).toString('utf8'),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function part(boundary: string, { name, file }: Field, content: Uint8Array): Buffer {
  const fileName = file === undefined ? '' : `; filename="${escapeName(file.name)}"`;
  const type = file === undefined ? '' : `Content-Type: ${oneLine(file.mediaType) || 'application/octet-stream'}\r\n`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"${fileName}\r\n${type}\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

function fileBytes({ value, file }: Field): Uint8Array {
  return file === undefined ? Buffer.from(value, 'utf8') : Buffer.from(file.data, 'base64');
}

function shownContent({ value, file }: Field): string {
  return file === undefined ? value : `(${Buffer.byteLength(file.data, 'base64')} bytes of ${file.name})`;
}

function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

/** Bodies above this length are sent without being checked against the schema. */
const checkedCharacters = 1_000_000;

/** What is odd about a draft's body: missing, not JSON, or not as the operation's schema says. It can be sent all the same, as a test may want. */
export function checkBody(body: BodyDraft, operation: OperationDetail | null): DraftProblem[] {
  const declared = operation?.requestBody;
  if (body.kind === 'none') return declared?.required === true ? [warning('body', 'The operation needs a body.')] : [];
  if (body.kind !== 'text' || !isJson(body.mediaType)) return [];
  if (body.text.trim() === '') return [warning('body', 'The body is empty. Enter JSON, or choose no body.')];
  const fault = jsonFault(body.text);
  if (fault !== null)
    return [warning('body', faultMessage(body.text, fault), { line: fault.line, column: fault.column })];
  const schema = declared?.contents.find(({ mediaType }) => essence(mediaType) === essence(body.mediaType))?.schema;
  if (schema === undefined || body.text.length > checkedCharacters) return [];
  const verdict = validateAgainstSchema(schema, JSON.parse(body.text), operation?.definitions);
  if (verdict.outcome !== 'differs') return [];
  return verdict.mismatches
    .slice(0, 20)
    .map(({ pointer, message }) => warning('body', `${pointer || 'The body'} ${message}`));
}

function faultMessage(text: string, { offset }: JsonFault): string {
  const what = offset >= text.length ? 'it ends too early' : `${JSON.stringify(text[offset])} is not expected there`;
  return `The body is not valid JSON: ${what}.`;
}
