import * as oauth from 'oauth4webapi';
import type { ConnectionId } from '#contract/common.ts';
import { suspendConnection } from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from './deps.ts';
import { failureOf } from './doctor/findings.ts';
import { type OAuthConnection, openClientSecret, requireOAuthConnection } from './oauthConnection.ts';
import { resolveServer } from './protocol/authorizationServer.ts';
import { type OAuthClient, prepareClient, requestOptions } from './protocol/client.ts';
import { createRecorder, type StepRecorder } from './protocol/recorder.ts';
import { announceTokens, openToken, removeSealedTokens } from './tokens/tokenStore.ts';
import { changeTokenRow, readTokenRow, requireTokenRow, saveSteps } from './tokens/tokenTable.ts';

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
  const connection = requireOAuthConnection(deps.store.read, actor, connectionId);
  const recorder = createRecorder(deps, 'person');
  const result = await revokeAtServer(deps, connection, recorder);
  deps.store.write((w) => {
    const { generation } = requireTokenRow(w, connection);
    removeSealedTokens(deps.vault, w, connection);
    changeTokenRow(w, connection, {
      status: 'revoked',
      statusReason: result.message,
      refreshable: false,
      expiresAt: null,
      obtainedAt: null,
      grantedScopes: null,
      generation: generation + 1,
      leaseOwner: null,
      leaseUntil: null,
      underWay: null,
    });
    saveSteps(w, connection, recorder.at, recorder.steps());
    suspendConnection(w, connection, 'revoked', result.message);
  });
  announceTokens(deps, connection);
  const { tenantId, row, name } = connection;
  const isPrivate = row.visibility === 'private';
  deps.events.happened({
    tenantId,
    actor,
    kind: 'change',
    action: 'revoked',
    integrationId: row.integrationId,
    result: 'ok',
    subject: isPrivate ? 'a private connection' : name,
    // The server's words may name it.
    details: isPrivate ? [] : [{ name: 'Result', value: result.message }],
  });
  return result;
}

async function revokeAtServer(deps: OAuthDeps, connection: OAuthConnection, recorder: StepRecorder) {
  const refresh = openToken(deps.vault, deps.store.read, connection, 'oauth:refresh');
  const access = openToken(deps.vault, deps.store.read, connection, 'oauth:access');
  if (refresh === null && access === null) return { revoked: false, message: 'There was no token to revoke.' };
  const secret = openClientSecret(deps, connection);
  const skewMs = readTokenRow(deps.store.read, connection)?.clockSkewMs ?? null;
  try {
    if (!(await canRevoke(recorder, connection))) return { revoked: false, message: forgottenOnly };
    const client = await prepareClient({ recorder, config: connection.config, secret, skewMs }, ['revocation']);
    // The refresh token first: servers take its access tokens with it (RFC 7009 section 2.1).
    if (refresh !== null) await revokeToken(client, refresh, 'refresh_token');
    if (access !== null) await revokeToken(client, access, 'access_token');
    return { revoked: true, message: 'The tokens were revoked at the server and forgotten here.' };
  } catch (error) {
    const { message } = failureOf(recorder, error, 'SIGN_IN_FAILED');
    return { revoked: false, message: `The tokens were forgotten here. The server did not revoke them: ${message}` };
  }
}

const forgottenOnly =
  'The tokens were forgotten here. The server offers no way to revoke them; they end by themselves.';

async function canRevoke(recorder: StepRecorder, { config }: OAuthConnection): Promise<boolean> {
  if (config.revocationUrl !== null) return true;
  if (config.issuer === null) return false;
  const { metadata } = await resolveServer(recorder, { ...config, authorizationUrl: null }, ['authorization']).catch(
    () => ({
      metadata: null,
    }),
  );
  return metadata?.revocation_endpoint !== undefined;
}

/** Asks the server to forget a token (RFC 7009). A token that it does not know counts as forgotten. */
async function revokeToken(client: OAuthClient, token: string, hint: 'access_token' | 'refresh_token'): Promise<void> {
  const { server, identity, auth, recorder } = client;
  recorder.hide(token);
  const response = await oauth.revocationRequest(server.metadata, identity, auth, token, {
    ...requestOptions(client, 'revocation'),
    additionalParameters: { token_type_hint: hint },
  });
  await oauth.processRevocationResponse(response);
}
