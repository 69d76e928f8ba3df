import { essence, isJson, urlEncodedForm } from '../http/mediaType.ts';
import { arrayAt, type JsonObject, objectAt, plainRecord } from '../json/value.ts';
import { fitsSchema } from '../jsonSchema/fits.ts';
import { type Definitions, flattenSchema, takesList, typesOf } from '../jsonSchema/schema.ts';
import type { OperationParameter } from '../openapi/definition.ts';
import { percentDecoded } from '../percentEncoding.ts';

/** A name and a value as they were sent, still encoded. */
export type RawPair = readonly [name: string, value: string];

/** The pairs of a query or a url-encoded form, as they were sent. */
export function rawPairs(text: string): RawPair[] {
  return text
    .split('&')
    .filter((each) => each !== '')
    .map((each) => {
      const at = each.indexOf('=');
      return at === -1 ? [each, ''] : [each.slice(0, at), each.slice(at + 1)];
    });
}

/** Of a query or form, where a plus is a blank. */
export const formDecoded = (text: string): string => percentDecoded(text.replaceAll('+', ' '));

/** How a value is written, as far as reading it needs to know. */
export type Written = Pick<OperationParameter, 'name' | 'style' | 'explode' | 'schema'> &
  Partial<Pick<OperationParameter, 'mediaType'>>;

/**
 * What a text stands for under a schema: the first of text, number, boolean, null and JSON that it takes, and where it takes none, the
 * one that is of its type.
 */
export function typedValue(text: string, schema: unknown, definitions: Definitions): unknown {
  const types = typesOf(schema, definitions);
  const readings = [...readingsOf(text)];
  const fitting = readings.find((value) => fitsSchema(value, schema, definitions));
  if (fitting !== undefined || types.size === 0 || types.has('string')) return fitting === undefined ? text : fitting;
  return readings.find((value) => [...types].some((type) => fitsSchema(value, { type }, {}))) ?? text;
}

function* readingsOf(text: string): Generator<unknown> {
  yield text;
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) yield Number(text);
  if (text === 'true' || text === 'false') yield text === 'true';
  if (text === 'null' || text === '') yield null;
  const json = /^\s*[[{"]/.test(text) ? jsonOf(text) : undefined;
  if (json !== undefined) yield json;
}

/** Undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const takesObject = (schema: unknown, definitions: Definitions): boolean => typesOf(schema, definitions).has('object');

/** A value of a path or header in the styles simple, label and matrix (OpenAPI 3.1.1, section 4.8.12.3). */
export function readSegment(
  parameter: Written,
  text: string,
  decode: (part: string) => string,
  definitions: Definitions,
): unknown {
  const { style, explode, schema, name, mediaType } = parameter;
  if (mediaType !== undefined) return ofContent(mediaType, decode(text), schema, definitions);
  if (style === 'matrix') return readMatrix(parameter, text, definitions);
  const bare = style === 'label' ? text.replace(/^\./, '') : text;
  const parts = bare.split(style === 'label' && explode ? '.' : ',');
  return (
    assembled({ name, schema, explode }, parts, decode, definitions) ?? typedValue(decode(bare), schema, definitions)
  );
}

function readMatrix({ name, explode, schema }: Written, text: string, definitions: Definitions): unknown {
  const pairs = rawPairs(text.replace(/^;/, '').replaceAll(';', '&'));
  const own = pairs.filter(([each]) => percentDecoded(each) === name).map(([, value]) => value);
  const parts =
    explode && own.length === 0 ? pairs.map((pair) => pair.join('=')) : explode ? own : (own[0] ?? '').split(',');
  return (
    assembled({ name, schema, explode }, parts, percentDecoded, definitions) ??
    typedValue(percentDecoded(own[0] ?? ''), schema, definitions)
  );
}

/** A list or an object of its parts; undefined where the schema asks for neither. */
function assembled(
  { schema, explode }: Pick<Written, 'name' | 'schema' | 'explode'>,
  parts: readonly string[],
  decode: (part: string) => string,
  definitions: Definitions,
): unknown {
  const flat = flattenSchema(schema, definitions);
  if (takesList(schema, definitions)) return parts.map((part) => typedValue(decode(part), flat.items, definitions));
  if (!takesObject(schema, definitions)) return undefined;
  const properties = objectAt(flat, 'properties') ?? {};
  const pairs = explode
    ? parts.map((part) => rawPairs(part)[0] ?? ['', ''])
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ''] as const] : []));
  return plainRecord(
    pairs.map(([name, value]) => [decode(name), typedValue(decode(value), properties[decode(name)], definitions)]),
  );
}

