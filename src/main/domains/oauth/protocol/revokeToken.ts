import * as oauth from 'oauth4webapi';
import { optionsOf, type Talk } from './options.ts';

/** Asks the server to forget a token (RFC 7009). A token that it does not know counts as forgotten. */
export async function revokeToken(talk: Talk, token: string, hint: 'access_token' | 'refresh_token'): Promise<void> {
  const { server, client, exchange } = talk;
  exchange.hide(token);
  const response = await oauth.revocationRequest(server.metadata, client.client, client.auth, token, {
    ...optionsOf(talk, 'revocation'),
    additionalParameters: { token_type_hint: hint },
  });
  await oauth.processRevocationResponse(response);
}
