import type { ConnectionId } from '#contract/common.ts';
import { recordSignedIn } from '#main/domains/connections/index.ts';
import { leaseOwner } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { emitTokenFact, tokenFacts } from '../facts.ts';
import { requireOAuthConnection, storeTokens } from '../oauthConnection.ts';
import { NoToken, readGranted } from '../protocol/tokenAnswer.ts';
import type { TokenContext } from './tokenTable.ts';

/** Tokens that another program was granted with the same client. */
export interface ForeignTokens {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** When the access token ends, in milliseconds since 1970; null where it is not known. */
  readonly expiresAt: number | null;
}

/**
 * Stores tokens that came from elsewhere as if a person had signed in, in the caller's transaction. Answers why it cannot, or null.
 * Throws NOT_FOUND, FORBIDDEN, CONFIG_INVALID or VAULT_LOCKED.
 */
export function takeOverTokens(
  context: TokenContext,
  w: Writer,
  actor: Actor,
  id: ConnectionId,
  given: ForeignTokens,
): string | null {
  const connection = requireOAuthConnection(w, actor, id);
  const at = context.now();
  const read = readForeign(given, at);
  if (typeof read === 'string') return read;
  const granted = { ...given, ...read, obtainedAt: at, scopes: null, headerForm: null, foreignOrigins: [] };
  recordSignedIn(context, w, actor, connection);
  storeTokens(context, w, connection, { granted, recorder: null, by: 'signIn', leaseOwner: leaseOwner() });
  emitTokenFact(context, w, tokenFacts.takenOver, actor, connection);
  return null;
}

type Carried = { accessToken: string | null; refreshToken: string | null; tokenType: string };

/** The tokens as those of an answer are judged; with nothing but a refresh token, that one. */
function readForeign({ accessToken, refreshToken }: ForeignTokens, now: number): Carried | string {
  try {
    const judged = readGranted({ access_token: accessToken ?? refreshToken, refresh_token: refreshToken }, now);
    const { tokenType } = judged;
    return {
      accessToken: accessToken === null ? null : judged.accessToken,
      refreshToken: judged.refreshToken,
      tokenType,
    };
  } catch (error) {
    if (error instanceof NoToken) return error.message;
    throw error;
  }
}
