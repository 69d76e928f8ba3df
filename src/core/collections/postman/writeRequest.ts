import { essence, isJson, isXml, octets } from '../../http/mediaType.ts';
import { aroundVariables, pathNames, queryEncoded, splitAddress, withColonSteps, withPairs } from '../address.ts';
import { languageTypes } from '../content.ts';
import type { Place } from '../notes.ts';
import type {
  PortableBody,
  PortableExample,
  PortableField,
  PortableGroup,
  PortableParameter,
  PortableRequest,
} from '../portable.ts';
import { cookieLine, described, inheritedHeaders, isMultipart, namesContentType, usualFormType } from '../writing.ts';
import { writeAuth } from './writeAuth.ts';

export function writeRequest(request: PortableRequest, groups: readonly PortableGroup[], place: Place): object {
  const type = namesContentType(request) ? null : explicitType(request.body);
  const cookies = cookieLine(request);
  if (cookies !== null) place.say('Cookies were written as one header.');
  return {
    method: request.method,
    header: [
      ...request.parameters.filter((each) => each.in === 'header').map(rowOf),
      ...inheritedHeaders(request, groups).map(rowOf),
      ...(cookies === null ? [] : [{ key: 'Cookie', value: cookies }]),
      ...(type === null ? [] : [{ key: 'Content-Type', value: type }]),
    ],
    ...(request.body.kind !== 'none' && { body: writeBody(request.body) }),
    ...writeAuth(request.auth, place),
    url: writeUrl(request, place),
    ...described(request.description),
  };
}

const rowOf = ({ name, value, enabled, description }: PortableField) => ({
  key: name,
  value,
  ...described(description),
  ...(!enabled && { disabled: true }),
});

/** An address in its parts, as Postman's own reader takes it, and written out. */
function writeUrl(request: PortableRequest, place: Place): object {
  const parameters = (where: PortableParameter['in']) => request.parameters.filter((each) => each.in === where);
  const { base, query: names } = splitAddress(withColonSteps(withinSteps(request, place)));
  const bare = names === '' ? [] : names.split('&');
  const steps = new Set(
    base
      .split('/')
      .filter((step) => step.startsWith(':'))
      .map((step) => step.slice(1)),
  );
  const path = parameters('path').filter(({ name }) => steps.has(name));
  const query = [
    ...bare.map((key) => ({ key, value: null })),
    ...parameters('query').map((each) =>
      rowOf({ ...each, name: queryEncoded(each.name), value: queryEncoded(each.value) }),
    ),
  ];
  const sent = parameters('query').filter(({ enabled }) => enabled);
  const written = sent.map(({ name, value }) => `${queryEncoded(name)}=${queryEncoded(value)}`);
  return {
    raw: withPairs(base, [...bare, ...written]),
    ...partsOf(base),
    ...(query.length > 0 && { query }),
    ...(path.length > 0 && {
      variable: path.map((each) => ({ ...rowOf({ ...each, value: stepEncoded(each.value) }) })),
    }),
  };
}

/** What would be decoded, or end the step, where it is filled in. */
const stepEncoded = (value: string): string =>
  aroundVariables(value, (piece) => piece.replace(/[%/?#]/g, encodeURIComponent));

/** Names that are only a part of a step are filled in, as Postman knows whole steps alone. */
function withinSteps(request: PortableRequest, place: Place): string {
  const whole = new Set(pathNames(request.url).filter((name) => withColonSteps(`/{${name}}`) === `/:${name}`));
  return request.url.replace(/(?<!\{)\{([^{}]+)\}(?!\})/g, (text, name: string, at: number) => {
    const before = request.url[at - 1] ?? '';
    const after = request.url[at + text.length] ?? '/';
    if (whole.has(name) && before === '/' && after === '/') return text;
    const value = request.parameters.find((each) => each.in === 'path' && each.name === name)?.value;
    if (value === undefined) return text;
    place.say(`The path parameter “${name}” was written with its value, as it is no whole step.`);
    return stepEncoded(value);
  });
}

function partsOf(base: string): object {
  const [, scheme, rest = base] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(base) ?? [];
  const [authority = '', ...steps] = rest.split('/');
  const [, name = authority, port] = /^(.*?):(\d+|\{\{[^{}]*\}\})$/s.exec(authority) ?? [];
  return {
    ...(scheme !== undefined && { protocol: scheme }),
    host: name.includes('{{') ? [name] : name.split('.'),
    ...(port !== undefined && { port }),
    ...(steps.length > 0 && { path: steps }),
  };
}

const languageOf = (mediaType: string): string | null => {
  const exact = Object.entries(languageTypes).find(([, type]) => type === mediaType)?.[0];
  if (exact !== undefined) return exact;
  return isJson(mediaType) ? 'json' : isXml(mediaType) ? 'xml' : null;
};

/** The type of a body where Postman would send another one by itself. */
function explicitType(body: PortableBody): string | null {
  switch (body.kind) {
    case 'none':
    case 'graphql':
      return null;
    case 'text':
      return Object.values(languageTypes).includes(body.mediaType) ? null : body.mediaType;
    case 'file':
      return body.mediaType === octets ? null : body.mediaType;
    case 'form':
      return body.mediaType === usualFormType(body) || essence(body.mediaType) === '' ? null : body.mediaType;
  }
}

function writeBody(body: Exclude<PortableBody, { kind: 'none' }>): object {
  switch (body.kind) {
    case 'text': {
      const language = languageOf(body.mediaType);
      return { mode: 'raw', raw: body.text, ...(language !== null && { options: { raw: { language } } }) };
    }
    case 'file':
      return { mode: 'file', file: { src: body.path } };
    case 'graphql': {
      const named = body.operationName === null ? {} : { operationName: body.operationName };
      return { mode: 'graphql', graphql: { query: body.query, variables: body.variables, ...named } };
    }
    case 'form':
      return isMultipart(body)
        ? { mode: 'formdata', formdata: body.fields.map(partOf) }
        : { mode: 'urlencoded', urlencoded: body.fields.map(rowOf) };
  }
}

function partOf(field: Extract<PortableBody, { kind: 'form' }>['fields'][number]): object {
  const typed = field.mediaType === undefined ? {} : { contentType: field.mediaType };
  if (field.file === undefined) return { ...rowOf(field), type: 'text', ...typed };
  const { value: _, ...row } = rowOf(field);
  return { ...row, type: 'file', src: field.file.path, ...typed };
}

export function writeExamples(examples: readonly PortableExample[], originalRequest: object): object[] {
  return examples.map((example) => ({
    name: example.name,
    originalRequest,
    status: example.statusText,
    code: example.status,
    header: example.headers.map(rowOf),
    cookie: [],
    body: example.body,
  }));
}
