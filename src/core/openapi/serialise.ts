import { essence, urlEncodedForm } from '../http/mediaType.ts';
import type { OperationParameter, ParameterLocation } from './definition.ts';
import { writingFaults } from './faults.ts';
import { formOf } from './formBody.ts';
import {
  asContent,
  asText,
  type EncodedPair,
  encodeTemplate,
  isRecord,
  percentEncode,
  type Reserve,
  writePairs,
  writeSegment,
} from './valueStyles.ts';

/** What must be known of a parameter to write it. */
export type WritableParameter = Pick<
  OperationParameter,
  'name' | 'in' | 'style' | 'explode' | 'allowReserved' | 'required'
> &
  Partial<Pick<OperationParameter, 'mediaType' | 'encoding'>>;

export interface ParameterValue {
  in: ParameterLocation;
  name: string;
  /** JSON. Undefined and null are not sent. */
  value: unknown;
}

export interface RequestTarget {
  /** With its variables filled in: see `serverUrl`. */
  baseUrl: string;
  /** As in the definition, with `{names}`. */
  path: string;
  parameters: readonly WritableParameter[];
  values: readonly ParameterValue[];
}

export interface SerialisedRequest {
  url: string;
  /** Names as the definition writes them; the cookies, if any, are one header. */
  headers: [name: string, value: string][];
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
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:[/?]|$)/i.test(path)) throw dotSegment(path);
  return path;
}

/** A template may carry a fixed query of its own; what follows `#` is never sent. */
function encodeTemplatePart(part: string): string {
  return part.replace(/#.*$/s, '').split('?').map(encodeTemplate).join('?');
}

function pathValue(parameter: WritableParameter, value: unknown): string {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) throw missing(parameter);
  const reserve: Reserve = parameter.allowReserved ? 'path' : 'none';
  if (parameter.mediaType !== undefined) return percentEncode(asContent(parameter.mediaType, value), reserve);
  return writeSegment({ ...parameter, reserve }, value);
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
      if (value === undefined) return [];
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

function missing({ name }: WritableParameter) {
  return writingFaults.fault('REQUEST_PARAMETER_MISSING', `The path needs a value for “${name}”.`, {
    field: name,
    todo: 'Fill it in, then send again.',
  });
}

function dotSegment(path: string) {
  const message = `“${path.slice(0, 200)}” has a step of dots, which would lead to another path.`;
  return writingFaults.fault('REQUEST_PARAMETER_INVALID', message, { todo: 'Use a value other than “.” or “..”.' });
}
