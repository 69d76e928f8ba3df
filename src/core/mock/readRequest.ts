import { essence, isForm, isJson, isJsonLines, isXml, urlEncodedForm } from '../http/mediaType.ts';
import { objectAt, own, plainRecord } from '../json/value.ts';
import { type Definitions, flattenSchema, type JsonSchema, takesList } from '../jsonSchema/schema.ts';
import { findContent } from '../openapi/bodyContent.ts';
import type { MediaContent, OperationDetail, OperationParameter } from '../openapi/definition.ts';
import { percentDecoded } from '../percentEncoding.ts';
import { readMultipart } from './multipart.ts';
import { formDecoded, jsonOf, type RawPair, rawPairs, readPairs, readSegment, typedValue } from './values.ts';

/** A request as a mock server received it. Header names are in lower case. */
export interface MockRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** What is wrong with a request. `pointer` leads into the value (RFC 6901). */
export interface RequestIssue {
  readonly in: OperationParameter['in'] | 'body';
  /** The parameter; empty for the body. */
  readonly name: string;
  readonly pointer: string;
  readonly message: string;
  /** What it alone would be answered with. */
  readonly status: 400 | 415 | 422;
}

/** A value that was read of a request, and the schema that it must fit. */
export interface ReadValue {
  readonly in: RequestIssue['in'];
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
}

/** What an operation was sent: the values to compare with their schemas, and what is wrong before that. */
export interface ReadRequest {
  readonly values: readonly ReadValue[];
  readonly issues: readonly RequestIssue[];
}

/** Reads the parameters and the body of a request by what the operation declares of them; `path` are the values of its templates. */
export function readRequest(
  detail: OperationDetail,
  path: ReadonlyMap<string, string>,
  request: MockRequest,
): ReadRequest {
  const query = rawPairs(request.target.split('?').slice(1).join('?'));
  const cookies = cookiePairs(request.headers.get('cookie') ?? '');
  const spokenFor = new Set(detail.parameters.filter((each) => each.in === 'query').map(({ name }) => name));
  const read = detail.parameters.map((parameter) => {
    const value = readParameter(parameter, { path, query, cookies, request, spokenFor }, detail.definitions);
    return { parameter, value };
  });
  const body = readBody(detail, request);
  return {
    values: [
      ...read.flatMap(({ parameter, value }) => {
        const isEmpty = value === undefined || (value === '' && parameter.allowEmptyValue);
        return isEmpty ? [] : [{ in: parameter.in, name: parameter.name, schema: parameter.schema, value }];
      }),
      ...body.values,
    ],
    issues: [
      ...read
        .filter(({ parameter, value }) => parameter.required && value === undefined)
        .map(({ parameter: { in: place, name } }) => issue({ in: place, name }, 'is required', 422)),
      ...body.issues,
    ],
  };
}

const issue = (
  of: Pick<RequestIssue, 'in' | 'name'>,
  message: string,
  status: RequestIssue['status'],
): RequestIssue => ({ in: of.in, name: of.name, pointer: '', message, status });

interface Sent {
  readonly path: ReadonlyMap<string, string>;
  readonly query: readonly RawPair[];
  readonly cookies: readonly RawPair[];
  readonly request: MockRequest;
  readonly spokenFor: ReadonlySet<string>;
}

function readParameter(parameter: OperationParameter, sent: Sent, definitions: Definitions): unknown {
  switch (parameter.in) {
    case 'path': {
      const text = sent.path.get(parameter.name);
      return text === undefined ? undefined : readSegment(parameter, text, percentDecoded, definitions);
    }
    case 'header': {
      const text = sent.request.headers.get(parameter.name.toLowerCase());
      return text === undefined ? undefined : readSegment(parameter, text.trim(), (part) => part.trim(), definitions);
    }
    case 'query':
      return readPairs(parameter, sent.query, sent.spokenFor, definitions);
    case 'cookie':
      return readPairs(parameter, sent.cookies, new Set(), definitions, cookieDecoder(parameter));
    case 'querystring':
      return sent.query.length === 0 ? undefined : wholeQuery(parameter, sent.query, definitions);
    default:
      return parameter.in satisfies never;
  }
}

/** The style `cookie` writes values as they are (OpenAPI 3.2). */
const cookieDecoder = ({ style }: OperationParameter) => (style === 'cookie' ? (text: string) => text : percentDecoded);

function wholeQuery(parameter: OperationParameter, query: readonly RawPair[], definitions: Definitions): unknown {
  const { mediaType = urlEncodedForm, schema, encoding = [] } = parameter;
  if (essence(mediaType) === urlEncodedForm) return readForm({ schema, encoding }, query, definitions);
  const text = percentDecoded(query.map((pair) => pair.filter((part) => part !== '').join('=')).join('&'));
  return isJson(mediaType) ? (jsonOf(text) ?? text) : text;
}

const cookiePairs = (header: string): RawPair[] => rawPairs(header.replaceAll(/;\s*/g, '&'));

