import { sharedValue } from '#renderer/ui/sharedValue.ts';

/** `paused`: the page is out of sight and does not listen. `signedOut`: the console no longer knows this browser. */
export type LinkState = 'connecting' | 'connected' | 'paused' | 'lost' | 'signedOut';

const state = sharedValue<LinkState>('connecting');

export const setLinkState = state.set;
export const linkState = state.get;

/** Whether the console answers; `lost` and `signedOut` show the bar at the top. */
export const useLinkState = state.use;
