import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { SignIns } from './signIn/signIns.ts';
import type { OAuthTokenSource } from './tokens/tokenSource.ts';
import type { TokenContext } from './tokens/tokenTable.ts';

/** What OAuth needs of other domains. */
export interface OAuthPorts {
  readonly definitions: DefinitionReader;
}

/** What the functions of this domain work with. */
export interface OAuthContext extends TokenContext, OAuthPorts {
  readonly tokens: OAuthTokenSource;
  readonly signIns: SignIns;
  /** Opens a page in the person's browser; false where the host cannot. */
  readonly openExternal: (url: string) => boolean;
  /** Whether `patchbay://` links reach this program. */
  readonly takesLinks: boolean;
  /** Longest wait for a person, in milliseconds. */
  readonly signInMs: number;
}
