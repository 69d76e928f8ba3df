import type { Connection, ConnectionState } from '#contract/connections.ts';

const useless: Partial<Record<ConnectionState, string>> = {
  refused: 'The server refused it.',
  revoked: 'It was revoked.',
  expired: 'It has expired.',
  needsSignIn: 'It needs a sign-in.',
  missing: 'Its secret is no longer there.',
};

/** Why a connection in its state cannot be used before a person mends it; null where it can be tried. */
export function whyUseless({ state, stateReason }: Pick<Connection, 'state' | 'stateReason'>): string | null {
  const reason = useless[state];
  return reason === undefined ? null : (stateReason ?? reason);
}