function readBody({ requestBody, definitions }: OperationDetail, request: MockRequest): ReadRequest {
  if (requestBody === undefined) return { values: [], issues: [] };
  const whole = { in: 'body' as const, name: '' };
  if (request.body.length === 0)
    return { values: [], issues: requestBody.required ? [issue(whole, 'is required', 422)] : [] };
  const type = request.headers.get('content-type') ?? '';
  const content = findContent(requestBody.contents, type);
  if (content === undefined) {
    const declared = requestBody.contents.map(({ mediaType }) => mediaType).join(', ');
    const issues = [issue(whole, `has the media type ${type || 'none'}; declared is ${declared}`, 415)];
    return { values: [], issues: requestBody.contents.length === 0 ? [] : issues };
  }
  const values = bodyValues(content, type, request.body, definitions);
  if (values === null) return { values: [], issues: [issue(whole, `cannot be read as ${essence(type)}`, 400)] };
  return { values: values.map((value) => ({ ...whole, ...value })), issues: [] };
}

type BodyValue = Pick<ReadValue, 'schema' | 'value'>;

/** Null where the body is not what its media type says; empty where it is nothing that a schema can be asked of. */
function bodyValues(
  content: MediaContent,
  type: string,
  body: Uint8Array,
  definitions: Definitions,
): BodyValue[] | null {
  const { schema, itemSchema = schema } = content;
  if (isForm(type)) {
    const value =
      essence(type) === urlEncodedForm
        ? formValue(content, body, definitions)
        : partsValue(content, type, body, definitions);
    return value === null ? null : schema === undefined ? [] : [{ schema, value }];
  }
  const text = decoded(body);
  if (text === null) return isJson(type) || isJsonLines(type) ? null : [];
  if (isJsonLines(type)) {
    const items = text
      .replaceAll('\u001e', '\n')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(jsonOf);
    if (items.includes(undefined)) return null;
    return itemSchema === undefined ? [] : items.map((value) => ({ schema: itemSchema, value }));
  }
  if (isJson(type)) {
    const value = jsonOf(text);
    if (value === undefined) return null;
    return schema === undefined ? [] : [{ schema, value }];
  }
  return schema === undefined || isXml(type) || !type.startsWith('text/')
    ? []
    : [{ schema, value: typedValue(text, schema, definitions) }];
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type FormSchema = Pick<MediaContent, 'encoding'> & { schema?: JsonSchema | undefined };

function formValue(content: FormSchema, body: Uint8Array, definitions: Definitions): unknown {
  const text = decoded(body);
  return text === null ? null : readForm(content, rawPairs(text), definitions);
}

/** The members of a form: each declared one in its style, every other as it came. */
function readForm({ schema = true, encoding }: FormSchema, pairs: readonly RawPair[], definitions: Definitions) {
  const properties = objectAt(flattenSchema(schema, definitions), 'properties') ?? {};
  const declared = Object.entries(properties).flatMap(([name, property]): (readonly [string, unknown])[] => {
    const rule = encoding.find((each) => each.property === name);
    const style = rule?.style ?? 'form';
    const written = { name, style, explode: rule?.explode ?? style === 'form', schema: schemaOf(property) };
    const isSpread = rule?.explode === true && rule.style === 'form';
    // Without a style of its own an object is JSON (OpenAPI 3.1.1, section 4.8.15.1), so that its members are no pairs.
    const own = isSpread || style === 'deepObject' ? pairs : pairs.filter(([each]) => formDecoded(each) === name);
    const value = own.length === 0 ? undefined : readPairs(written, own, new Set(Object.keys(properties)), definitions);
    return value === undefined ? [] : [[name, value]];
  });
  const known = new Set(Object.keys(properties));
  const others = pairs
    .map(([name, value]) => [formDecoded(name), formDecoded(value)] as const)
    .filter(([name]) => !known.has(name) && !known.has(name.split('[', 1)[0] ?? ''));
  return plainRecord([...others, ...declared]);
}

const schemaOf = (property: unknown): JsonSchema =>
  typeof property === 'boolean' ? property : typeof property === 'object' && property !== null ? { ...property } : {};

/** The parts of a multipart body by name: several of one name, or one of a list, are a list. */
function partsValue({ schema = true }: FormSchema, type: string, body: Uint8Array, definitions: Definitions): unknown {
  const parts = readMultipart(type, body);
  if (parts === null) return null;
  const properties = objectAt(flattenSchema(schema, definitions), 'properties') ?? {};
  return plainRecord(
    [...Map.groupBy(parts, ({ name }) => name)].map(([name, those]) => {
      const property = own(properties, name);
      const isList = takesList(property, definitions);
      const item = isList ? (flattenSchema(property, definitions).items ?? {}) : property;
      const [first] = those;
      const whole =
        isList && those.length === 1 && isJson(first?.contentType ?? '') ? jsonOf(first?.text ?? '') : undefined;
      if (Array.isArray(whole)) return [name, whole];
      const values = those.map(({ text, fileName }) =>
        fileName === null ? typedValue(text, item, definitions) : text,
      );
      return [name, isList || values.length > 1 ? values : values[0]];
    }),
  );
}
