/** Type and subtype in lower case, without parameters (RFC 9110 section 8.3.1). */
export function essence(mediaType: string): string {
  return mediaType.split(';', 1).join('').trim().toLowerCase();
}

/** The charset that a media type names, in lower case. */
export function charsetOf(mediaType: string): string | null {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(mediaType)?.[1]?.toLowerCase() ?? null;
}

/**
 * The charset that an XML or HTML document declares in its first bytes (XML 1.0, 4.3.3; HTML standard, 13.2.3.2), lower case; null
 * where it declares none or is of another type.
 */
export function declaredCharset(mediaType: string, start: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(start);
  const isHtml = mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
  const found = (isXml(mediaType) || isHtml ? inXml(text) : null) ?? (isHtml ? inHtml(text) : null);
  // A declaration that could be read as single bytes is none of UTF-16 (HTML standard).
  return found?.startsWith('utf-16') ? 'utf-8' : found;
}

function inXml(text: string): string | null {
  const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)')/i.exec(text);
  return (declaration?.[1] ?? declaration?.[2])?.toLowerCase() ?? null;
}

function inHtml(text: string): string | null {
  const visible = text.replace(/<!--[\s\S]*?(-->|$)/g, '');
  for (const [tag] of visible.matchAll(/<meta[\s/][^>]*>/gi)) {
    const charset = /[\s/"';]charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(tag)?.[1];
    if (charset !== undefined) return charset.toLowerCase();
  }
  return null;
}

/** JSON and every `+json` (RFC 6839 section 3.1); a wildcard is taken as JSON, which most APIs mean by it. */
export function isJson(mediaType: string): boolean {
  const type = essence(mediaType);
  return /^(?:application|text)\/json$|^[^/]+\/[^/]*\+json$/.test(type) || type === '*/*' || type === 'application/*';
}

/** XML and every `+xml` (RFC 7303). */
export function isXml(mediaType: string): boolean {
  return /^(?:application|text)\/xml$|\+xml$/.test(essence(mediaType));
}

const concrete = new Map([
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['text/*', 'text/plain'],
  ['multipart/*', 'multipart/form-data'],
]);

/** The type to write where a definition names one or a range of them: `*\/*` is for asking and never is in a request. */
export function concreteType(mediaType: string): string {
  const [first = ''] = mediaType.split(',', 1);
  const type = essence(first);
  if (!type.includes('*')) return first.trim();
  return concrete.get(type) ?? (isJson(type) ? 'application/json' : octets);
}

/** Bytes of which nothing more is known. */
export const octets = 'application/octet-stream';

/** Whether a type is one of those that a list allows (`image/png, image/*`). */
export function isAmongTypes(mediaType: string, list: string): boolean {
  const type = essence(mediaType);
  return list.split(',').some((each) => {
    const wanted = essence(each);
    return wanted === type || wanted === '*/*' || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)));
  });
}

/** One JSON value a line, or RFC 7464's sequences. */
export function isJsonLines(mediaType: string): boolean {
  return ['application/x-ndjson', 'application/jsonl', 'application/json-seq'].includes(essence(mediaType));
}

export const urlEncodedForm = 'application/x-www-form-urlencoded';
export const multipartForm = 'multipart/form-data';

/** Whether a body of this type is written from named fields. */
export function isForm(mediaType: string): boolean {
  const type = essence(mediaType);
  return type === urlEncodedForm || type.startsWith('multipart/');
}

const textual =
  /^application\/(x-www-form-urlencoded|javascript|ecmascript|graphql|xml|yaml|x-yaml|x-ndjson|jsonl|sql|toml|[^/]+\+(xml|yaml))$/;

/** Whether a body of this type is text that a person can read. */
export function isTextual(mediaType: string): boolean {
  const type = essence(mediaType);
  return type.startsWith('text/') || isJson(type) || textual.test(type) || type === 'image/svg+xml';
}
