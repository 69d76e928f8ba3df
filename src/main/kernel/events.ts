import type { ActivityEntry } from '#contract/activity.ts';
import type { TenantId } from '#contract/common.ts';
import type { ConsoleEvent, NoticeEvent, Topic } from '#contract/events.ts';
import type { Actor } from './actor.ts';

/** Something that happened, for the activity page. Texts must already be redacted. */
export type Happening = Omit<
  ActivityEntry,
  'id' | 'integrationName' | 'at' | 'actor' | 'details' | 'durationMs' | 'integrationId'
> &
  Partial<Pick<ActivityEntry, 'details' | 'durationMs' | 'integrationId'>> & {
    readonly tenantId: TenantId;
    readonly actor: Pick<Actor, 'userId' | 'name'> | null;
  };

type Listener<T> = (event: T) => void;

/** Tells listeners what changed, after it is stored. Listeners run at once, in the order they came. */
export interface Events {
  /** The renderer's cache of `topic` is stale. */
  changed(topic: Topic, tenantId: TenantId | null, ids?: readonly string[]): void;
  progress(event: Extract<ConsoleEvent, { type: 'progress' }>): void;
  /** Something that a person should hear of now. */
  notice(event: Omit<NoticeEvent, 'type'>): void;
  /** Something for the activity page. */
  happened(happening: Happening): void;
  onEvent(listener: Listener<ConsoleEvent>): () => void;
  onHappening(listener: Listener<Happening>): () => void;
}

export function createEvents(): Events {
  const events = new Set<Listener<ConsoleEvent>>();
  const happenings = new Set<Listener<Happening>>();
  const subscribe = <T>(set: Set<Listener<T>>, listener: Listener<T>) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  const tell = <T>(set: Set<Listener<T>>, event: T) => {
    for (const listener of set) listener(event);
  };
  return {
    changed: (topic, tenantId, ids) =>
      tell(events, { type: 'changed', topic, tenantId, ...(ids === undefined ? {} : { ids: [...ids] }) }),
    progress: (event) => tell(events, event),
    notice: (event) => tell(events, { type: 'notice', ...event }),
    happened: (happening) => tell(happenings, happening),
    onEvent: (listener) => subscribe(events, listener),
    onHappening: (listener) => subscribe(happenings, listener),
  };
}
