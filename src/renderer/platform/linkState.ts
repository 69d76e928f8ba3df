import { useSyncExternalStore } from 'react';

export type LinkState = 'connecting' | 'connected' | 'lost';

let state: LinkState = 'connecting';
const listeners = new Set<() => void>();

export function setLinkState(next: LinkState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function linkState(): LinkState {
  return state;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether the console answers; `lost` shows the bar at the top. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(subscribe, linkState);
}
