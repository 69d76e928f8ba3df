import { describe, expect, it } from 'vitest';
import { elementName, isSecretInAddress, isSecretName, nameStrength } from './secretJudge.ts';

const list = (text: string) => text.trim().split(/\s+/);

describe('a name of a secret', () => {
  it.each(
    list(`Authorization Proxy-Authorization X-Authorization authorizationHeader X-Api-Key
api_key apiKey APIKey apikey X-Auth-Key Ocp-Apim-Subscription-Key x-functions-key access_key accessKey
secretKey privateKey private_key AccountKey SharedKey access_token accesstoken
private-token X-Auth-Token refreshToken X-Amz-Security-Token id_token csrf-token password
passwd pwd db_pwd userPassword new_password passphrase client_secret clientSecret secret session_token
sessionToken jwt code_verifier client_assertion bearer api[key]`),
  )('is %s, whatever the value is', (name) => {
    expect(nameStrength(name)).toBe('secret');
  });

  it.each(
    list('key token sig hmac appid auth signature X-Amz-Signature credential credentials token_value sas mask_token'),
  )('may be %s', (name) => {
    expect(nameStrength(name)).toBe('perhaps');
  });

  it.each(list('Token X-Token X-Key X-Signature X-Auth hmac'))('is %s as a header', (name) => {
    expect(nameStrength(name, 'header')).toBe('secret');
  });

  it.each(list('session session_id sessionId sid JSESSIONID PHPSESSID connect.sid'))(
    'may be %s as a cookie, and is none in an address or a body',
    (name) => {
      expect(nameStrength(name, 'cookie')).toBe('perhaps');
      for (const place of ['query', 'path', 'field'] as const) expect(nameStrength(name, place)).toBe('none');
    },
  );

  it.each(
    list(`max_tokens maxTokens max_token cost_per_token tokens tokens_used token_count token_type tokenizer token_url page_token pageToken
nexttoken next-token continuation_token syncToken StartingToken sort_key partitionKey keyboard keyword primary_key
keys monkey turkey key_count access_key_id author authors authority authorization_url secret_name passwordPolicy
authorizationEndpoint WWW-Authenticate page Accept code access design sessions session_count has_password isSecret
Content-Type Cookie public_key foreignKey key_id state nonce lang`),
  )('is not %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('is stricter in the address of a document', () => {
    expect(['code', 'access', 'sig', 'version'].filter(isSecretInAddress)).toEqual(['code', 'access', 'sig']);
  });

  it('of a list is that of each thing in it', () => {
    expect(['apiKeys', 'tokens[]', 'TOKENS', 'address'].map(elementName)).toEqual([
      'apiKey',
      'token',
      'TOKEN',
      'addres',
    ]);
  });
});
