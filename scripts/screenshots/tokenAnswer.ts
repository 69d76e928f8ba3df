const granted = { token_type: 'Bearer', expires_in: 28_800, scope: 'read write' };

/** What the stand-in's authorization server says to a token request (RFC 6749 section 5). One of its clients it does not trust. */
export function tokenAnswer(form: string): [status: number, body: unknown] {
  const clientId = new URLSearchParams(form).get('client_id');
  if (clientId === 'acme-partner')
    return [401, { error: 'invalid_client', error_description: 'The client secret is wrong.' }];
  const [access_token, refresh_token] = [crypto.randomUUID(), crypto.randomUUID()];
  return [200, { access_token, refresh_token, ...granted }];
}
