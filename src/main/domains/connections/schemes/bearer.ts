import { atAuthorization, noCredentials, type SchemeModule } from './scheme.ts';

/** A token in the Authorization header (RFC 6750, section 2.1), also one that was fetched by hand for OAuth2. */
export const bearer: SchemeModule = {
  kind: 'bearer',
  title: 'Bearer token',
  secretWord: 'token',
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
