import { essence, isJson, isXml, octets } from '../../http/mediaType.ts';
import { aroundVariables, withColonSteps, withPairs } from '../address.ts';
import type { Assertion, Capture } from '../assertions.ts';
import { checkOf, expressionOf } from '../expressions.ts';
import type { Place } from '../notes.ts';
import type { PortableBody, PortableExample, PortableParameter, PortableRequest } from '../portable.ts';
import { cookieLine, described, isMultipart, namesContentType, usualFormType } from '../writing.ts';
import { headersOf, rowOf, writeAuth, writeScripts, writeSettings, writeVariables } from './writeParts.ts';

/** A request as an item of a collection, or as a file of its own; `seq` is its place among its siblings. */
export function writeOpenRequest(request: PortableRequest, seq: number, place: Place): object {
  const isGraphql = request.body.kind === 'graphql';
  const query = request.parameters.filter((each) => each.in === 'query');
  // What an address cannot hold as it is, is encoded here, and the program is told not to.
  const isEncoded = query.some(({ name, value }) => !isPlain(name) || !isPlain(value));
  const details = {
    method: request.method,
    url: addressOf(request, query, isEncoded),
    ...headersOf(writtenHeaders(request, place)),
    ...paramsOf(request, isEncoded),
    ...bodyOf(request.body, place),
    ...writeAuth(request.auth, place),
  };
  const runtime = {
    ...writeVariables(request.variables, place),
    ...writeScripts(request.scripts),
    ...assertionsOf(request.assertions, place),
    ...actionsOf(request.captures, place),
  };
  const settings = { ...(isEncoded && { encodeUrl: false }), ...writeSettings(request.settings, place) };
  if (isGraphql && request.examples.length > 0) place.say('Examples of a GraphQL request were left out.');
  return {
    info: { name: request.name, type: isGraphql ? 'graphql' : 'http', seq },
    [isGraphql ? 'graphql' : 'http']: details,
    ...(Object.keys(runtime).length > 0 && { runtime }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(!isGraphql && request.examples.length > 0 && { examples: request.examples.map(exampleOf) }),
    ...(request.description !== '' && { docs: request.description }),
  };
}

const isPlain = (text: string): boolean => aroundVariables(text, (piece) => encodeURIComponent(piece)) === text;

const encoded = (text: string): string => aroundVariables(text.toWellFormed(), encodeURIComponent);

/** The query stands in the address as well, which is what Bruno sends. */
function addressOf(request: PortableRequest, query: readonly PortableParameter[], isEncoded: boolean): string {
  const write = isEncoded ? encoded : (text: string) => text;
  const pairs = query.filter(({ enabled }) => enabled).map(({ name, value }) => `${write(name)}=${write(value)}`);
  return withPairs(withColonSteps(request.url), pairs);
}

function paramsOf(request: PortableRequest, isEncoded: boolean): object {
  const write = isEncoded ? encoded : (text: string) => text;
  const params = request.parameters.flatMap((each) => {
    if (each.in === 'path') return [{ ...rowOf(each), type: 'path' }];
    if (each.in !== 'query') return [];
    return [{ ...rowOf({ ...each, name: write(each.name), value: write(each.value) }), type: 'query' }];
  });
  return params.length === 0 ? {} : { params };
}

function writtenHeaders(request: PortableRequest, place: Place) {
  const cookies = cookieLine(request);
  if (cookies !== null) place.say('Cookies were written as one header.');
  const type = namesContentType(request) ? null : explicitType(request.body);
  const more = [cookies === null ? [] : [['Cookie', cookies]], type === null ? [] : [['Content-Type', type]]].flat();
  return [
    ...request.parameters.filter((each) => each.in === 'header'),
    ...more.map(([name = '', value = '']) => ({ name, value, enabled: true, description: '' })),
  ];
}

const rawTypes: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'text/plain': 'text',
  'application/xml': 'xml',
  'application/sparql-query': 'sparql',
};

function explicitType(body: PortableBody): string | null {
  switch (body.kind) {
    case 'none':
    case 'graphql':
    case 'file':
      return null;
    case 'text':
      return Object.hasOwn(rawTypes, body.mediaType) ? null : body.mediaType;
    case 'form':
      return body.mediaType === usualFormType(body) || essence(body.mediaType) === '' ? null : body.mediaType;
  }
}

function bodyOf(body: PortableBody, place: Place): object {
  switch (body.kind) {
    case 'none':
      return {};
    case 'text': {
      const type =
        rawTypes[body.mediaType] ?? (isJson(body.mediaType) ? 'json' : isXml(body.mediaType) ? 'xml' : 'text');
      return { body: { type, data: body.text } };
    }
    case 'graphql':
      if (body.operationName !== null) place.say('The name of the GraphQL operation was left out.');
      return { body: { query: body.query, variables: body.variables } };
    case 'file':
      return {
        body: { type: 'file', data: [{ filePath: body.path, contentType: body.mediaType || octets, selected: true }] },
      };
    case 'form':
      return isMultipart(body)
        ? { body: { type: 'multipart-form', data: body.fields.map(partOf) } }
        : { body: { type: 'form-urlencoded', data: body.fields.map(rowOf) } };
  }
}

function partOf(field: Extract<PortableBody, { kind: 'form' }>['fields'][number]): object {
  return {
    name: field.name,
    type: field.file === undefined ? 'text' : 'file',
    value: field.file === undefined ? field.value : [field.file.path],
    ...described(field.description),
    ...(field.mediaType !== undefined && { contentType: field.mediaType }),
    ...(!field.enabled && { disabled: true }),
  };
}

function assertionsOf(assertions: readonly Assertion[], place: Place): object {
  const written = assertions.flatMap((each) => {
    const expression = expressionOf(each.subject, each.expression);
    const check = checkOf(each);
    if (expression !== null && check !== null) {
      return [{ expression, ...check, ...(!each.enabled && { disabled: true }) }];
    }
    place.say(`A check of “${[each.subject, each.expression].join(' ').trim()}” was left out.`);
    return [];
  });
  return written.length === 0 ? {} : { assertions: written };
}

function actionsOf(captures: readonly Capture[], place: Place): object {
  const actions = captures.flatMap((each) => {
    const expression = expressionOf(each.subject, each.expression);
    if (expression === null) {
      place.say(`The variable “${each.variable}”, which is set from the response, was left out.`);
      return [];
    }
    return [
      {
        type: 'set-variable',
        phase: 'after-response',
        selector: { expression, method: 'jsonq' },
        variable: { name: each.variable, scope: 'runtime' },
        ...(!each.enabled && { disabled: true }),
      },
    ];
  });
  return actions.length === 0 ? {} : { actions };
}

function exampleOf(example: PortableExample): object {
  const type = example.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  const kind = isJson(type) ? 'json' : isXml(type) ? 'xml' : essence(type) === 'text/html' ? 'html' : 'text';
  return {
    name: example.name,
    response: {
      status: example.status,
      statusText: example.statusText,
      headers: example.headers.map(rowOf),
      body: { type: kind, data: example.body },
    },
  };
}
