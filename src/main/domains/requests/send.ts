import type { ExchangeId } from '#contract/common.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import type { Standpoint } from '#main/domains/environments/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { RequestsContext } from './context.ts';
import { keepDraft } from './draftFiles.ts';
import { exchange } from './exchange.ts';
import { discard, recordRequest, redactDraft, refuseKnownId } from './record.ts';
import { concernsFiles } from './writeBody.ts';

export interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
  /** A person confirmed that it goes to a production environment, whatever it does there. */
  readonly confirmed?: boolean | undefined;
}

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`; one
 * whose body fails keeps its response beside it.
 * Throws NOT_SENDABLE, NEEDS_CONFIRMATION, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  context: RequestsContext,
  actor: Actor,
  { id, draft, confirmed }: SendInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  requireRole(actor, 'editor');
  return context.inFlight.run(actor, id, signal, async (stop, live) => {
    refuseKnownId(context.store.read, actor, id);
    const values = context.session.of(actor, placeOf(context, actor, draft));
    const info = { requestName: draft.operationKey ?? draft.url, requestId: id, iteration: 0, iterationCount: 1 };
    const input = { draft, confirmed, values, info, onScriptFault: 'stop' as const };
    return exchange(context, actor, input, { signal: stop, live }, async (exchanged) => {
      const { prepared, request, outcome } = exchanged;
      try {
        const kept = concernsFiles(draft.body)
          ? await keepDraft(context, actor, prepared, request.secrets)
          : redactDraft(draft, { judge: prepared.judge, secrets: request.secrets });
        return recordRequest(context, actor, { id, ...exchanged, kept, eventTimes: live.eventTimes });
      } catch (error) {
        await discard(outcome);
        throw error;
      }
    });
  });
}

/** Where what scripts set for a draft is kept. */
export function placeOf(
  { store, groupChain }: Pick<RequestsContext, 'store' | 'groupChain'>,
  actor: Actor,
  { groupId, environmentId }: Standpoint,
) {
  const collectionId = groupId === null ? null : (groupChain(store.read, actor, groupId)[0]?.id ?? null);
  return { environmentId, collectionId };
}
