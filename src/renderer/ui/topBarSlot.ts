import { useSyncExternalStore } from 'react';

let element: HTMLElement | null = null;
const listeners = new Set<() => void>();

/** Ref of the place in the top bar where a page that fills the window puts its title. */
export function topBarSlot(next: HTMLElement | null): void {
  element = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place in the top bar; null until the bar stands. */
export function useTopBarSlot(): HTMLElement | null {
  return useSyncExternalStore(subscribe, () => element);
}
