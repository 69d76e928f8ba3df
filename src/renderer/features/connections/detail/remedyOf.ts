import type { Connection } from '#contract/connections.ts';

/** The one thing that mends a connection. */
export type Remedy = 'unlock' | 'signIn' | 'refresh' | 'replace' | 'rotate' | 'check';

/** What to do about the state; null where all is well. */
export function remedyOf({ state, kind, tokens }: Pick<Connection, 'state' | 'kind' | 'tokens'>): Remedy | null {
  const again: Remedy = kind === 'oauth2' ? 'signIn' : 'replace';
  switch (state) {
    case 'valid':
      return null;
    case 'locked':
      return 'unlock';
    case 'unchecked':
    case 'failing':
      return 'check';
    case 'needsSignIn':
    case 'revoked':
    case 'refused':
    case 'missing':
      return again;
    case 'expired':
    case 'expiring':
      if (tokens?.refreshable === true) return 'refresh';
      return state === 'expiring' && kind !== 'oauth2' ? 'rotate' : again;
  }
}

const words: Record<Remedy, string> = {
  unlock: 'Unlock the vault',
  signIn: 'Sign in again',
  refresh: 'Reconnect',
  replace: 'Replace the secret',
  rotate: 'Rotate the secret',
  check: 'Check now',
};

/** The remedy's button. */
export function remedyWords(remedy: Remedy, { tokens }: Pick<Connection, 'tokens'>): string {
  return remedy === 'signIn' && tokens?.obtainedAt == null ? 'Sign in' : words[remedy];
}
