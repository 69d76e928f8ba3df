import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { formatXml } from '#core/formatXml.ts';
import { essence, isForm, isJson, isXml, multipartForm, octets, urlEncodedForm } from '#core/http/mediaType.ts';
import { formatJsonTemplate } from '#core/json/templates.ts';
import { findContent } from '#core/openapi/bodyContent.ts';
import { bodyFor, isFile } from '#core/openapi/sampleRequest.ts';

type Body = RequestDraft['body'];

const none = 'none';
const graphql = 'graphql';

/** What the usual kinds of a body are called. */
const words = new Map([
  [none, 'No body'],
  ['application/json', 'JSON'],
  ['application/xml', 'XML'],
  ['text/plain', 'Text'],
  ['application/yaml', 'YAML'],
  [urlEncodedForm, 'Form (URL-encoded)'],
  [multipartForm, 'Form (multipart)'],
  [octets, 'File'],
  [graphql, 'GraphQL'],
]);

/** Under what a body is chosen: its media type, or what it is without one. */
export const typeOf = (body: Body): string =>
  body.kind === 'none' ? none : body.kind === 'graphql' ? graphql : body.mediaType;

/** The type under which a body is chosen; where the operation declares a range that holds it, that range. */
export function chosenType(contents: readonly MediaContent[], body: Body): string {
  const type = typeOf(body);
  const found = declaredContent(contents, body);
  return found !== undefined && essence(found.mediaType).includes('*') ? found.mediaType : type;
}

/** What the operation declares for the body's type. */
export function declaredContent(contents: readonly MediaContent[], body: Body): MediaContent | undefined {
  return body.kind === 'none' || body.kind === 'graphql' ? undefined : findContent(contents, body.mediaType);
}

/** The types to choose from, those of the operation first. */
export function typeOptions(contents: readonly MediaContent[], current: string) {
  const declared = contents.map((one) => one.mediaType);
  const others = [...new Set([...words.keys(), current])].filter((type) => !declared.includes(type));
  const usual = others.map((value) => ({ value, label: words.get(value) ?? value }));
  if (declared.length === 0) return usual;
  return [
    { group: 'Of the operation', items: declared.map((value) => ({ value, label: value })) },
    { group: 'Others', items: usual },
  ];
}

/** The body as another type; text stays text, and a declared type begins with its sample where nothing was written. */
export function turned(
  body: Body,
  type: string,
  contents: readonly MediaContent[],
  detail: OperationDetail | null,
): Body {
  if (type === none) return { kind: 'none' };
  if (type === graphql)
    return body.kind === 'graphql' ? body : { kind: 'graphql', query: '', variables: '', operationName: null };
  const content = findContent(contents, type);
  const written = body.kind === 'text' && body.text.trim() !== '';
  if (isForm(type)) {
    if (body.kind === 'form') return { ...body, mediaType: type };
    return content === undefined || detail === null
      ? { kind: 'form', mediaType: type, fields: [] }
      : bodyFor(content, detail.definitions);
  }
  if (isFile(type)) {
    return body.kind === 'file' ? { ...body, mediaType: type } : { kind: 'file', mediaType: type, name: '', data: '' };
  }
  if (written) return { kind: 'text', mediaType: type, text: body.text };
  return content === undefined || detail === null
    ? { kind: 'text', mediaType: type, text: '' }
    : bodyFor(content, detail.definitions);
}

/** What writes a text of the type over lines: null for types that it is not known for. */
export function beautifierOf(mediaType: string): { name: string; format: (text: string) => string | null } | null {
  if (isJson(mediaType)) return { name: 'JSON', format: formatJsonTemplate };
  return isXml(mediaType) ? { name: 'XML', format: formatXml } : null;
}

/** The `Content-Type` that follows from a body; null where none is sent. */
export function contentTypeOf(body: Body): string | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'graphql') return 'application/json';
  return body.mediaType === '' ? null : body.mediaType;
}
