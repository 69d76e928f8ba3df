import { isJson } from '../../http/mediaType.ts';
import { createJudge } from '../../http/secretJudge.ts';
import { plainRecord } from '../../json/value.ts';
import { inferSchema, joinSchemas } from '../../jsonSchema/infer.ts';
import type { JsonSchema } from '../../jsonSchema/schema.ts';
import { queryPairs, splitAddress } from '../address.ts';
import type { Place } from '../notes.ts';
import type { PortableBody, PortableExample, PortableParameter } from '../portable.ts';
import type { FoundRequest } from '../tree.ts';
import { inheritedHeaders } from '../writing.ts';
import type { OpenAddress, OpenServer } from './address.ts';
import type { Requirement } from './schemes.ts';

interface Content {
  readonly schema?: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

type Contents = Readonly<Record<string, Content>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: true;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: string;
}

interface Response {
  readonly description: string;
  readonly content?: Contents;
}

export interface Operation {
  readonly operationId?: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security: readonly Requirement[];
  readonly servers?: readonly OpenServer[];
}

export function operationOf(
  found: FoundRequest,
  address: OpenAddress,
  requirement: Requirement,
  place: Place,
): Operation {
  const { request, groups } = found;
  const tags = groups.slice(1).map(({ name }) => name);
  const parameters = parametersOf(found, address, place);
  const content = contentOf(request.body, request.name);
  return {
    summary: request.name,
    ...(request.description !== '' && { description: request.description }),
    ...(tags.length > 0 && { tags: [tags.join(' / ')] }),
    ...(parameters.length > 0 && { parameters }),
    ...(content !== null && { requestBody: { content } }),
    responses: responsesOf(request.examples),
    security: Object.keys(requirement).length === 0 ? [] : [requirement],
  };
}

/** Headers that OpenAPI describes elsewhere (OpenAPI 3.1, Parameter Object). */
const elsewhere = new Set(['accept', 'content-type', 'authorization', 'cookie']);

function parametersOf({ request, groups }: FoundRequest, { names }: OpenAddress, place: Place): Parameter[] {
  const judge = createJudge();
  const inherited = inheritedHeaders(request, groups).map((field): PortableParameter => ({ ...field, in: 'header' }));
  const bare = queryPairs(splitAddress(request.url).query);
  const given = [...bare, ...request.parameters, ...inherited];
  const path = names.map((name): Parameter => {
    const known = given.find((each) => each.in === 'path' && each.name === name);
    return { name, in: 'path', required: true, ...detailsOf(known) };
  });
  const seen = new Set<string>();
  const others = given.flatMap((each): Parameter[] => {
    const identity = `${each.in} ${each.in === 'header' ? each.name.toLowerCase() : each.name}`;
    if (each.in === 'path' || each.name === '' || seen.has(identity)) return [];
    if (each.in === 'header' && elsewhere.has(each.name.toLowerCase())) return [];
    seen.add(identity);
    const isSecret = judge(each.in, each.name, each.value);
    if (isSecret) place.say(`The value of “${each.name}” looks like a secret and was left out.`);
    return [{ name: each.name, in: each.in, ...detailsOf(isSecret ? { ...each, value: '' } : each) }];
  });
  return [...path, ...others];
}

function detailsOf(given: PortableParameter | undefined): Pick<Parameter, 'schema' | 'description' | 'example'> {
  return {
    ...(given !== undefined && given.description !== '' && { description: given.description }),
    schema: { type: 'string' },
    ...(given !== undefined && given.value !== '' && { example: given.value }),
  };
}

function contentOf(body: PortableBody, name: string): Contents | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return typed(body.mediaType || 'text/plain', textContent(body.text, body.mediaType, name));
    case 'file':
      return typed(body.mediaType || 'application/octet-stream', {});
    case 'graphql': {
      const text = { type: 'string' };
      const schema = {
        type: 'object',
        properties: { query: text, variables: { type: 'object' }, operationName: text },
        required: ['query'],
      };
      return typed('application/json', { schema, examples: { [name || 'example']: { value: { query: body.query } } } });
    }
    case 'form': {
      const fields = body.fields.filter(({ enabled }) => enabled);
      const properties = plainRecord(
        fields.map(({ name: field, file }) => [field, file === undefined ? { type: 'string' } : binary] as const),
      );
      const texts = fields.filter(({ file }) => file === undefined).map((field) => [field.name, field.value] as const);
      const examples = texts.length === 0 ? {} : { examples: { [name || 'example']: { value: plainRecord(texts) } } };
      return typed(body.mediaType || 'multipart/form-data', { schema: { type: 'object', properties }, ...examples });
    }
  }
}

