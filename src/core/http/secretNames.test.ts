import { describe, expect, it } from 'vitest';
import { isSecretInAddress, isSecretName } from './secretNames.ts';

describe('a name of a secret', () => {
  it.each(
    `Authorization Proxy-Authorization X-Authorization Cookie Set-Cookie-Secret authorizationHeader X-Api-Key
api_key apiKey APIKey apikey X-Auth-Key Ocp-Apim-Subscription-Key x-functions-key access_key accessKey
secretKey privateKey private_key key X-Key AccountKey SharedKey token access_token accesstoken
private-token X-Auth-Token refreshToken X-Amz-Security-Token id_token csrf-token token_value password
passwd pwd db_pwd userPassword passphrase client_secret clientSecret secret X-Amz-Signature sig
X-Amz-Credential credentials jwt sas auth x-auth session session_id sessionId sessionid session_token
sid`.split(/\s+/),
  )('is %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(
    `max_tokens maxTokens tokens tokens_used token_count token_type tokenizer token_url page_token pageToken
nexttoken next-token continuation_token syncToken StartingToken sort_key partitionKey keyboard keyword
keys monkey turkey key_count access_key_id author authors authority authorization_url
authorizationEndpoint WWW-Authenticate page Accept code access design sessions session_count
Content-Type`.split(/\s+/),
  )('is not %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('is stricter in the address of a document', () => {
    expect(['code', 'access', 'sig', 'version'].filter(isSecretInAddress)).toEqual(['code', 'access', 'sig']);
  });
});
