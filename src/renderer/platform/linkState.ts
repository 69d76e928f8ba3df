import { useSyncExternalStore } from 'react';

/** `paused`: the page is out of sight and does not listen. `signedOut`: the console no longer knows this browser. */
export type LinkState = 'connecting' | 'connected' | 'paused' | 'lost' | 'signedOut';

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

/** Whether the console answers; `lost` and `signedOut` show the bar at the top. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(subscribe, linkState);
}
