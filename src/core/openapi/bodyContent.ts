import {
  concreteType,
  essence,
  isForm,
  isJson,
  isJsonLines,
  isXml,
  multipartForm,
  octets,
  urlEncodedForm,
} from '../http/mediaType.ts';
import { isObject, objectAt, own } from '../json/value.ts';
import { type Definitions, flattenSchema, isBinary } from '../jsonSchema/schema.ts';
import type { MediaContent } from './definition.ts';
import { writingFaults } from './faults.ts';
import type { FormField } from './formBody.ts';
import { asText } from './serialise.ts';

/** The content to write where an operation takes several: JSON, then forms, text, XML, and bytes last. */
export function bestContent(
  contents: readonly MediaContent[],
  definitions: Definitions = {},
): MediaContent | undefined {
  const rank = (content: MediaContent) => rankOf(content, definitions);
  return [...contents].sort((a, b) => rank(a) - rank(b))[0];
}

function rankOf({ mediaType, schema }: MediaContent, definitions: Definitions): number {
  const type = essence(mediaType);
  if (type === 'application/json') return 0;
  if (isJson(type)) return type.includes('*') ? 2 : 1;
  if (isForm(type)) return (type === urlEncodedForm) === hasFiles(schema, definitions) ? 4 : 3;
  if (isJsonLines(type)) return 5;
  if (isXml(type)) return 7;
  return type.startsWith('text/') ? 6 : 8;
}

function hasFiles(schema: unknown, definitions: Definitions): boolean {
  const properties = objectAt(flattenSchema(schema, definitions), 'properties') ?? {};
  return Object.values(properties).some((property) => isBinary(property, definitions));
}

/**
 * The declared content that a body of this type is written by: the same type, else the range that stands for it or holds it, of
 * several the narrowest (OpenAPI 3.1.1, Request Body Object, `content`).
 */
export function findContent(contents: readonly MediaContent[], mediaType: string): MediaContent | undefined {
  const type = essence(concreteType(mediaType));
  const find = (fits: (range: string) => boolean) => contents.find((each) => fits(essence(each.mediaType)));
  return (
    contents.find((each) => each.mediaType === mediaType) ??
    find((declared) => declared === type) ??
    contents.find((each) => essence(each.mediaType) !== '*/*' && essence(concreteType(each.mediaType)) === type) ??
    find((range) => range !== '*/*' && range.endsWith('/*') && type.startsWith(range.slice(0, -1))) ??
    find((range) => range === '*/*')
  );
}

/** A body as a person would put it together. */
export type DraftBody =
  | { kind: 'text'; mediaType: string; text: string }
  | { kind: 'form'; mediaType: string; fields: FormField[] };

/**
 * A value as the body of a content: JSON, the fields of a form, or text as it is. Numbers that `parseExact` kept stay
 * as they were written.
 * @throws Fault REQUEST_BODY_INVALID where the value does not fit the media type
 */
export function draftBody(
  content: Pick<MediaContent, 'mediaType' | 'schema' | 'encoding'>,
  value: unknown,
  definitions: Definitions,
): DraftBody {
  const mediaType = concreteType(content.mediaType);
  const type = essence(mediaType);
  if (type === urlEncodedForm && typeof value === 'string') return { kind: 'text', mediaType, text: value };
  if (isForm(type)) return { kind: 'form', mediaType, fields: fieldsOf(content, value, definitions, type) };
  if (isJsonLines(type)) return { kind: 'text', mediaType, text: jsonLines(value, type) };
  if (isJson(type)) return { kind: 'text', mediaType, text: JSON.stringify(value) ?? 'null' };
  return { kind: 'text', mediaType, text: asText(value) };
}

/** One value a line; a sequence (RFC 7464) begins each with a record separator. */
export function jsonLines(value: unknown, type: string): string {
  const before = type === 'application/json-seq' ? '\u001e' : '';
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => `${before}${JSON.stringify(item) ?? 'null'}\n`).join('');
}

function fieldsOf(
  { schema, encoding }: Pick<MediaContent, 'schema' | 'encoding'>,
  value: unknown,
  definitions: Definitions,
  type: string,
): FormField[] {
  if (!isObject(value)) throw notAnObject(type);
  const properties = objectAt(flattenSchema(schema, definitions), 'properties');
  return Object.entries(value).flatMap(([name, item]) => {
    if (item === undefined || item === null) return [];
    const contentType = encoding.find((each) => each.property === name)?.contentType;
    const isWhole = contentType !== undefined && isJson(contentType);
    const items: unknown[] = Array.isArray(item) && !isWhole ? item : [item];
    const withFile = type === multipartForm && isBinary(own(properties, name), definitions);
    return items.map(
      (each): FormField => (withFile ? fileField(name, asText(each)) : { name, value: asText(each), enabled: true }),
    );
  });
}

/** The bytes of a `data:` URL, or those of the text itself. */
function fileField(name: string, text: string): FormField {
  const [, mediaType = '', data = ''] = /^data:([^,]*?);base64,([A-Za-z0-9+/]*={0,2})$/.exec(text) ?? [];
  if (data === '') return { name, value: text, enabled: true };
  return { name, value: '', enabled: true, file: { name, mediaType: mediaType || octets, data } };
}

function notAnObject(type: string) {
  return writingFaults.fault('REQUEST_BODY_INVALID', `A body of type ${type} needs an object with its fields.`, {
    field: 'body',
    todo: 'Write the body as an object, for example {"name": "value"}.',
  });
}
