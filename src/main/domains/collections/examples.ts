import { and, asc, eq, max } from 'drizzle-orm';
import type { RequestExample } from '#contract/collections.ts';
import { type ExampleId, type ExchangeId, exampleId, type SavedRequestId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import type { CollectionsContext } from './context.ts';
import { requestExamples, requireSaved, savedRequestFacts } from './table.ts';

type Context = Pick<CollectionsContext, 'store' | 'facts' | 'now' | 'readSent'>;

/** Characters of a body that an example keeps. */
const longestBody = 1_000_000;

/** The examples of a saved request, in their order. Throws NOT_FOUND. */
export function listExamples(r: Reader, actor: Actor, { id }: { id: SavedRequestId }): RequestExample[] {
  requireSaved(r, actor, id);
  const { id: own, name, status, statusText, headers, body } = requestExamples;
  return r
    .select({ id: own, name, status, statusText, headers, body })
    .from(requestExamples)
    .where(and(eq(requestExamples.tenantId, actor.tenantId), eq(requestExamples.requestId, id)))
    .orderBy(asc(requestExamples.position), asc(own))
    .all();
}

/** Keeps the response of a sent request, as it is recorded: without its secrets. Throws NOT_FOUND, BODY_GONE or INVALID. */
export async function keepExample(
  context: Context,
  actor: Actor,
  { id, exchangeId, name }: { id: SavedRequestId; exchangeId: ExchangeId; name: string },
): Promise<RequestExample> {
  requireRole(actor, 'editor');
  const { sent, body } = await context.readSent(actor, exchangeId, longestBody);
  const { response } = sent;
  if (response === null)
    throw commonFaults.fault('INVALID', 'There was no response.', { kept: 'No example was kept.' });
  const { status, statusText, headers } = response;
  return context.store.write((w) => {
    const request = requireSaved(w, actor, id);
    const where = and(eq(requestExamples.tenantId, actor.tenantId), eq(requestExamples.requestId, id));
    const last = w
      .select({ at: max(requestExamples.position) })
      .from(requestExamples)
      .where(where)
      .get();
    const createdAt = context.now();
    const example = { id: exampleId.parse(uuidv7(createdAt)), name, status, statusText, headers, body };
    w.insert(requestExamples)
      .values({ tenantId: actor.tenantId, requestId: id, position: (last?.at ?? -1) + 1, createdAt, ...example })
      .run();
    context.facts.emit(w, savedRequestFacts.changed, { actor, entity: request });
    return example;
  });
}

/** Throws NOT_FOUND. */
export function removeExample({ store, facts }: Context, actor: Actor, { id }: { id: ExampleId }): { id: ExampleId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    const own = and(eq(requestExamples.tenantId, actor.tenantId), eq(requestExamples.id, id));
    const found = w.select({ requestId: requestExamples.requestId }).from(requestExamples).where(own).get();
    if (!found) throw notFound('The example');
    const request = requireSaved(w, actor, found.requestId);
    w.delete(requestExamples).where(own).run();
    facts.emit(w, savedRequestFacts.changed, { actor, entity: request });
  });
  return { id };
}
