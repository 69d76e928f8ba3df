import { createJudge, mask } from '../http/secretJudge.ts';
import { percentEncoded } from '../percentEncoding.ts';
import { aroundVariables, withPairs } from './address.ts';
import { variablesText, writtenContentType } from './content.ts';
import type { Place } from './notes.ts';
import type { PortableAuth, PortableBody, PortableParameter } from './portable.ts';
import type { FoundRequest } from './tree.ts';
import { effectiveAuth, inheritedHeaders, namesContentType } from './writing.ts';

export interface WireField {
  readonly name: string;
  readonly value: string;
}

/** A request as it would be sent, with plain variables filled in, for formats that know no variables. Secrets are masked. */
export interface WireRequest {
  readonly method: string;
  /** With its query, encoded. Variables without a value stay as `{{name}}`. */
  readonly url: string;
  /** The pairs of the query as they were typed. */
  readonly query: readonly WireField[];
  readonly headers: readonly WireField[];
  readonly body: PortableBody;
}

type Fill = (text: string) => string;

const deepestValue = 8;
const longestText = 1_000_000;

/** Fills in the plain variables of the request, of its folders and of the collection; the nearer ones count. */
export function fillerFor({ request, groups }: FoundRequest): Fill {
  const values = new Map<string, string>();
  for (const { variables } of [...groups, request]) {
    for (const { name, value, enabled, secret } of variables) if (enabled && !secret) values.set(name, value);
  }
  const once = (text: string) =>
    text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
  return (text) => {
    let filled = text;
    for (let depth = 0; depth < deepestValue && filled.includes('{{') && filled.length < longestText; depth += 1) {
      const next = once(filled);
      if (next === filled) break;
      filled = next;
    }
    return filled;
  };
}

export function wireOf(found: FoundRequest, place: Place): WireRequest {
  const { request, groups } = found;
  const fill = fillerFor(found);
  const judge = createJudge();
  const masked = (where: PortableParameter['in'], name: string, value: string): WireField => {
    const filled = fill(value);
    const isSecret = judge(where, name, filled);
    if (isSecret) place.say(`The value of “${name}” looks like a secret and was masked.`);
    return { name: fill(name), value: isSecret ? mask : filled };
  };
  const proof = proofOf(effectiveAuth(request.auth, groups), place);
  const type = namesContentType(request) ? null : writtenContentType(request.body);
  const typed = request.parameters.filter(({ enabled }) => enabled);
  const query = [
    ...typed.filter((each) => each.in === 'query').map(({ name, value }) => masked('query', name, value)),
    ...proof.query.map(({ name, value }) => masked('query', name, value)),
  ];
  const cookies = [...typed.filter((each) => each.in === 'cookie'), ...proof.cookies].map(({ name, value }) =>
    masked('cookie', name, value),
  );
  const headers = [
    ...typed.filter((each) => each.in === 'header').map(({ name, value }) => masked('header', name, value)),
    ...inheritedHeaders(request, groups).map(({ name, value }) => masked('header', name, value)),
    ...proof.headers.map(({ name, value }) => masked('header', name, value)),
    ...(cookies.length === 0
      ? []
      : [{ name: 'Cookie', value: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }]),
    ...(type === null ? [] : [{ name: 'Content-Type', value: type }]),
  ];
  const base = withoutNames(found, fill, (name, value) => masked('path', name, value).value);
  const pairs = query.map(({ name, value }) => `${encoded(name)}=${encoded(value)}`);
  return {
    method: request.method,
    url: withPairs(base, pairs),
    query,
    headers,
    body: filledBody(request.body, fill),
  };
}

const encoded = (text: string): string => aroundVariables(text, percentEncoded);

/** The address with its path parameters filled in. */
function withoutNames({ request }: FoundRequest, fill: Fill, shown: (name: string, value: string) => string): string {
  const values = new Map(
    request.parameters.filter((each) => each.in === 'path').map(({ name, value }) => [name, value]),
  );
  // What is filled in is not looked through again, so each piece is filled in by itself.
  const pieces = request.url.split(/(?<!\{)\{([^{}]+)\}(?!\})/);
  return pieces
    .map((piece, at) => {
      if (at % 2 === 0) return fill(piece);
      const value = values.get(piece);
      return value === undefined ? `{${piece}}` : encoded(shown(piece, value));
    })
    .join('');
}

interface Proof {
  readonly headers: readonly WireField[];
  readonly query: readonly WireField[];
  readonly cookies: readonly WireField[];
}

/** What an authentication adds, where it can be said beforehand. */
function proofOf(auth: PortableAuth, place: Place): Proof {
  const none: Proof = { headers: [], query: [], cookies: [] };
  switch (auth.kind) {
    case 'none':
    case 'inherit':
      return none;
    case 'bearer':
      return { ...none, headers: [{ name: 'Authorization', value: `${auth.prefix} ${auth.token}` }] };
    case 'apiKey': {
      const field = { name: auth.name, value: auth.value };
      if (auth.in === 'query') return { ...none, query: [field] };
      return {
        ...none,
        headers: [auth.in === 'header' ? field : { name: 'Cookie', value: `${auth.name}=${auth.value}` }],
      };
    }
    default:
      place.say('The authentication was left out, as its values are made while sending.');
      return none;
  }
}

function filledBody(body: PortableBody, fill: Fill): PortableBody {
  switch (body.kind) {
    case 'none':
      return body;
    case 'text':
      return { ...body, text: fill(body.text) };
    case 'file':
      return { ...body, path: fill(body.path) };
    case 'graphql':
      return { ...body, query: fill(body.query), variables: fill(body.variables) };
    case 'form':
      return {
        ...body,
        fields: body.fields
          .filter(({ enabled }) => enabled)
          .map((field) => ({ ...field, name: fill(field.name), value: fill(field.value) })),
      };
  }
}

/** GraphQL as the JSON that is sent. Variables that are no JSON stay a text. */
export function graphqlText(body: Extract<PortableBody, { kind: 'graphql' }>): string {
  const named = body.operationName === null ? {} : { operationName: body.operationName };
  const variables = body.variables.trim() === '' ? {} : { variables: parsedOrText(body.variables) };
  return JSON.stringify({ query: body.query, ...named, ...variables });
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return variablesText(text);
  }
}

/** The fields of a form as they are sent in one text (WHATWG URL, section 5.2). */
export function urlEncodedText(fields: readonly WireField[]): string {
  return new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString();
}
