import type { ConnectionsDeps } from '../deps.ts';
import type { SignIns } from './signIn/createSignIns.ts';

/** What fetching and renewing tokens needs. */
export type TokenDeps = Pick<ConnectionsDeps, 'store' | 'events' | 'vault' | 'outbound' | 'now'>;

export interface OAuthDeps extends TokenDeps, Pick<ConnectionsDeps, 'definitions'> {
  /** Asks the host to open a page in the person's browser; false where it cannot. */
  readonly openExternal: (url: string) => boolean;
  readonly signIns: SignIns;
  /** Longest wait for a person, in milliseconds. Default 5 minutes. */
  readonly signInMs?: number;
}
