import { essence, isJson, urlEncodedForm } from '../http/mediaType.ts';
import { isJsonText, numberText } from '../json/exact.ts';
import { isObject, type JsonObject } from '../json/value.ts';
import { percentEncoded } from '../percentEncoding.ts';
import type {
  ParameterStyle,
  ParameterValue,
  PropertyEncoding,
  RequestTarget,
  SerialisedRequest,
  WritableParameter,
} from './definition.ts';
import { pathValueMissing, stepOfDots, writingFaults } from './faults.ts';

/** A name and value of a query, form or cookie, both encoded. */
export type EncodedPair = readonly [name: string, value: string];

interface Styled {
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
function asContent(mediaType: string, value: unknown): string {
  if (!isJson(mediaType) || typeof value !== 'string') return asText(value);
  return isJsonText(value) ? value : JSON.stringify(value);
}

/** One value of a path or header in the styles simple, label and matrix (OpenAPI 3.1.1 section 4.8.12.3, RFC 6570). */
function writeSegment({ name, style, explode, reserve }: Styled, value: unknown): string {
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

/** A list or an object without members is no value (RFC 6570 section 2.3). */
const isEmptied = (value: unknown): boolean => (Array.isArray(value) || isRecord(value)) && members(value).length === 0;

function members(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** Separators that are no delimiters of a URL are there encoded, and as they are where nothing is encoded. */
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
type Reserve = 'none' | 'query' | 'path' | 'raw';

/** `&`, `+`, `#`, `[` and `]` would change a query's meaning even where reserved characters are allowed. */
const reservedInQuery = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/gi;
const reservedInPath = /%(?:3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/gi;

function percentEncode(text: string, reserve: Reserve): string {
  if (reserve === 'raw') return text;
  if (reserve === 'none') return percentEncoded(text);
  return text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) => (index % 2 === 1 ? part : lenient(part, reserve)))
    .join('');
}

/** Text that is in a path template already: only what no URL may hold is encoded. */
function encodeTemplate(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~:/@!$&'()*+,;=%]+/g, percentEncoded);
}

function lenient(text: string, reserve: 'query' | 'path'): string {
  const kept = reserve === 'query' ? reservedInQuery : reservedInPath;
  return percentEncoded(text).replace(kept, (triplet) => decodeURIComponent(triplet));
}

/**
 * Address and headers of a request from the values of its parameters, by their styles.
 * Values whose parameter is not described are left out.
 * @throws Fault REQUEST_PARAMETER_MISSING, REQUEST_PARAMETER_INVALID
 */
export function serialiseRequest({ baseUrl, path, parameters, values }: RequestTarget): SerialisedRequest {
  const given = valueLookup(values);
  const query = serialiseQuery(parameters, given);
  const cookie = pairsIn(parameters, 'cookie', given).map(assigned).join('; ');
  return {
    url: joinUrl(baseUrl, serialisePath(path, parameters, given), query),
    headers: [
      ...serialiseHeaders(parameters, given),
      ...(cookie === '' ? [] : [['Cookie', checkedHeader('Cookie', cookie)] as [string, string]]),
    ],
  };
}

type Lookup = (parameter: WritableParameter) => unknown;

function valueLookup(values: readonly ParameterValue[]): Lookup {
  const byPlace = new Map(values.map((each) => [`${each.in} ${each.name}`, each.value]));
  return (parameter) => byPlace.get(`${parameter.in} ${parameter.name}`) ?? undefined;
}

function serialisePath(template: string, parameters: readonly WritableParameter[], given: Lookup): string {
  const inPath = new Map(parameters.filter((each) => each.in === 'path').map((each) => [each.name, each]));
  const written = template.split(/(\{[^{}]+\})/).map((part) => {
    const parameter = part.startsWith('{') ? inPath.get(part.slice(1, -1)) : undefined;
    return parameter ? pathValue(parameter, given(parameter)) : encodeTemplatePart(part);
  });
  const path = written.join('');
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:[/?]|$)/i.test(path)) throw stepOfDots(path);
  return path;
}

