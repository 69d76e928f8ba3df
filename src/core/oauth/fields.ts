import { z } from 'zod';

/** The fields of the form for OAuth2 settings. What the doctor advises to change is one of them. */
export const oauthField = z.enum([
  'grant',
  'redirect',
  'clientId',
  'clientAuth',
  'keyId',
  'keyAlgorithm',
  'privateKey',
  'clientSecret',
  'username',
  'password',
  'scopes',
  'issuer',
  'authorizationUrl',
  'tokenUrl',
  'refreshUrl',
  'deviceAuthorizationUrl',
  'revocationUrl',
  'audience',
  'resource',
  'extraParameters',
  'tokenParameters',
  'pkce',
]);
export type OAuthField = z.infer<typeof oauthField>;

/** What the form calls each field. */
export const oauthFieldWords: Readonly<Record<OAuthField, string>> = {
  grant: 'Grant',
  redirect: 'Redirect URI',
  clientId: 'Client ID',
  clientAuth: 'Client authentication',
  keyId: 'Key ID',
  keyAlgorithm: 'Algorithm',
  privateKey: 'Private key',
  clientSecret: 'Client secret',
  username: 'User name',
  password: 'Password',
  scopes: 'Scopes',
  issuer: 'Issuer',
  authorizationUrl: 'Authorization URL',
  tokenUrl: 'Token URL',
  refreshUrl: 'Refresh URL',
  deviceAuthorizationUrl: 'Device authorization URL',
  revocationUrl: 'Revocation URL',
  audience: 'Audience',
  resource: 'Resource',
  extraParameters: 'Extra parameters',
  tokenParameters: 'Extra parameters of token requests',
  pkce: 'PKCE (S256)',
};

interface FormChoices {
  readonly grant: 'authorizationCode' | 'clientCredentials' | 'deviceCode' | 'password' | 'implicit';
  readonly clientAuth: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
}

/** Whether the form shows the field: some are there only with a certain grant or client authentication. */
export function showsOAuthField(field: OAuthField, { grant, clientAuth }: FormChoices): boolean {
  switch (field) {
    case 'redirect':
      return grant === 'authorizationCode' || grant === 'implicit';
    case 'pkce':
      return grant === 'authorizationCode';
    case 'username':
    case 'password':
      return grant === 'password';
    case 'keyId':
    case 'keyAlgorithm':
    case 'privateKey':
      return clientAuth === 'private_key_jwt';
    case 'clientSecret':
      return clientAuth === 'client_secret_basic' || clientAuth === 'client_secret_post';
    default:
      return true;
  }
}
