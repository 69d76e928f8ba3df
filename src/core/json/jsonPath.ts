import { JSONPathEnvironment, JSONPathError, type JSONPathQuery } from 'json-p3';
import { parseExact } from './exact.ts';

/** A document that paths are asked of. */
export interface JsonDocument {
  /** As `JSON.parse` reads it; filters compare these numbers. */
  readonly plain: unknown;
  /** The same with every number as it was written, see `parseExact`. */
  exact(): unknown;
}

/** What a path leads to. `singular` says that the path can lead to one place at most, whatever the document (RFC 9535 section 2.3.5.1). */
export type JsonSelection =
  | { readonly ok: true; readonly singular: boolean; readonly nodes: readonly JsonNode[] }
  | { readonly ok: false; readonly message: string };

export interface JsonNode {
  readonly location: readonly (string | number)[];
  /** Numbers that a double would change are as they were written. */
  readonly value: unknown;
}

/** @throws SyntaxError */
export function jsonDocument(text: string): JsonDocument {
  let exact: { value: unknown } | undefined;
  return {
    plain: JSON.parse(text),
    exact: () => {
      exact ??= { value: parseExact(text) };
      return exact.value;
    },
  };
}

/** Deeper than any body that people look at, and still far from the end of the stack. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 2_000 });

/**
 * Asks a document by JSONPath (RFC 9535). It takes as long as the path makes it, and its `match` and `search` take patterns: where
 * people write the path it runs on a thread that can be ended.
 */
export function selectJson(document: JsonDocument, path: string): JsonSelection {
  let query: JSONPathQuery;
  try {
    query = environment.compile(path);
    const plain = document.plain as Parameters<typeof query.query>[0];
    const nodes = query.query(plain).nodes.map(({ location }) => ({
      location,
      value: valueAtLocation(document.exact(), location),
    }));
    return { ok: true, singular: query.singularQuery(), nodes };
  } catch (cause) {
    if (cause instanceof JSONPathError) return { ok: false, message: cause.message };
    throw cause;
  }
}

function valueAtLocation(root: unknown, location: readonly (string | number)[]): unknown {
  return location.reduce<unknown>((value, step) => Reflect.get(Object(value), step), root);
}
