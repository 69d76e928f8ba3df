import * as oauth from 'oauth4webapi';
import type { ConnectionId } from '#contract/common.ts';
import { suspendConnection } from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthContext } from './context.ts';
import { failureOf } from './doctor/doctor.ts';
import { emitTokenFact, tokenFacts } from './facts.ts';
import { openClientSecret, openToken, removeSealedTokens, requireOAuthConnection } from './oauthConnection.ts';
import { resolveServer } from './protocol/authorizationServer.ts';
import { type OAuthClient, prepareClient, requestOptions } from './protocol/client.ts';
import { createRecorder, type StepRecorder } from './protocol/recorder.ts';
import {
  changeTokenRow,
  habitsOf,
  type OAuthConnection,
  planRenewal,
  readTokenRow,
  requireTokenRow,
  saveSteps,
} from './tokens/tokenTable.ts';

/**
 * Revokes at the server where it can, and forgets the tokens in every case: whoever asks for this wants them gone here.
 * `revoked` says whether the server knows of it. Throws VAULT_LOCKED.
 */
export async function revoke(
  context: OAuthContext,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): Promise<{ revoked: boolean; message: string }> {
  requireRole(actor, 'editor');
  const connection = requireOAuthConnection(context.store.read, actor, connectionId);
  const recorder = createRecorder(context, 'person');
  const result = await revokeAtServer(context, connection, recorder);
  context.store.write((w) => {
    const { generation } = requireTokenRow(w, connection);
    removeSealedTokens(context.vault, w, connection);
    changeTokenRow(w, connection, {
      status: 'revoked',
      statusReason: result.message,
      refreshable: false,
      expiresAt: null,
      obtainedAt: null,
      grantedScopes: null,
      generation: generation + 1,
      underWay: null,
    });
    saveSteps(w, connection, recorder.at, recorder.steps());
    suspendConnection(w, connection, 'revoked', result.message);
    planRenewal(context, w, connection);
    emitTokenFact(context, w, tokenFacts.revoked, actor, connection, result.message);
  });
  return result;
}

async function revokeAtServer(context: OAuthContext, connection: OAuthConnection, recorder: StepRecorder) {
  const refresh = openToken(context.vault, context.store.read, connection, 'oauth:refresh');
  const access = openToken(context.vault, context.store.read, connection, 'oauth:access');
  if (refresh === null && access === null) return { revoked: false, message: 'There was no token to revoke.' };
  const secret = openClientSecret(context, connection);
  const habits = habitsOf(readTokenRow(context.store.read, connection));
  try {
    if (!(await canRevoke(recorder, connection))) return { revoked: false, message: forgottenOnly };
    const client = await prepareClient({ recorder, config: connection.config, secret, habits }, ['revocation']);
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

/** Asks the server to forget a token (RFC 7009). Any 2xx will do, and a token that it does not know counts as forgotten. */
async function revokeToken(client: OAuthClient, token: string, hint: 'access_token' | 'refresh_token'): Promise<void> {
  const { server, identity, auth, recorder } = client;
  recorder.hide(token);
  const response = await oauth.revocationRequest(server.metadata, identity, auth, token, {
    ...requestOptions(client, 'revocation'),
    additionalParameters: { token_type_hint: hint },
  });
  const step = recorder.last();
  if (step?.code === 'invalid_token' || step?.code === 'token_not_found') return recorder.passLast();
  if (!response.ok || step?.code) throw new Error(step?.error ?? `The server answered ${response.status}`);
}
