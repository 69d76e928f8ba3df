import { noCredentials, type SchemeModule } from './scheme.ts';

/** A token in the Authorization header (RFC 6750, section 2.1). */
export const bearer: SchemeModule = {
  kind: 'bearer',
  title: 'Bearer token',
  needsUsername: false,
  defaultPlacement: { in: 'header', name: 'Authorization', prefix: 'Bearer' },
  fromSecurityScheme: (scheme) =>
    scheme.type === 'http' && scheme.scheme === 'bearer' ? bearer.defaultPlacement : null,
  apply: (_request, placement, { secret }) => ({
    ...noCredentials,
    headers: [[placement.name, `${placement.prefix.trim() || 'Bearer'} ${secret}`]],
    secrets: [secret],
  }),
};
