import { JSONPathEnvironment, JSONPathError, type JSONPathNode, type JSONPathQuery } from 'json-p3';
import type { FilteredJson, JsonMatch } from '#contract/bodies.ts';
import { normalizedPath } from '#core/json/normalizedPath.ts';
import type { JsonIndex } from './jsonIndex.ts';

/** Matches that come with their places; the rest is counted. */
const mostMatches = 500;
const mostCounted = 1_000_000;
/** A container as long as this comes with its text, to be opened where it is. */
const mostText = 20_000;
/** Characters of all texts together. */
const mostTextInAll = 2_000_000;

const environment = new JSONPathEnvironment({ strict: true, maxRecursionDepth: 500 });

const nothing: Omit<FilteredJson, 'problem'> = { matches: [], count: 0, more: false };

/**
 * What a JSONPath (RFC 9535) finds in a document. Comparisons are made with doubles, as the standard allows; what is found is given as it
 * was sent, since its place in the text is looked up. Of a name that comes twice the last counts.
 */
export function filterJson(path: string, document: unknown, index: JsonIndex): FilteredJson {
  const query = compiled(path);
  if ('message' in query) return { ...nothing, problem: query };
  const found: JSONPathNode[] = [];
  let count = 0;
  try {
    for (const node of query.lazyQuery(document as Parameters<JSONPathQuery['lazyQuery']>[0])) {
      count += 1;
      if (count <= mostMatches) found.push(node);
      if (count > mostCounted) break;
    }
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    return { ...nothing, problem: problemOf(error) };
  }
  const matches = locate(found, index);
  return { matches, count: Math.min(count, mostCounted), more: count > mostCounted, problem: null };
}

type Problem = NonNullable<FilteredJson['problem']>;

function compiled(path: string): JSONPathQuery | Problem {
  try {
    return environment.compile(path);
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    return problemOf(error);
  }
}

function problemOf(error: JSONPathError): Problem {
  const at = error.token.index;
  const message = error.message.replace(/\s*\(.*?:\d+\)$/, '');
  return { message: message.charAt(0).toUpperCase() + message.slice(1), at: at >= 0 ? at : null };
}

/** Places that are sought below one. */
interface Sought {
  /** The matches that are this place itself. */
  readonly here: number[];
  readonly below: Map<string | number, Sought>;
}

const newSought = (): Sought => ({ here: [], below: new Map() });

/** Looks all places up in one walk, so that no part of the body is read once a match. */
function locate(nodes: readonly JSONPathNode[], index: JsonIndex): JsonMatch[] {
  const root = newSought();
  for (const [number, { location }] of nodes.entries()) {
    let place = root;
    for (const step of location) {
      const next = place.below.get(step) ?? newSought();
      place.below.set(step, next);
      place = next;
    }
    place.here.push(number);
  }
  const matches: JsonMatch[] = [];
  let budget = mostTextInAll;
  const pending: { sought: Sought; at: number }[] = [{ sought: root, at: index.root }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { sought, at } = place;
    for (const number of sought.here) {
      const match = matchAt(index, at, nodes[number], Math.min(mostText, budget));
      budget -= match.text.length;
      matches[number] = match;
    }
    for (const [step, start] of placesBelow(index, at, sought)) {
      const next = sought.below.get(step);
      if (next !== undefined) pending.push({ sought: next, at: start });
    }
  }
  return matches.filter((match) => match !== undefined);
}

function placesBelow(index: JsonIndex, at: number, { below }: Sought): Map<string | number, number> {
  const places = new Map<string | number, number>();
  if (below.size === 0) return places;
  const span = index.span(at);
  if (!span.isList) {
    for (const member of index.walk(span)) if (below.has(member.name)) places.set(member.name, member.at);
    return places;
  }
  const steps = [...below.keys()].filter((step) => typeof step === 'number').sort((a, b) => a - b);
  const last = steps.at(-1) ?? -1;
  for (const { name, at: start } of index.walk(span, steps[0])) {
    if (below.has(name)) places.set(name, start);
    if (Number(name) >= last) break;
  }
  return places;
}

function matchAt(index: JsonIndex, at: number, node: JSONPathNode | undefined, room: number): JsonMatch {
  const { name: _, ...row } = index.row(at, null);
  const path = normalizedPath(node?.location ?? []);
  const isContainer = row.kind === 'object' || row.kind === 'list';
  if (!isContainer) return { ...row, path };
  const isCut = row.bytes > room;
  return { ...row, path, isCut, text: isCut ? '' : index.bytes.text(at, at + row.bytes) };
}
