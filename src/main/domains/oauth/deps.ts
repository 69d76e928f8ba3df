import type { ConnectionsContext } from '#main/domains/connections/index.ts';
import type { TokenDeps } from './oauthConnection.ts';
import type { SignIns } from './signIn/signIns.ts';

export interface OAuthDeps extends TokenDeps, Pick<ConnectionsContext, 'definitions'> {
  /** Opens a page in the person's browser; false where the host cannot. */
  readonly openExternal: (url: string) => boolean;
  readonly signIns: SignIns;
  /** Whether `patchbay://` links reach this program. */
  readonly takesLinks: boolean;
  /** Longest wait for a person, in milliseconds. Default 5 minutes. */
  readonly signInMs?: number;
}
