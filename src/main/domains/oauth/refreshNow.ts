import type { ConnectionId } from '#contract/common.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from './deps.ts';
import { needsSignIn } from './faults.ts';
import { requireSubject } from './ofConnection.ts';
import type { OAuthTokenSource } from './tokens/createTokenSource.ts';
import { requireOpenVault } from './tokens/requireOpenVault.ts';
import { readTokenRow, toTokenState } from './tokens/tokenRow.ts';

/** Renews the tokens whatever their age. Throws NEEDS_SIGN_IN, REFRESH_FAILED or VAULT_LOCKED. */
export async function refreshNow(
  deps: OAuthDeps & { readonly tokens: OAuthTokenSource },
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): Promise<TokenState> {
  requireRole(actor, 'editor');
  const subject = requireSubject(deps.store.read, actor, connectionId);
  requireOpenVault(deps);
  const before = readTokenRow(deps.store.read, subject)?.generation ?? 0;
  await deps.tokens.renew(subject);
  const row = readTokenRow(deps.store.read, subject);
  if (row?.status !== 'ok' || row.generation === before) throw needsSignIn(subject.name, row?.statusReason ?? null);
  return toTokenState(row);
}
