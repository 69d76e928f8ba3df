/** What a caller asks of a mock server by the header `Prefer` (RFC 7240), in the words that Prism made known. */
export interface Preferences {
  /** Status to answer with. */
  readonly code?: number;
  /** Name of the example to answer with. */
  readonly example?: string;
  /** Made anew from the schema, whatever examples there are. */
  readonly dynamic?: boolean;
}

/** Reads `code=404, example=name, dynamic=true`; other preferences are left alone, as the RFC says. */
export function readPreferences(header: string | undefined): Preferences {
  const pairs = [...(header ?? '').matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]+))/g)];
  const given = new Map(
    pairs.map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '']),
  );
  const code = Number(given.get('code'));
  const example = given.get('example');
  const dynamic = given.get('dynamic');
  return {
    ...(Number.isInteger(code) && code >= 100 && code <= 599 && { code }),
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { dynamic: dynamic === 'true' }),
  };
}
