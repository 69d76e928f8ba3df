import type { Json } from '#contract/common.ts';
import type { MediaContent, OperationDetail, OperationParameter, SecurityScheme } from '#contract/openapi.ts';
import { essence, isJson } from '#core/openapi/index.ts';
import { cut } from './limits.ts';
import { type ToolSchema, toolSchema } from './toolSchema.ts';

type Place = Exclude<OperationParameter['in'], 'querystring'> | 'field' | 'body';

/** One argument of a tool: what the model calls it, and where its value goes. */
export interface ToolArgument {
  readonly name: string;
  readonly place: Place;
  /** What the parameter or the body's property is called; empty for the whole body. */
  readonly target: string;
  readonly required: boolean;
  readonly schema: ToolSchema;
}

/** The arguments of an operation and the media type that its body is written in. */
export interface ToolArguments {
  readonly list: readonly ToolArgument[];
  readonly content: MediaContent | null;
}

type Unnamed = Omit<ToolArgument, 'name'>;
type Described = Pick<OperationDetail, 'parameters' | 'requestBody' | 'definitions'>;
/** A place that credentials go to; the connection fills it, so no model is asked for it. */
export type CredentialPlace = Pick<SecurityScheme, 'in' | 'parameterName'>;

/** Header fields that a definition cannot describe as parameters (OpenAPI 3.1.1, section 4.8.12.2). */
const reserved = /^(accept|content-type|authorization|cookie)$/i;
const placeOrder: readonly Place[] = ['path', 'query', 'header', 'cookie', 'field', 'body'];

/** The parameters by place and then the body: its properties where it is a plain object, else `body` as a whole. */
export function toolArguments(operation: Described, credentials: readonly CredentialPlace[] = []): ToolArguments {
  const { parameters, requestBody, definitions } = operation;
  const asked = parameters.filter((parameter) => !credentials.some((place) => isAt(parameter, place)));
  const given = asked.flatMap((parameter) => parameterArgument(parameter, definitions));
  const content = contentOf(requestBody?.contents ?? []);
  const body = content === null ? [] : bodyArguments(content, requestBody?.required ?? false, definitions);
  return {
    list: withNames([...given.sort((a, b) => placeOrder.indexOf(a.place) - placeOrder.indexOf(b.place)), ...body]),
    content,
  };
}

function isAt({ name, in: place }: OperationParameter, credential: CredentialPlace): boolean {
  if (place !== credential.in) return false;
  return place === 'header'
    ? name.toLowerCase() === credential.parameterName?.toLowerCase()
    : name === credential.parameterName;
}

type Definitions = Described['definitions'];

function parameterArgument(parameter: OperationParameter, definitions: Definitions): Unnamed[] {
  const { in: place, name, required, description } = parameter;
  if (place === 'querystring' || (place === 'header' && reserved.test(name))) return [];
  const schema = {
    ...toolSchema(parameter.schema, definitions),
    ...(description ? { description: cut(description, 1_000) } : {}),
  };
  return [{ place, target: name, required, schema }];
}

/** JSON before forms, and forms before everything else. */
function contentOf(contents: readonly MediaContent[]): MediaContent | null {
  const rank = ({ mediaType }: MediaContent) => {
    const type = essence(mediaType);
    if (isJson(type)) return 0;
    return type === 'application/x-www-form-urlencoded' ? 1 : type === 'multipart/form-data' ? 2 : 3;
  };
  return [...contents].sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function bodyArguments(content: MediaContent, required: boolean, definitions: Definitions): Unnamed[] {
  const type = essence(content.mediaType);
  const structured = isJson(type) || type === 'application/x-www-form-urlencoded' || type.startsWith('multipart/');
  const schema = structured ? toolSchema(content.schema, definitions) : { type: 'string' };
  const fields = plainFields(schema, required);
  if (fields !== null) return fields;
  return [
    { place: 'body', target: '', required, schema: structured ? schema : { ...schema, description: `Body, ${type}.` } },
  ];
}

/** The properties of an object that has nothing but them; null where the body must stay whole to mean the same. */
function plainFields(schema: ToolSchema, bodyRequired: boolean): Unnamed[] | null {
  const {
    type,
    properties,
    required,
    title: _title,
    description: _description,
    additionalProperties,
    ...more
  } = schema;
  const needed = Array.isArray(required) ? required : [];
  if (type !== 'object' || !isSchemaMap(properties) || Object.keys(more).length > 0) return null;
  if (additionalProperties !== undefined && additionalProperties !== false) return null;
  if (!bodyRequired && needed.length > 0) return null;
  const names = Object.keys(properties);
  if (names.length === 0 || needed.some((name) => !names.includes(String(name)))) return null;
  return Object.entries(properties).map(([target, inner]) => ({
    ...{ place: 'field' as const, target, required: needed.includes(target) },
    schema: isSchemaMap(inner) ? inner : {},
  }));
}

function isSchemaMap(value: Json | undefined): value is ToolSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of a name keeps it; a further one says its place. Names have 64 letters, digits, `_`, `.` or `-`, as providers want. */
function withNames(list: readonly Unnamed[]): ToolArgument[] {
  const taken = new Set<string>();
  return list.map((argument) => {
    const plain = (argument.target || 'body').replace(/[^a-zA-Z0-9_.-]+/g, '_').slice(0, 64) || argument.place;
    const name = freeName(taken, plain, argument.place);
    taken.add(name);
    return { name, ...argument };
  });
}

function freeName(taken: ReadonlySet<string>, plain: string, place: Place): string {
  if (!taken.has(plain)) return plain;
  for (let count = 1; ; count += 1) {
    const ending = count === 1 ? `_${place}` : `_${place}_${count}`;
    const name = `${plain.slice(0, 64 - ending.length)}${ending}`;
    if (!taken.has(name)) return name;
  }
}
