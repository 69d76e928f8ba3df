/** Type and subtype in lower case, without parameters (RFC 9110 section 8.3.1). */
export function essence(mediaType: string): string {
  return mediaType.split(';', 1).join('').trim().toLowerCase();
}

/** The charset that a media type names, in lower case. */
export function charsetOf(mediaType: string): string | null {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(mediaType)?.[1]?.toLowerCase() ?? null;
}

/** JSON and every `+json` (RFC 6839 section 3.1); a wildcard is taken as JSON, which most APIs mean by it. */
export function isJson(mediaType: string): boolean {
  const type = essence(mediaType);
  return /^(?:application|text)\/json$|^[^/]+\/[^/]*\+json$/.test(type) || type === '*/*' || type === 'application/*';
}

/** One JSON value a line, or RFC 7464's sequences. */
export function isJsonLines(mediaType: string): boolean {
  return ['application/x-ndjson', 'application/jsonl', 'application/json-seq'].includes(essence(mediaType));
}

export const urlEncodedForm = 'application/x-www-form-urlencoded';
export const multipartForm = 'multipart/form-data';

/** The two types that a form of named fields is written in. */
export function isForm(mediaType: string): mediaType is typeof urlEncodedForm | typeof multipartForm {
  return mediaType === urlEncodedForm || mediaType === multipartForm;
}

const textual =
  /^application\/(x-www-form-urlencoded|javascript|ecmascript|graphql|xml|yaml|x-yaml|x-ndjson|jsonl|sql|toml|[^/]+\+(xml|yaml))$/;

/** Whether a body of this type is text that a person can read. */
export function isTextual(mediaType: string): boolean {
  const type = essence(mediaType);
  return type.startsWith('text/') || isJson(type) || textual.test(type) || type === 'image/svg+xml';
}
