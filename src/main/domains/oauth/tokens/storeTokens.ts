import { resumeConnection } from '#main/domains/connections/lifecycle.ts';
import type { Writer } from '#main/store/index.ts';
import type { Subject } from '../ofConnection.ts';
import { asksAlone } from '../protocol/asksAlone.ts';
import type { Exchange } from '../protocol/openExchange.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { keepExchange } from './keepExchange.ts';
import { forgetTokens, openToken, sealToken } from './sealedTokens.ts';
import { changeTokenRow, requireTokenRow } from './tokenRow.ts';

/**
 * Writes what a server granted: tokens, what is known of them, and the steps, all in the caller's transaction, so that either all of
 * it stands or nothing. A renewal that returns no refresh token keeps the one of before; a sign-in begins anew.
 */
export function storeTokens(
  { vault }: Pick<TokenDeps, 'vault'>,
  w: Writer,
  subject: Subject,
  granted: GrantedTokens,
  exchange: Exchange,
  by: 'signIn' | 'refresh',
): void {
  const before = requireTokenRow(w, subject);
  if (by === 'signIn') forgetTokens(vault, w, subject);
  sealToken(vault, w, subject, 'oauth:access', granted.accessToken);
  if (granted.refreshToken !== null) sealToken(vault, w, subject, 'oauth:refresh', granted.refreshToken);
  const keepsOld = by === 'refresh' && openToken(vault, w, subject, 'oauth:refresh') !== null;
  const { scopes } = subject.config;
  const refreshable = granted.refreshToken !== null || keepsOld;
  changeTokenRow(w, subject, {
    ...{ status: 'ok', statusReason: null, obtainedAt: granted.obtainedAt, expiresAt: granted.expiresAt },
    refreshable,
    requestedScopes: scopes,
    grantedScopes: granted.scopes ?? (by === 'refresh' ? before.grantedScopes : null),
    tokenType: granted.tokenType,
    clockSkewMs: exchange.skewMs() ?? before.clockSkewMs,
    generation: before.generation + 1,
    ...{ leaseOwner: null, leaseUntil: null, underWay: null },
  });
  keepExchange(w, subject, exchange.at, exchange.steps());
  resumeConnection(w, subject, refreshable || asksAlone(subject.config) ? null : granted.expiresAt);
}
