import { type JsonDocument, jsonDocument } from '../json/jsonPath.ts';

/** What assertions and captures look at. */
export interface CheckedResponse {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The body, decoded; null where it is no text or was not kept. */
  readonly body: string | null;
  /** Bytes of the body after decompression. */
  readonly bytes: number;
  /** Milliseconds until the whole response was there. */
  readonly timeMs: number;
  /** What the check against the definition found; null where none was made. */
  readonly schemaMatch: {
    readonly state: 'matches' | 'differs' | 'undeclared' | 'unchecked';
    readonly message: string;
    readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  } | null;
}

const documents = new WeakMap<CheckedResponse, JsonDocument | null>();

/** The body as JSON, read once for all that asks for it; null where it is none. */
export function documentOf(response: CheckedResponse): JsonDocument | null {
  const known = documents.get(response);
  if (known !== undefined) return known;
  const document = read(response.body);
  documents.set(response, document);
  return document;
}

function read(body: string | null): JsonDocument | null {
  if (body === null) return null;
  try {
    return jsonDocument(body);
  } catch {
    return null;
  }
}

/** Values of all headers with the name, joined as RFC 9110 section 5.3 says; undefined where there is none. */
export function headerOf({ headers }: CheckedResponse, name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  const values = headers.filter((header) => header.name.toLowerCase() === wanted).map(({ value }) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

/** The value that the response sets a cookie to (RFC 6265 section 5.2); undefined where it sets none of the name. */
export function cookieOf({ headers }: CheckedResponse, name: string): string | undefined {
  for (const header of headers.toReversed()) {
    if (header.name.toLowerCase() !== 'set-cookie') continue;
    const [pair = ''] = header.value.split(';', 1);
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name.trim()) return pair.slice(at + 1).trim();
  }
  return undefined;
}
