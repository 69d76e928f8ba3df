import type { Answer } from './answer.ts';
import type { Library } from './library.ts';

/** One call of the sample API, parsed. */
export interface Call {
  readonly library: Library;
  /** The caller showed the key. */
  readonly known: boolean;
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** `key` needs the key, `optional` answers more with it, `open` ignores it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: 'key' | 'optional' | 'open';
  run(call: Call): Answer;
}

/** The route of a method and path with the values of its path parameters; null where none fits. */
export function findRoute(routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    const values = route.method === method ? matchPath(route.path, path) : null;
    if (values !== null) return { route, values };
  }
  return null;
}

/** Methods that exist at the path. */
export function methodsAt(routes: readonly Route[], path: string): string[] {
  return routes.filter((route) => matchPath(route.path, path) !== null).map((route) => route.method);
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) values.push([part.slice(1, -1), actual]);
    else if (part !== actual) return null;
  }
  return Object.fromEntries(values);
}
