import type { ConnectionId } from '#contract/common.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { suspendConnection } from '../connections/lifecycle.ts';
import type { OAuthDeps } from './deps.ts';
import { failureOf } from './doctor/failureOf.ts';
import { openSecretOf, requireSubject, type Subject } from './ofConnection.ts';
import { beginTalk } from './protocol/beginTalk.ts';
import { type Exchange, openExchange } from './protocol/openExchange.ts';
import { revokeToken } from './protocol/revokeToken.ts';
import { serverOf } from './protocol/serverOf.ts';
import { keepExchange } from './tokens/keepExchange.ts';
import { forgetTokens, openToken } from './tokens/sealedTokens.ts';
import { tellTokens } from './tokens/tellTokens.ts';
import { changeTokenRow, readTokenRow, requireTokenRow } from './tokens/tokenRow.ts';

/**
 * Revokes at the server where it can, and forgets the tokens in every case: whoever asks for this wants them gone here.
 * `revoked` says whether the server knows of it. Throws VAULT_LOCKED.
 */
export async function revoke(
  deps: OAuthDeps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): Promise<{ revoked: boolean; message: string }> {
  requireRole(actor, 'editor');
  const subject = requireSubject(deps.store.read, actor, connectionId);
  const exchange = openExchange(deps, 'person');
  const result = await atServer(deps, subject, exchange);
  deps.store.write((w) => {
    const { generation } = requireTokenRow(w, subject);
    forgetTokens(deps.vault, w, subject);
    const gone = {
      status: 'revoked',
      statusReason: result.message,
      refreshable: false,
      expiresAt: null,
      obtainedAt: null,
    } as const;
    const free = { leaseOwner: null, leaseUntil: null, underWay: null };
    changeTokenRow(w, subject, { ...gone, ...free, grantedScopes: null, generation: generation + 1 });
    keepExchange(w, subject, exchange.at, exchange.steps());
    suspendConnection(w, subject, 'revoked', result.message);
  });
  tellTokens(deps, subject);
  const { tenantId, row, name } = subject;
  deps.events.happened({
    ...{ tenantId, actor, kind: 'change', action: 'revoked', integrationId: row.integrationId, result: 'ok' },
    subject: row.visibility === 'private' ? 'a private connection' : name,
    details: [{ name: 'Result', value: result.message }],
  });
  return result;
}

async function atServer(deps: OAuthDeps, subject: Subject, exchange: Exchange) {
  const refresh = openToken(deps.vault, deps.store.read, subject, 'oauth:refresh');
  const access = openToken(deps.vault, deps.store.read, subject, 'oauth:access');
  if (refresh === null && access === null) return { revoked: false, message: 'There was no token to revoke.' };
  const secret = openSecretOf(deps, subject);
  const skewMs = readTokenRow(deps.store.read, subject)?.clockSkewMs ?? null;
  try {
    if (!(await canRevoke(exchange, subject))) return { revoked: false, message: forgottenOnly };
    const talk = await beginTalk({ exchange, config: subject.config, secret, skewMs }, ['revocation']);
    // The refresh token first: servers take its access tokens with it (RFC 7009 section 2.1).
    if (refresh !== null) await revokeToken(talk, refresh, 'refresh_token');
    if (access !== null) await revokeToken(talk, access, 'access_token');
    return { revoked: true, message: 'The tokens were revoked at the server and forgotten here.' };
  } catch (error) {
    const { message } = failureOf(exchange, error, 'SIGN_IN_FAILED');
    return { revoked: false, message: `The tokens were forgotten here. The server did not revoke them: ${message}` };
  }
}

const forgottenOnly =
  'The tokens were forgotten here. The server offers no way to revoke them; they end by themselves.';

async function canRevoke(exchange: Exchange, { config }: Subject): Promise<boolean> {
  if (config.revocationUrl !== null) return true;
  if (config.issuer === null) return false;
  const { metadata } = await serverOf(exchange, { ...config, authorizationUrl: null }, ['authorization']).catch(() => ({
    metadata: null,
  }));
  return metadata?.revocation_endpoint !== undefined;
}
