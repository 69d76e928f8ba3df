import { essence, isJson, isJsonLines } from '../http/mediaType.ts';
import { isObject } from '../json/value.ts';
import type { MediaContent, PropertyEncoding } from './definition.ts';
import { writingFaults } from './faults.ts';
import { asText, type EncodedPair, writePairs } from './serialise.ts';

/** One part of a multipart body. The way to the network adds boundaries and files. */
export interface BodyPart {
  name: string;
  contentType: string;
  text: string;
}

export type EncodedBody =
  | { kind: 'text'; contentType: string; text: string }
  | { kind: 'parts'; contentType: 'multipart/form-data' | (string & {}); parts: BodyPart[] };

/**
 * A value in the media type of a request body: JSON, form fields, multipart parts, or text as it is.
 * @throws Fault REQUEST_BODY_INVALID where the value does not fit the media type
 */
export function encodeBody(content: Pick<MediaContent, 'mediaType' | 'encoding'>, value: unknown): EncodedBody {
  const { mediaType } = content;
  const type = essence(mediaType);
  if (type === 'application/x-www-form-urlencoded') {
    return { kind: 'text', contentType: mediaType, text: formText(fieldsOf(value, type), content.encoding) };
  }
  if (type.startsWith('multipart/')) {
    return { kind: 'parts', contentType: mediaType, parts: partsOf(fieldsOf(value, type), content.encoding) };
  }
  if (isJsonLines(type)) return { kind: 'text', contentType: mediaType, text: jsonLines(value) };
  if (isJson(type)) return { kind: 'text', contentType: mediaType, text: jsonText(value) };
  return { kind: 'text', contentType: mediaType, text: asText(value) };
}

function jsonLines(value: unknown): string {
  return Array.isArray(value) ? value.map((item) => `${jsonText(item)}\n`).join('') : `${jsonText(value)}\n`;
}

function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function fieldsOf(value: unknown, type: string): [string, unknown][] {
  if (isObject(value)) return Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  throw writingFaults.fault('REQUEST_BODY_INVALID', `A body of type ${type} needs an object with its fields.`, {
    field: 'body',
    todo: 'Write the body as an object, for example {"name": "value"}.',
  });
}

/** Fields by their encoding (OpenAPI 3.1.1 section 4.8.15); an object without one is JSON. */
function formText(fields: readonly [string, unknown][], encoding: readonly PropertyEncoding[]): string {
  const pairs = fields.flatMap(([name, value]): EncodedPair[] => {
    const rule = encoding.find((each) => each.property === name);
    const isStyled = rule?.style !== undefined || rule?.explode !== undefined || rule?.allowReserved !== undefined;
    const style = rule?.style ?? 'form';
    const styled = {
      name,
      style,
      explode: rule?.explode ?? style === 'form',
      reserve: rule?.allowReserved ? ('query' as const) : ('none' as const),
    };
    return writePairs(styled, isObject(value) && !isStyled ? JSON.stringify(value) : value);
  });
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function partsOf(fields: readonly [string, unknown][], encoding: readonly PropertyEncoding[]): BodyPart[] {
  return fields.flatMap(([name, value]) => {
    const rule = encoding.find((each) => each.property === name);
    const isJsonPart = rule?.contentType !== undefined && isJson(rule.contentType);
    const items = Array.isArray(value) && !isJsonPart ? value : [value];
    return items.map((item) => partOf(name, item, rule));
  });
}

function partOf(name: string, value: unknown, rule: PropertyEncoding | undefined): BodyPart {
  const fallback = typeof value === 'object' ? 'application/json' : 'text/plain';
  const contentType = rule?.contentType?.split(',', 1).join('').trim() || fallback;
  return { name, contentType, text: isJson(contentType) ? jsonText(value) : asText(value) };
}
