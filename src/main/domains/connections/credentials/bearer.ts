import { atAuthorization, type CredentialKind, noCredentials, placementField, secretField } from './credentialKind.ts';

/** A token in the Authorization header (RFC 6750, section 2.1), also one that was fetched by hand for OAuth2. */
export const bearer: CredentialKind = {
  kind: 'bearer',
  title: 'Bearer token',
  badge: 'Bearer token',
  choice: 'Bearer token',
  secretWord: 'token',
  sentAs: '{placed}',
  fields: [placementField, secretField('secret', 'Token', { description: 'Sent as {sentAs}' })],
  placed: true,
  defaultPlacement: atAuthorization('Bearer'),
  fromSecurityScheme: (scheme) =>
    scheme.type === 'http' && scheme.scheme === 'bearer' ? bearer.defaultPlacement : null,
  alsoServes: (scheme) => scheme.type === 'oauth2' || scheme.type === 'openIdConnect',
  apply: ({ placement, material: { secret } }) => ({
    ...noCredentials,
    headers: [[placement.name, `${placement.prefix.trim() || 'Bearer'} ${secret}`]],
    secrets: [secret],
  }),
};
