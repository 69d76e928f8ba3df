import type { ConnectionId, IntegrationId, Json } from '#contract/common.ts';
import type { MediaContent, OperationDetail, OperationParameter, SecurityScheme } from '#contract/openapi.ts';
import { type RequestDraft, requestDraft } from '#contract/requests.ts';
import { concreteType, essence, isForm, isJson } from '#core/http/mediaType.ts';
import { bestContent, draftBody } from '#core/openapi/index.ts';
import { cut } from './schemaWords.ts';
import { limits, type ToolSchema, toolSchema } from './toolSchema.ts';

/** What a model sees of an operation, and how its arguments become a request. */
export interface DescribedTool {
  readonly description: string;
  readonly parameters: ToolSchema;
  readonly arguments: ToolArguments;
  /** The description was longer than providers take. */
  readonly shortened: boolean;
}

export function describeTool(
  operation: OperationDetail,
  integrationName: string,
  credentials: readonly CredentialPlace[] = [],
): DescribedTool {
  const { summary, description, method, path } = operation;
  const texts = [...new Set([summary, description].map((text) => text?.trim()).filter((text) => text))];
  const text = texts.length > 0 ? texts.join('\n\n') : `${method} ${path} of ${integrationName}.`;
  const args = toolArguments(operation, credentials);
  return {
    description: cut(text, limits.descriptionLength),
    shortened: text.length > limits.descriptionLength,
    parameters: parametersOf(args),
    arguments: args,
  };
}

function parametersOf({ list }: ToolArguments): ToolSchema {
  const required = list.filter((argument) => argument.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(list.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

type Place = OperationParameter['in'] | 'field' | 'body';

/** One argument of a tool: what the model calls it, and where its value goes. */
interface ToolArgument {
  readonly name: string;
  readonly place: Place;
  /** What the parameter or the body's property is called; empty for the whole body. */
  readonly target: string;
  readonly required: boolean;
  readonly schema: ToolSchema;
}

/** The arguments of an operation and the media type that its body is written in. */
interface ToolArguments {
  readonly list: readonly ToolArgument[];
  readonly content: MediaContent | null;
  readonly definitions: Definitions;
}

type Unnamed = Omit<ToolArgument, 'name'>;
type Described = Pick<OperationDetail, 'parameters' | 'requestBody' | 'definitions'>;
/** A place that credentials go to; the connection fills it, so it is no argument. */
type CredentialPlace = Pick<SecurityScheme, 'in' | 'parameterName'>;

/** Header fields that a definition cannot describe as parameters (OpenAPI 3.1.1, section 4.8.12.2). */
const reserved = /^(accept|content-type|authorization|cookie)$/i;
const placeOrder: readonly Place[] = ['path', 'query', 'querystring', 'header', 'cookie', 'field', 'body'];

/** The parameters by place and then the body: its properties where it is a plain object, else `body` as a whole. */
export function toolArguments(operation: Described, credentials: readonly CredentialPlace[] = []): ToolArguments {
  const { parameters, requestBody, definitions } = operation;
  const open = parameters.filter((parameter) => !credentials.some((place) => isAt(parameter, place)));
  const given = open.flatMap((parameter) => parameterArgument(parameter, definitions));
  const content = bestContent(requestBody?.contents ?? [], definitions) ?? null;
  const body = content === null ? [] : bodyArguments(content, requestBody?.required ?? false, definitions);
  return {
    list: withNames([...given.sort((a, b) => placeOrder.indexOf(a.place) - placeOrder.indexOf(b.place)), ...body]),
    content,
    definitions,
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
  if (place === 'header' && reserved.test(name)) return [];
  const schema = {
    ...toolSchema(parameter.schema, definitions),
    ...(description ? { description: cut(description, 1_000) } : {}),
  };
  return [{ place, target: name, required, schema }];
}

function bodyArguments(content: MediaContent, required: boolean, definitions: Definitions): Unnamed[] {
  const type = essence(concreteType(content.mediaType));
  const structured = isJson(type) || isForm(type);
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
    place: 'field' as const,
    target,
    required: needed.includes(target),
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

interface Tool {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
  readonly operation: Pick<OperationDetail, 'key' | 'method' | 'path'>;
  readonly arguments: ToolArguments;
}

type Values = Readonly<Record<string, Json>>;

/** The request that a tool's arguments stand for. Throws REQUEST_BODY_INVALID where a body cannot be written in its media type. */
export function toolDraft(
  { integrationId, connectionId, operation, arguments: args }: Tool,
  values: Values,
): RequestDraft {
  const given = args.list.filter(({ name }) => Object.hasOwn(values, name));
  const parameters = given.flatMap(({ name, place, target }) =>
    place === 'field' || place === 'body' ? [] : [{ name: target, in: place, value: values[name] ?? null }],
  );
  return requestDraft.parse({
    integrationId,
    connectionId,
    operationKey: operation.key,
    method: operation.method,
    url: operation.path,
    server: null,
    parameters,
    body: bodyOf(args, given, values),
  });
}

function bodyOf({ content, definitions }: ToolArguments, given: readonly ToolArgument[], values: Values): object {
  const whole = given.find(({ place }) => place === 'body');
  const fields = given.filter(({ place }) => place === 'field');
  if (content === null || (whole === undefined && fields.length === 0)) return { kind: 'none' };
  const value = whole
    ? values[whole.name]
    : Object.fromEntries(fields.map(({ target, name }) => [target, values[name]]));
  return draftBody(content, value, definitions);
}
