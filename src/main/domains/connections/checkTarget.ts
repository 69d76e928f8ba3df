import type { IntegrationId } from '#contract/common.ts';
import type { OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { Actor } from '#main/actor.ts';
import type { ConnectionsDeps } from './deps.ts';
import { requireTarget } from './target.ts';

/** What a check asks for, and how it was chosen: by a person, from the operations, or for want of both the base URL. */
export interface CheckTarget {
  readonly url: string;
  readonly chosenBy: 'person' | 'operation' | 'base';
}

/** Operations looked at in full before the base URL is taken instead. */
const looks = 12;

/**
 * The safe request that proves most: the check path; else the first GET without required parameters, those that ask for the
 * connection's scheme first; else the base URL.
 */
export async function checkTarget(
  { store, definitions }: Pick<ConnectionsDeps, 'store' | 'definitions'>,
  actor: Actor,
  id: IntegrationId,
  schemeKey: string | null,
): Promise<CheckTarget> {
  const { baseUrl, checkPath } = requireTarget(store.read, actor, id);
  if (checkPath !== null && checkPath !== '') return { url: join(baseUrl, checkPath), chosenBy: 'person' };
  for (const { key, path } of candidates(definitions.summariesOf(store.read, actor, id), schemeKey).slice(0, looks)) {
    const detail = await definitions.describe(actor, { integrationId: id, key });
    if (needsNothing(detail)) return { url: join(baseUrl, path), chosenBy: 'operation' };
  }
  return { url: baseUrl, chosenBy: 'base' };
}

type Summary = Pick<OperationSummary, 'key' | 'method' | 'path' | 'security'>;

function candidates(summaries: readonly Summary[], schemeKey: string | null): Summary[] {
  const safe = summaries.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  const rank = (summary: Summary) => {
    const alternatives = summary.security ?? [];
    const named = schemeKey !== null && alternatives.some((parts) => parts.some((part) => part.scheme === schemeKey));
    if (!named) return schemeKey === null ? 0 : 2;
    return alternatives.some((parts) => parts.length === 0) ? 1 : 0;
  };
  return safe
    .map((summary) => ({ summary, rank: rank(summary) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ summary }) => summary);
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
