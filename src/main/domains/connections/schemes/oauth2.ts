import { commonFaults } from '#contract/fault.ts';
import { atAuthorization, noCredentials, type SchemeModule } from './scheme.ts';

/** A token that the console fetches and renews itself (RFC 6749). The sealed secret is the client's; what goes out is the token. */
export const oauth2: SchemeModule = {
  kind: 'oauth2',
  title: 'OAuth2',
  secretWord: 'access token',
  optionalSecret: true,
  defaultPlacement: atAuthorization('Bearer'),
  fromSecurityScheme: (scheme) =>
    scheme.type === 'oauth2' || scheme.type === 'openIdConnect' ? oauth2.defaultPlacement : null,
  read: (entered) => {
    const { config, secret } = entered;
    if (config?.kind !== 'oauth2') throw incomplete('OAuth2 needs its settings.', 'config');
    const { clientAuth, grant } = config.oauth;
    const secretless = clientAuth === 'none' && grant !== 'password';
    if (secret === null && !secretless)
      throw incomplete('This way to authenticate the client needs its secret.', 'secret');
    return entered;
  },
  apply: ({ placement, material: { secret, tokenType = 'Bearer' } }) => ({
    ...noCredentials,
    headers: [[placement.name, `${/^bearer$/i.test(tokenType) ? 'Bearer' : tokenType} ${secret}`]],
    secrets: [secret],
  }),
  show: ({ placement }) => ({ ...noCredentials, headers: [[placement.name, 'Bearer ••••']] }),
};

function incomplete(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}
