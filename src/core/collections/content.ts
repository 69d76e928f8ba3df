import { essence, isForm, type multipartForm, octets, urlEncodedForm } from '../http/mediaType.ts';
import type { PortableBody, PortableFormField, PortableParameter } from './portable.ts';

/** A body and the headers that are still needed beside it: its type is said once, in the body. */
export interface TypedBody {
  readonly body: PortableBody;
  readonly headers: readonly PortableParameter[];
}

const isContentType = ({ name, enabled }: PortableParameter): boolean =>
  enabled && name.trim().toLowerCase() === 'content-type';

/** A text; the type that a header names counts, then the one that the tool says, then plain text. */
export function textBody(text: string, said: string | null, headers: readonly PortableParameter[]): TypedBody {
  const { declared, others } = typeIn(headers);
  return { body: { kind: 'text', mediaType: declared ?? said ?? 'text/plain', text }, headers: others };
}

/** The fields of a form. A header that names another type than one of forms stays and overrides. */
export function formBody(
  fields: readonly PortableFormField[],
  usual: typeof urlEncodedForm | typeof multipartForm,
  headers: readonly PortableParameter[],
): TypedBody {
  const { declared, others } = typeIn(headers);
  if (declared === null) return { body: { kind: 'form', mediaType: usual, fields }, headers };
  const isSameKind = isForm(declared) && (essence(declared) === urlEncodedForm) === (usual === urlEncodedForm);
  if (!isSameKind) return { body: { kind: 'form', mediaType: usual, fields }, headers };
  // A boundary is made anew for each sending.
  const mediaType = usual === urlEncodedForm ? declared : essence(declared);
  return { body: { kind: 'form', mediaType, fields }, headers: others };
}

export function fileBody(path: string, said: string | null, headers: readonly PortableParameter[]): TypedBody {
  const { declared, others } = typeIn(headers);
  return { body: { kind: 'file', mediaType: declared ?? (said || octets), path }, headers: others };
}

/** GraphQL travels as JSON, which need not be said. */
export function graphqlBody(
  query: string,
  variables: string,
  operationName: string | null,
  headers: readonly PortableParameter[],
): TypedBody {
  const { declared, others } = typeIn(headers);
  const isUsual = declared !== null && essence(declared) === 'application/json';
  return { body: { kind: 'graphql', query, variables, operationName }, headers: isUsual ? others : headers };
}

function typeIn(headers: readonly PortableParameter[]): {
  readonly declared: string | null;
  readonly others: readonly PortableParameter[];
} {
  const declared = headers.find(isContentType);
  if (declared === undefined) return { declared: null, others: headers };
  return { declared: declared.value.trim(), others: headers.filter((header) => header !== declared) };
}

/** The type that other tools mean by a word for the language of a text. */
export const languageTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html',
  javascript: 'application/javascript',
  text: 'text/plain',
};

/** The headers of a request with the one that names the type of its body, where nothing else does. */
export function writtenContentType(body: PortableBody): string | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'graphql':
      return 'application/json';
    default:
      return body.mediaType === '' ? null : body.mediaType;
  }
}

/** `Accept: a` over several lines, as older exports and raw messages write headers. */
export function headerLines(text: string): { name: string; value: string; enabled: boolean }[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const enabled = !line.startsWith('//');
      const [, name = line, value = ''] = /^([^:]*):(.*)$/s.exec(enabled ? line : line.slice(2)) ?? [];
      return { name: name.trim(), value: value.trim(), enabled };
    });
}

/** GraphQL as it travels in JSON; null where the text is something else. */
export function graphqlIn(text: string): { query: string; variables: string; operationName: string | null } | null {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('query' in read) || typeof read.query !== 'string') return null;
    const variables = 'variables' in read ? read.variables : undefined;
    const named = 'operationName' in read && typeof read.operationName === 'string' ? read.operationName : '';
    return { query: read.query, variables: variablesText(variables), operationName: named === '' ? null : named };
  } catch {
    return null;
  }
}

/** Variables of GraphQL as JSON text. */
export function variablesText(variables: unknown): string {
  if (variables === undefined || variables === null) return '';
  return typeof variables === 'string' ? variables : JSON.stringify(variables, null, 2);
}
