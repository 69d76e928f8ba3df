import type { ClientAuth, Grant } from '#contract/oauthConfig.ts';
import type { EndpointName } from './oauthDraft.ts';

export const grantWords: Record<Grant, { label: string; note: string }> = {
  authorizationCode: { label: 'Authorization code', note: 'You sign in in the browser. Right for most.' },
  clientCredentials: { label: 'Client credentials', note: 'The application itself signs in; nobody is asked.' },
  deviceCode: { label: 'Device code', note: 'You enter a short code on a page, also on another computer.' },
  password: { label: 'Password', note: 'Patchbay would be given your password. Use it only where nothing else works.' },
  implicit: { label: 'Implicit', note: 'The token comes through the browser’s address, and cannot be refreshed.' },
};

export const clientAuthWords: Record<ClientAuth, string> = {
  none: 'None (public client)',
  client_secret_basic: 'Client secret, in the header (Basic)',
  client_secret_post: 'Client secret, in the body',
  private_key_jwt: 'Signed with a private key (JWT)',
};

export const endpointWords: Record<EndpointName, string> = {
  issuer: 'Issuer',
  authorizationUrl: 'Authorization URL',
  tokenUrl: 'Token URL',
  refreshUrl: 'Refresh URL',
  deviceAuthorizationUrl: 'Device authorization URL',
  revocationUrl: 'Revocation URL',
};
