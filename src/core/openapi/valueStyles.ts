import { isJson } from '../http/mediaType.ts';
import { isJsonText, numberText } from '../json/exact.ts';
import { isObject, type JsonObject } from '../json/value.ts';
import type { ParameterStyle } from './definition.ts';

/** A name and value of a query, form or cookie, both encoded. */
export type EncodedPair = readonly [name: string, value: string];

export interface Styled {
  name: string;
  style: ParameterStyle;
  explode: boolean;
  reserve: Reserve;
}

/** Primitive values as text; lists and objects inside others as JSON, which no style has a rule for. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An object with members; a number that is kept as it was written is none. */
export function isRecord(value: unknown): value is JsonObject {
  return isObject(value) && numberText(value) === undefined;
}

/** A parameter that is described by `content`, in that media type. Text that is JSON already stays as it is. */
export function asContent(mediaType: string, value: unknown): string {
  if (!isJson(mediaType) || typeof value !== 'string') return asText(value);
  return isJsonText(value) ? value : JSON.stringify(value);
}

/** One value of a path or header in the styles simple, label and matrix (OpenAPI 3.1.1 section 4.8.12.3, RFC 6570). */
export function writeSegment({ name, style, explode, reserve }: Styled, value: unknown): string {
  const encode = (part: unknown) => percentEncode(asText(part), reserve);
  if (style === 'matrix') return writeMatrix(encode(name), explode, value, encode);
  const items = flatten(value, explode, encode);
  if (style === 'label') return `.${items.join(explode ? '.' : ',')}`;
  return items.join(joinSign(style));
}

/** The pairs that a value makes in a query, form or cookie. Names with brackets are made by deepObject alone. */
export function writePairs(styled: Styled, value: unknown): EncodedPair[] {
  const { name, style, explode, reserve } = styled;
  const encode = (part: unknown) => percentEncode(asText(part), reserve);
  if (style === 'deepObject') return deepPairs(name, value, reserve, 0);
  if (!Array.isArray(value) && !isRecord(value)) return [[percentEncode(name, nameReserve(reserve)), encode(value)]];
  if (explode) return explodedPairs(styled, value, encode);
  const items = flatten(value, false, encode);
  return items.length === 0 ? [] : [[percentEncode(name, nameReserve(reserve)), items.join(joinSign(style, reserve))]];
}

const nameReserve = (reserve: Reserve): Reserve => (reserve === 'raw' ? 'raw' : 'none');

function explodedPairs({ name, reserve }: Styled, value: object, encode: (part: unknown) => string): EncodedPair[] {
  const named = (each: string) => percentEncode(each, nameReserve(reserve));
  if (Array.isArray(value)) return value.map((item) => [named(name), encode(item)] as const);
  return members(value).map(([key, item]) => [named(key), encode(item)] as const);
}

/** Deeper than the specification goes: lists get an index, as most servers read them. */
function deepPairs(name: string, value: unknown, reserve: Reserve, depth: number): EncodedPair[] {
  const isDeep = (Array.isArray(value) || isRecord(value)) && depth < deepest;
  if (!isDeep) return [[percentEncode(name, nameReserve(reserve)), percentEncode(asText(value), reserve)]];
  return members(value).flatMap(([key, item]) => deepPairs(`${name}[${key}]`, item, reserve, depth + 1));
}

const deepest = 20;

function writeMatrix(name: string, explode: boolean, value: unknown, encode: (part: unknown) => string): string {
  const assign = (key: string, text: string) => (text === '' ? `;${key}` : `;${key}=${text}`);
  if (!explode) return assign(name, flatten(value, false, encode).join(','));
  if (Array.isArray(value)) return value.map((item) => assign(name, encode(item))).join('');
  if (isRecord(value))
    return members(value)
      .map(([key, item]) => assign(encode(key), encode(item)))
      .join('');
  return assign(name, encode(value));
}

/** The items of a list, the keys and values of an object (joined by `=` when exploded), or the value alone. */
function flatten(value: unknown, explode: boolean, encode: (part: unknown) => string): string[] {
  if (Array.isArray(value)) return value.map(encode);
  if (!isRecord(value)) return [encode(value)];
  return members(value).flatMap(([key, item]) =>
    explode ? `${encode(key)}=${encode(item)}` : [encode(key), encode(item)],
  );
}

export function members(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** Separators that are no delimiters of a URL stand there encoded, and as they are where nothing is encoded. */
function joinSign(style: ParameterStyle, reserve: Reserve = 'none'): string {
  const [encoded, plain] = signs[style] ?? [',', ','];
  return reserve === 'raw' ? plain : encoded;
}

const signs: Partial<Record<ParameterStyle, readonly [encoded: string, plain: string]>> = {
  spaceDelimited: ['%20', ' '],
  pipeDelimited: ['%7C', '|'],
  tabDelimited: ['%09', '\t'],
};

/**
 * Percent-encoding (RFC 3986 section 2). `none` leaves only unreserved characters; `query` and `path` also leave the
 * reserved ones that mean nothing special there (`allowReserved`), and triplets that are encoded already.
 */
export type Reserve = 'none' | 'query' | 'path' | 'raw';

/** `&`, `+`, `#`, `[` and `]` would change a query's meaning even where reserved characters are allowed. */
const reservedInQuery = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/gi;
const reservedInPath = /%(?:3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/gi;

export function percentEncode(text: string, reserve: Reserve): string {
  if (reserve === 'raw') return text;
  if (reserve === 'none') return strict(text);
  return text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) => (index % 2 === 1 ? part : lenient(part, reserve)))
    .join('');
}

/** Text that stands in a path template already: only what no URL may hold is encoded. */
export function encodeTemplate(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~:/@!$&'()*+,;=%]+/g, strict);
}

function strict(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lenient(text: string, reserve: 'query' | 'path'): string {
  const kept = reserve === 'query' ? reservedInQuery : reservedInPath;
  return strict(text).replace(kept, (triplet) => decodeURIComponent(triplet));
}
