import type { ActivityEntry } from '#contract/activity.ts';
import type { TenantId } from '#contract/common.ts';
import type { ConsoleEvent, NoticeEvent, Topic } from '#contract/events.ts';
import type { Actor } from './actor.ts';

type Listener = (event: ConsoleEvent) => void;

/** Of domains that do not emit facts yet; goes with the last of them. */
export type Happening = Omit<
  ActivityEntry,
  'id' | 'integrationName' | 'at' | 'actor' | 'details' | 'durationMs' | 'integrationId'
> &
  Partial<Pick<ActivityEntry, 'details' | 'durationMs' | 'integrationId'>> & {
    readonly tenantId: TenantId;
    readonly actor: Pick<Actor, 'userId' | 'name'> | null;
  };

/**
 * What open pages hear: what is stale, how far work is, and notices. Nothing here is kept. Domains say what happened with
 * `facts.emit` and `facts.signal`; which topics that makes stale stands in facts/stale.ts alone.
 */
export interface Events {
  /** The renderer's cache of `topic` is stale. */
  changed(topic: Topic, tenantId: TenantId | null, ids?: readonly string[]): void;
  progress(event: Omit<Extract<ConsoleEvent, { type: 'progress' }>, 'type'> & { type?: 'progress' }): void;
  /** Something that a person should hear of now. */
  notice(event: Omit<NoticeEvent, 'type'>): void;
  /** Listeners run at once, in the order they came. @returns what ends that */
  onEvent(listener: Listener): () => void;
  happened(happening: Happening): void;
  onHappening(listener: (happening: Happening) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<Listener>();
  const happenings = new Set<(happening: Happening) => void>();
  const publish = (event: ConsoleEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    changed: (topic, tenantId, ids) =>
      publish({ type: 'changed', topic, tenantId, ...(ids === undefined ? {} : { ids: [...ids] }) }),
    progress: (event) => publish({ ...event, type: 'progress' }),
    notice: (event) => publish({ type: 'notice', ...event }),
    happened: (happening) => {
      for (const listener of happenings) listener(happening);
    },
    onHappening: (listener) => {
      happenings.add(listener);
      return () => void happenings.delete(listener);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
