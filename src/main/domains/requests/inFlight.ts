import type { ExchangeId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Actor } from '#main/kernel/actor.ts';

/** The requests that are being sent, so that their senders can cancel them. */
export interface InFlight {
  /** Runs `work` under `id`; its signal ends with a cancel or with `outer`. Throws CONFLICT where the id is under way already. */
  run<T>(
    actor: Actor,
    id: ExchangeId,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Whether there was something to cancel. People cancel what they sent themselves. */
  cancel(actor: Actor, id: ExchangeId): boolean;
}

export function createInFlight(): InFlight {
  const running = new Map<string, AbortController>();
  const keyOf = ({ tenantId, userId }: Actor, id: ExchangeId) => `${tenantId} ${userId} ${id}`;
  return {
    run: async (actor, id, outer, work) => {
      const key = keyOf(actor, id);
      if (running.has(key)) throw commonFaults.fault('CONFLICT', 'This request is being sent already.');
      const controller = new AbortController();
      running.set(key, controller);
      try {
        return await work(outer ? AbortSignal.any([outer, controller.signal]) : controller.signal);
      } finally {
        running.delete(key);
      }
    },
    cancel: (actor, id) => {
      const controller = running.get(keyOf(actor, id));
      controller?.abort();
      return controller !== undefined;
    },
  };
}
