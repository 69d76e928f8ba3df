import { useSyncExternalStore } from 'react';

export interface SharedValue<T> {
  get(): T;
  set(next: T): void;
  /** Calls `listener` after each change; the answer ends it. */
  follow(listener: () => void): () => void;
  /** The value in a component, which is drawn again when it changes. */
  use(): T;
}

/** A value that is outside of React and is followed by components. Setting the same one again does nothing. */
export function sharedValue<T>(initial: T): SharedValue<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const follow = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const get = () => value;
  return {
    get,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    follow,
    use: () => useSyncExternalStore(follow, get),
  };
}
