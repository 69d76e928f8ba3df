/** A value of the last response of a saved request, as a name of a variable says it: `$response("Sign in", "$.token")`. */
export interface EarlierResponse {
  /** The saved request, by its name. */
  readonly request: string;
  /** What of the body is taken: JSONPath (RFC 9535). */
  readonly path: string;
}

const call =
  /^\$response\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*,\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)$/;

/** Reads such a name; null for every other. */
export function earlierResponse(name: string): EarlierResponse | null {
  const [, double, single, doublePath, singlePath] = call.exec(name) ?? [];
  const request = double ?? single;
  const path = doublePath ?? singlePath;
  return request === undefined || path === undefined ? null : { request: plain(request), path: plain(path) };
}

const plain = (text: string): string => text.replace(/\\(.)/g, '$1');

/** The name that a JSONPath ends with, whether after a point or in brackets; empty where it ends otherwise. */
export const lastName = (path: string): string => /([\p{L}\p{N}_$-]+)(?:["']?\])?\s*$/u.exec(path)?.[1] ?? '';
