/** A media type without its parameters, in lower case. */
export function mediaTypeOf(text: string): string {
  return (text.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJson(text: string): boolean {
  return /^(application|text)\/(json|[^/]+\+json)$/.test(mediaTypeOf(text));
}

/** Whether a body of this type is text that a person can read. */
export function isTextual(text: string): boolean {
  const type = mediaTypeOf(text);
  return (
    type.startsWith('text/') ||
    isJson(type) ||
    /^application\/(x-www-form-urlencoded|javascript|ecmascript|graphql|xml|yaml|x-yaml|x-ndjson|jsonl|sql|toml|[^/]+\+(xml|yaml))$/.test(
      type,
    ) ||
    type === 'image/svg+xml'
  );
}
