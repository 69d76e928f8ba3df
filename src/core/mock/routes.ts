import { percentDecoded } from '../percentEncoding.ts';

/** An operation that a mock server answers, by the key that names it in its definition. */
export interface MockRoute {
  readonly key: string;
  readonly method: string;
  /** With its templates, as in the definition. */
  readonly path: string;
}

/** What a path leads to; `values` are the path's parameters as they were sent, still encoded. */
export type FoundRoute<R> =
  | { readonly kind: 'found'; readonly route: R; readonly values: ReadonlyMap<string, string> }
  /** The path is known, the method is not. */
  | { readonly kind: 'otherMethod'; readonly methods: readonly string[] }
  | { readonly kind: 'unknown' };

interface CompiledRoute<R> {
  readonly route: R;
  readonly segments: readonly Segment[];
  /** Pairs that a template carries itself, as `?action=list`. */
  readonly query: readonly (readonly [string, string])[];
}

/** A step of a path: texts and names in turn, beginning with a text. */
interface Segment {
  readonly parts: readonly string[];
}

/**
 * Finds operations by method and path. A path without templates comes before one with them (OpenAPI 3.1.1, section 4.8.8.1 "Path
 * Templating Matching"), and of two with templates the one whose first difference is less of a template; what carries a query of its own
 * comes before what does not.
 */
export class RouteTable<R extends MockRoute> {
  readonly #routes: readonly CompiledRoute<R>[];
  readonly #bases: readonly (readonly Segment[])[];

  /** @param bases paths of the servers, below which the operations lie; each is answered without its base as well */
  constructor(routes: readonly R[], bases: readonly string[]) {
    this.#routes = routes
      .map((route) => compiled(route))
      .map((each) => ({ each, rank: rankOf(each) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)))
      .map(({ each }) => each);
    const distinct = new Set(bases.map((base) => base.replace(/\/+$/, '')).filter((base) => base !== ''));
    this.#bases = [...[...distinct].map((base) => segmentsOf(base)), []].toSorted((a, b) => b.length - a.length);
  }

  /** @param target path and query as they were sent */
  find(method: string, target: string): FoundRoute<R> {
    const [path = '', query = ''] = target.split('?', 2);
    const given = path.split('/').slice(1);
    const methods = new Set<string>();
    for (const base of this.#bases) {
      if (matched(base, given.slice(0, base.length)) === null) continue;
      const below = given.slice(base.length);
      const found = this.#findBelow(method, below, new URLSearchParams(query), methods);
      if (found !== null) return found;
    }
    return methods.size > 0 ? { kind: 'otherMethod', methods: [...methods] } : { kind: 'unknown' };
  }

  #findBelow(method: string, given: readonly string[], query: URLSearchParams, methods: Set<string>) {
    for (const { route, segments, query: fixed } of this.#routes) {
      if (fixed.some(([name, value]) => !query.getAll(name).includes(value))) continue;
      const values = matched(segments, given);
      if (values === null) continue;
      if (route.method === method) return { kind: 'found' as const, route, values };
      methods.add(route.method);
    }
    return null;
  }
}

function compiled<R extends MockRoute>(route: R): CompiledRoute<R> {
  const [path = '', query = ''] = (route.path.split('#', 1)[0] ?? '').split('?', 2);
  return { route, segments: segmentsOf(path), query: [...new URLSearchParams(query)] };
}

const segmentsOf = (path: string): Segment[] =>
  path
    .replace(/^\//, '')
    .split('/')
    .map((step) => ({ parts: step.split(/\{([^{}]*)\}/) }));

/** Sorts before others what is to be tried before them. */
function rankOf<R>({ segments, query }: CompiledRoute<R>): string {
  const ranks = segments.map(({ parts }) => (parts.length === 1 ? '0' : parts.some(isText) ? '1' : '2'));
  return `${ranks.join('')} ${query.length === 0 ? 1 : 0}`;
}

const isText = (part: string, index: number): boolean => index % 2 === 0 && part !== '';

/** The values of the templates; null where the steps are others. A value is never empty, and never more than its step. */
function matched(segments: readonly Segment[], given: readonly string[]): Map<string, string> | null {
  if (segments.length !== given.length) return null;
  const values = new Map<string, string>();
  for (const [index, { parts }] of segments.entries()) {
    if (!matchStep(parts, given[index] ?? '', values)) return null;
  }
  return values;
}

/** Each value goes up to the next text of the template, so that no step is read more than once. */
function matchStep([first = '', ...rest]: readonly string[], step: string, values: Map<string, string>): boolean {
  if (rest.length === 0) return step === first || percentDecoded(step) === percentDecoded(first);
  if (!step.startsWith(first)) return false;
  let at = first.length;
  for (let index = 0; index < rest.length; index += 2) {
    const [name = '', text = ''] = rest.slice(index, index + 2);
    const isLast = index + 2 >= rest.length;
    const end = isLast ? endBefore(step, text) : text === '' ? at + 1 : step.indexOf(text, at + 1);
    if (end <= at) return false;
    values.set(name, step.slice(at, end));
    at = end + text.length;
  }
  return at === step.length;
}

const endBefore = (step: string, text: string): number => (step.endsWith(text) ? step.length - text.length : -1);