const delimiters: Partial<Record<OperationParameter['style'], RegExp>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /%7c|\|/i,
  tabDelimited: /%09|\t/,
};

/** A value of a query, form or cookie; undefined where nothing was sent of it. `others` are names that are spoken for. */
export function readPairs(
  parameter: Written,
  pairs: readonly RawPair[],
  others: ReadonlySet<string>,
  definitions: Definitions,
  decode: (text: string) => string = formDecoded,
): unknown {
  const { name, style, explode, schema, mediaType } = parameter;
  if (style === 'deepObject') return readDeep(name, pairs, schema, definitions);
  const own = pairs.filter(([each]) => decode(each) === name).map(([, value]) => value);
  const [first] = own;
  if (mediaType !== undefined)
    return first === undefined ? undefined : ofContent(mediaType, decode(first), schema, definitions);
  if (explode && first === undefined && takesObject(schema, definitions))
    return readSpread(schema, pairs, others, definitions, decode);
  if (first === undefined) return undefined;
  const isWhole = /^(%7B|%5B|[[{])/i.test(first) && jsonOf(decode(first)) !== undefined;
  if (isWhole && own.length === 1) return typedValue(decode(first), schema, definitions);
  const parts = explode ? own : first.split(delimiters[style] ?? /,|%2c/i);
  return (
    assembled({ name, schema, explode: false }, parts, decode, definitions) ??
    typedValue(decode(first), schema, definitions)
  );
}

/** An object whose members are pairs of their own (`form` with `explode`). */
function readSpread(
  schema: unknown,
  pairs: readonly RawPair[],
  others: ReadonlySet<string>,
  definitions: Definitions,
  decode: (text: string) => string,
): unknown {
  const properties = objectAt(flattenSchema(schema, definitions), 'properties') ?? {};
  const members = pairs
    .map(([name, value]) => [decode(name), decode(value)] as const)
    .filter(([name]) => Object.hasOwn(properties, name) || !others.has(name));
  if (members.length === 0) return undefined;
  return plainRecord(members.map(([name, value]) => [name, typedValue(value, properties[name], definitions)]));
}

interface Branch {
  readonly members: Map<string, Branch>;
  text: string | undefined;
}

/** `name[a][b]=c`; members that count from 0 make a list. */
function readDeep(name: string, pairs: readonly RawPair[], schema: unknown, definitions: Definitions): unknown {
  const root: Branch = { members: new Map(), text: undefined };
  for (const [raw, value] of pairs) {
    const key = formDecoded(raw);
    const keys = key.startsWith(`${name}[`) ? [...key.slice(name.length).matchAll(/\[([^[\]]*)\]/g)] : [];
    if (keys.length === 0 || keys.length > deepest) continue;
    let branch = root;
    for (const [, step = ''] of keys) {
      const place = step === '' ? String(branch.members.size) : step;
      const next: Branch = branch.members.get(place) ?? { members: new Map(), text: undefined };
      branch.members.set(place, next);
      branch = next;
    }
    branch.text = formDecoded(value);
  }
  return root.members.size === 0 ? undefined : grown(root, schema, definitions);
}

const deepest = 20;

/** The flat schema, or the first of its choices that says what its members are. */
function shaped(schema: unknown, definitions: Definitions): JsonObject {
  const flat = flattenSchema(schema, definitions);
  const says = (each: JsonObject) => each.items !== undefined || each.properties !== undefined;
  if (says(flat)) return flat;
  const choices = [...arrayAt(flat, 'oneOf'), ...arrayAt(flat, 'anyOf')];
  return choices.map((each) => flattenSchema(each, definitions)).find(says) ?? flat;
}

function grown({ members, text }: Branch, schema: unknown, definitions: Definitions): unknown {
  if (members.size === 0) return typedValue(text ?? '', schema, definitions);
  const flat = shaped(schema, definitions);
  const isList = [...members.keys()].every((key, index) => key === String(index)) && !objectAt(flat, 'properties');
  if (isList && takesList(schema, definitions))
    return [...members.values()].map((each) => grown(each, flat.items, definitions));
  const properties = objectAt(flat, 'properties') ?? {};
  return plainRecord([...members].map(([key, each]) => [key, grown(each, properties[key], definitions)]));
}

function ofContent(mediaType: string, text: string, schema: unknown, definitions: Definitions): unknown {
  if (isJson(mediaType)) return jsonOf(text) ?? text;
  if (essence(mediaType) !== urlEncodedForm) return text;
  return readSpread(schema, rawPairs(text), new Set(), definitions, formDecoded);
}