/** A template may carry a fixed query of its own; what follows `#` is never sent. */
function encodeTemplatePart(part: string): string {
  return part.replace(/#.*$/s, '').split('?').map(encodeTemplate).join('?');
}

/** What leaves its segment empty would lead to another path. */
function pathValue(parameter: WritableParameter, value: unknown): string {
  const reserve: Reserve = parameter.allowReserved ? 'path' : 'none';
  if (value === undefined || value === '') throw pathValueMissing(parameter);
  if (parameter.mediaType !== undefined) return percentEncode(asContent(parameter.mediaType, value), reserve);
  const segment = isEmptied(value) ? '' : writeSegment({ ...parameter, reserve }, value);
  if (segment === '') throw pathValueMissing(parameter);
  return segment;
}

function serialiseQuery(parameters: readonly WritableParameter[], given: Lookup): string {
  const whole = parameters.filter((each) => each.in === 'querystring').flatMap((each) => wholeQuery(each, given(each)));
  return [...pairsIn(parameters, 'query', given).map(assigned), ...whole].join('&');
}

/** 3.2: one value is the whole query, in its media type. A form is ready for it as it is, any other is encoded whole. */
function wholeQuery({ mediaType = urlEncodedForm, encoding = [] }: WritableParameter, value: unknown): string[] {
  if (value === undefined) return [];
  if (essence(mediaType) !== urlEncodedForm) return [percentEncode(asContent(mediaType, value), 'none')];
  const text = isRecord(value) ? formOf(value, encoding) : encodeTemplate(asText(value).replace(/^\?/, ''));
  return text === '' ? [] : [text];
}

interface FormValue {
  readonly name: string;
  readonly value: unknown;
  readonly rule: PropertyEncoding | undefined;
}

/** The members of an object as such a form, for a query that is described as one (OpenAPI 3.2, `in: querystring`). */
function formOf(value: JsonObject, encoding: readonly PropertyEncoding[]): string {
  return members(value)
    .map(([name, item]) => ({ name, value: item, rule: encoding.find((each) => each.property === name) }))
    .flatMap(formPairs)
    .join('&');
}

/** The pairs of a field of a url-encoded form; an object is JSON unless a style says otherwise. */
export function formPairs({ name, value, rule }: FormValue): string[] {
  const reserve = rule?.allowReserved ? ('query' as const) : ('none' as const);
  const isWhole = isRecord(value) && !isStyled(rule);
  const pairs = writePairs({ ...styleOf(rule), name, reserve }, isWhole ? JSON.stringify(value) : value);
  return pairs.map((pair) => pair.join('=').replaceAll('%20', '+'));
}

export const isStyled = (rule: PropertyEncoding | undefined): boolean =>
  rule?.style !== undefined || rule?.explode !== undefined || rule?.allowReserved !== undefined;

export function styleOf(rule: PropertyEncoding | undefined) {
  const style = rule?.style ?? 'form';
  return { style, explode: rule?.explode ?? style === 'form' };
}

function pairsIn(parameters: readonly WritableParameter[], where: 'query' | 'cookie', given: Lookup): EncodedPair[] {
  return parameters
    .filter((each) => each.in === where)
    .flatMap((parameter) => {
      const value = given(parameter);
      if (value === undefined) return [];
      const reserve = reserveOf(parameter);
      if (parameter.mediaType === undefined) return writePairs({ ...parameter, reserve }, value);
      return [
        [percentEncode(parameter.name, 'none'), percentEncode(asContent(parameter.mediaType, value), reserve)] as const,
      ];
    });
}

function reserveOf(parameter: WritableParameter): Reserve {
  if (parameter.style === 'cookie') return 'raw';
  return parameter.allowReserved ? 'query' : 'none';
}

function serialiseHeaders(parameters: readonly WritableParameter[], given: Lookup): [string, string][] {
  return parameters
    .filter((each) => each.in === 'header')
    .flatMap((parameter): [string, string][] => {
      const value = given(parameter);
      if (value === undefined || isEmptied(value)) return [];
      const text =
        parameter.mediaType === undefined
          ? writeSegment({ ...parameter, reserve: 'raw' }, value)
          : asContent(parameter.mediaType, value);
      return [[parameter.name, checkedHeader(parameter.name, text)]];
    });
}

/** A header value holds visible Latin-1 characters, spaces and tabs (RFC 9110 section 5.5). */
function checkedHeader(name: string, text: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)) return text;
  const message = `The value of “${name}” holds a line break or a character that a header cannot carry.`;
  throw writingFaults.fault('REQUEST_PARAMETER_INVALID', message, { field: name, todo: 'Remove that character.' });
}

/** Joins address, path and query; a query that the address or the path brings along comes first. */
function joinUrl(baseUrl: string, path: string, query: string): string {
  const [base = '', ...fixed] = baseUrl.split('?');
  const [route = '', ...own] = path.split('?');
  const queries = [...fixed, ...own, query].filter((each) => each !== '');
  const address = `${base.replace(/\/+$/, '')}${route.startsWith('/') ? '' : '/'}${route}`;
  return queries.length === 0 ? address : `${address}?${queries.join('&')}`;
}

const assigned = ([name, value]: EncodedPair): string => `${name}=${value}`;
