import type { ExchangeId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { RequestsDeps } from './deps.ts';

/** Ends a request of the actor's own that is being sent; it is recorded as cancelled. */
export function cancelRequest(
  { inFlight }: Pick<RequestsDeps, 'inFlight'>,
  actor: Actor,
  { id }: { id: ExchangeId },
): { cancelled: boolean } {
  return { cancelled: inFlight.cancel(actor, id) };
}
