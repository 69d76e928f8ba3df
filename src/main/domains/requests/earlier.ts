import { and, desc, eq, sql } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { EarlierResponse } from '#core/variables/earlierResponse.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { readRequest, visibleTo } from './history.ts';
import { readBody } from './responseBody.ts';
import { sentRequests } from './table.ts';

/** How far back in the history a response is sought. */
const mostSought = 2_000;
/** Longest body that a value is taken from, in bytes. */
const longestBody = 4_000_000;

/**
 * A value of the last response that the actor got for a saved request; null where there is none, where it was not 2xx, or where the path leads
 * to nothing. The response is read as it is kept, without its secrets.
 */
export async function earlierValue(
  context: Pick<RequestsContext, 'store' | 'bodiesDir' | 'scripts' | 'savedNamed'>,
  actor: Actor,
  { request, path }: EarlierResponse,
): Promise<string | null> {
  const r = context.store.read;
  const id = lastOf(r, actor, context.savedNamed(r, actor, request));
  if (id === null) return null;
  try {
    const { response } = readRequest(r, actor, { id });
    const { data } = await readBody(context, actor, { id, offset: 0, length: longestBody, as: 'text' });
    if (response === null) return null;
    const checked = { ...response, body: data, timeMs: 0 };
    const capture = { enabled: true, variable: 'value', subject: 'jsonPath', expression: path } as const;
    const [found] = (await context.scripts.check([], [capture], checked)).captures;
    return found !== undefined && 'value' in found ? found.value : null;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

/** The last answered request among those that were sent from drafts like these. */
function lastOf(r: Reader, actor: Actor, drafts: readonly { method: string; url: string }[]): ExchangeId | null {
  if (drafts.length === 0) return null;
  const { id, at, status, record } = sentRequests;
  const recent = r
    .select({
      id,
      status,
      method: sql<string>`${record} ->> '$.draft.method'`,
      url: sql<string>`${record} ->> '$.draft.url'`,
    })
    .from(sentRequests)
    .where(and(visibleTo(actor), eq(sentRequests.actorId, actor.userId)))
    .orderBy(desc(at), desc(id))
    .limit(mostSought);
  const is = (row: { method: string; url: string }) =>
    drafts.some(({ method, url }) => row.method === method && row.url === url);
  return (
    recent.all().find((row) => row.status !== null && row.status >= 200 && row.status < 300 && is(row))?.id ?? null
  );
}