const binary: JsonSchema = { type: 'string', contentMediaType: 'application/octet-stream' };

const typed = (mediaType: string, content: Content): Contents => plainRecord([[mediaType, content] as const]);

/** A JSON text with its schema; one that is none, because variables stand where values belong, as a text. */
function textContent(text: string, mediaType: string, name: string): Content {
  const key = name || 'example';
  if (!isJson(mediaType))
    return { schema: { type: 'string' }, examples: plainRecord([[key, { value: text }] as const]) };
  try {
    const value: unknown = JSON.parse(text);
    return { schema: inferSchema(value), examples: plainRecord([[key, { value }] as const]) };
  } catch {
    return text === '' ? {} : { examples: plainRecord([[key, { value: text }] as const]) };
  }
}

function responsesOf(examples: readonly PortableExample[]): Readonly<Record<string, Response>> {
  const responses = new Map<string, Response>();
  for (const example of examples) {
    const status = example.status >= 100 && example.status <= 599 ? String(example.status) : 'default';
    const type = example.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? 'text/plain';
    const content = example.body === '' ? undefined : typed(type, textContent(example.body, type, example.name));
    const read: Response = {
      description: example.statusText || example.name || 'Response',
      ...(content && { content }),
    };
    const before = responses.get(status);
    responses.set(status, before === undefined ? read : joinResponses(before, read));
  }
  if (responses.size === 0) responses.set('default', { description: 'Response' });
  return plainRecord(responses);
}

/** Two requests of one method and path: parameters of both, bodies and responses with the examples of both. */
export function joinOperations(a: Operation, b: Operation): Operation {
  const known = new Set((a.parameters ?? []).map((each) => `${each.in} ${each.name.toLowerCase()}`));
  const more = (b.parameters ?? []).filter(
    (each) => each.in !== 'path' && !known.has(`${each.in} ${each.name.toLowerCase()}`),
  );
  const parameters = [...(a.parameters ?? []), ...more];
  const content = joinContents(a.requestBody?.content, b.requestBody?.content);
  const statuses = [...new Set([...Object.keys(a.responses), ...Object.keys(b.responses)])];
  return {
    ...a,
    ...(parameters.length > 0 && { parameters }),
    ...(content !== undefined && { requestBody: { content } }),
    responses: plainRecord(
      statuses.flatMap((status) => {
        const [one, other] = [a.responses[status], b.responses[status]];
        const joined = one !== undefined && other !== undefined ? joinResponses(one, other) : (one ?? other);
        return joined === undefined ? [] : [[status, joined] as const];
      }),
    ),
    security: joinSecurity(a.security, b.security),
    ...(a.servers !== undefined && { servers: joinServers(a.servers, b.servers ?? []) }),
  };
}

function joinServers(a: readonly OpenServer[], b: readonly OpenServer[]): readonly OpenServer[] {
  return [...a, ...b.filter(({ url }) => !a.some((known) => known.url === url))];
}

/** Either way of proving who sends will do; none at all is a way as well. */
function joinSecurity(a: readonly Requirement[], b: readonly Requirement[]): readonly Requirement[] {
  const ways = [...(a.length === 0 ? [{}] : a), ...(b.length === 0 ? [{}] : b)];
  const distinct = [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
  return distinct.length === 1 && Object.keys(distinct[0] ?? {}).length === 0 ? [] : distinct;
}

function joinResponses(a: Response, b: Response): Response {
  const content = joinContents(a.content, b.content);
  return { ...a, ...(content && { content }) };
}

function joinContents(a: Contents | undefined, b: Contents | undefined): Contents | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const types = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return plainRecord(types.map((type) => [type, joinContent(a[type] ?? {}, b[type] ?? {})] as const));
}

function joinContent(a: Content, b: Content): Content {
  const schema =
    a.schema !== undefined && b.schema !== undefined ? joinSchemas(a.schema, b.schema) : (a.schema ?? b.schema);
  const examples = new Map(Object.entries(a.examples ?? {}));
  for (const [name, example] of Object.entries(b.examples ?? {})) {
    let distinct = name;
    for (let count = 2; examples.has(distinct); count += 1) distinct = `${name} ${count}`;
    examples.set(distinct, example);
  }
  return { ...(schema !== undefined && { schema }), ...(examples.size > 0 && { examples: plainRecord(examples) }) };
}
