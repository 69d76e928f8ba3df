import type { IntegrationId } from '#contract/common.ts';
import type { OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsDeps } from './deps.ts';
import { requireIntegration } from './target.ts';

/** What a check asks for, and how it was chosen: by a person, from the operations, or for want of both the base URL. */
export interface CheckTarget {
  readonly url: string;
  readonly chosenBy: 'person' | 'operation' | 'base';
  /** A good answer proves the connection: nobody else is said to get one. A person who chose the path says so. */
  readonly proves: boolean;
}

/** Operations looked at in full before the base URL is taken instead. */
const looks = 12;

/** The schemes of a connection's parts; null stands for a part that was made by hand. Empty without a connection. */
export type SchemeKeys = readonly (string | null)[];

/**
 * The safe request that proves most: the check path; else the first GET without required parameters, those that cannot do without
 * the connection's schemes first; else the base URL.
 */
export async function checkTarget(
  { store, definitions }: Pick<ConnectionsDeps, 'store' | 'definitions'>,
  actor: Actor,
  id: IntegrationId,
  keys: SchemeKeys,
): Promise<CheckTarget> {
  const { baseUrl, checkPath } = requireIntegration(store.read, actor, id);
  if (checkPath !== null && checkPath !== '')
    return { url: join(baseUrl, checkPath), chosenBy: 'person', proves: keys.length > 0 };
  for (const summary of candidates(definitions.summariesOf(store.read, actor, id), keys).slice(0, looks)) {
    const detail = await definitions.describe(actor, { integrationId: id, key: summary.key });
    if (needsNothing(detail))
      return { url: join(baseUrl, summary.path), chosenBy: 'operation', proves: rankOf(summary, keys) === 0 };
  }
  return { url: baseUrl, chosenBy: 'base', proves: false };
}

type Summary = Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>;

function candidates(summaries: readonly Summary[], keys: SchemeKeys): Summary[] {
  return summaries
    .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    .map((summary) => ({ summary, rank: keys.length === 0 ? 0 : rankOf(summary, keys) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ summary }) => summary);
}

/** 0: asks for every scheme of the connection and cannot do without; 1: takes one of them; 2: nothing to do with them. */
function rankOf({ security }: Pick<Summary, 'security'>, keys: SchemeKeys): 0 | 1 | 2 {
  const alternatives = (security ?? []).map((parts) => parts.map((part) => part.scheme));
  const isClosed = alternatives.length > 0 && alternatives.every((schemes) => schemes.length > 0);
  // What was made by hand names no scheme: whatever the operation insists on is what it stands for.
  if (keys.includes(null)) return isClosed ? 0 : 2;
  if (isClosed && keys.length > 0 && alternatives.some((schemes) => isSame(schemes, keys))) return 0;
  return alternatives.some((schemes) => schemes.some((scheme) => keys.includes(scheme))) ? 1 : 2;
}

function isSame(schemes: readonly string[], keys: SchemeKeys): boolean {
  return schemes.length === keys.length && schemes.every((scheme) => keys.includes(scheme));
}

function needsNothing({ parameters, requestBody }: Pick<OperationDetail, 'parameters' | 'requestBody'>): boolean {
  return !parameters.some((parameter) => parameter.required) && requestBody?.required !== true;
}

/** A path below the base URL; an own origin in it would lead the secret elsewhere, so it stays a path. */
export function join(baseUrl: string, path: string): string {
  const base = new URL(baseUrl);
  const [pathname = '', search] = path.split('#')[0]?.split(/\?(.*)/s) ?? [];
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`;
  if (search !== undefined) base.search = search;
  return base.href;
}
