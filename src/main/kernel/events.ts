import type { TenantId } from '#contract/common.ts';
import type { ConsoleEvent, NoticeEvent, Topic } from '#contract/events.ts';

type Listener = (event: ConsoleEvent) => void;

/**
 * What open pages hear: what is stale, how far work is, and notices. Nothing here is kept. Domains say what happened with
 * `facts.emit` and `facts.signal`; which topics that makes stale stands in facts/stale.ts alone.
 */
export interface Events {
  /** The renderer's cache of `topic` is stale. */
  changed(topic: Topic, tenantId: TenantId | null, ids?: readonly string[]): void;
  progress(event: Omit<Extract<ConsoleEvent, { type: 'progress' }>, 'type'>): void;
  /** Something that a person should hear of now. */
  notice(event: Omit<NoticeEvent, 'type'>): void;
  /** Listeners run at once, in the order they came. @returns what ends that */
  onEvent(listener: Listener): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<Listener>();
  const publish = (event: ConsoleEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    changed: (topic, tenantId, ids) =>
      publish({ type: 'changed', topic, tenantId, ...(ids === undefined ? {} : { ids: [...ids] }) }),
    progress: (event) => publish({ type: 'progress', ...event }),
    notice: (event) => publish({ type: 'notice', ...event }),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
