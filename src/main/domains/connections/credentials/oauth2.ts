import type { CredentialValues } from '#contract/credentialForms.ts';
import { commonFaults } from '#contract/fault.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { atAuthorization, type CredentialKind, filled, noCredentials, textOf } from './credentialKind.ts';

/** A token that the console fetches and renews itself (RFC 6749). The sealed secret is the client's; what goes out is the token. */
export const oauth2: CredentialKind = {
  kind: 'oauth2',
  title: 'OAuth2',
  badge: 'OAuth2',
  choice: 'OAuth2',
  secretWord: 'access token',
  sentAs: 'header Authorization: Bearer and the access token',
  tellsExpiry: true,
  signsIn: true,
  pastedAs: 'bearer',
  fields: [{ type: 'oauth2', name: 'oauth', label: 'OAuth2', required: { new: true, stored: true }, setting: true }],
  optionalSecret: true,
  defaultPlacement: atAuthorization('Bearer'),
  fromSecurityScheme: (scheme) =>
    scheme.type === 'oauth2' || scheme.type === 'openIdConnect' ? oauth2.defaultPlacement : null,
  fromForm: (values, stored) => {
    const { oauth: entered } = values;
    const given = typeof entered === 'object' && entered !== null && 'grant' in entered ? entered : null;
    const oauth = given ?? (stored?.kind === 'oauth2' ? stored.oauth : null);
    if (oauth === null) return {};
    return { config: given === null ? undefined : { kind: 'oauth2', oauth }, secret: filled(secretOf(oauth, values)) };
  },
  read: (entered) => {
    const { config, secret } = entered;
    if (config?.kind !== 'oauth2') throw incomplete('OAuth2 needs its settings.', 'config');
    const { clientAuth, grant } = config.oauth;
    const secretless = clientAuth === 'none' && grant !== 'password';
    if (secret === null && !secretless)
      throw incomplete('This way to authenticate the client needs its secret.', 'secret');
    return entered;
  },
  // Whatever a server calls its type: what needs more than being carried was not taken.
  apply: ({ placement, material: { secret } }) => ({
    ...noCredentials,
    headers: [[placement.name, `Bearer ${secret}`]],
    secrets: [secret],
  }),
  show: ({ placement }) => ({ ...noCredentials, headers: [[placement.name, 'Bearer ••••']] }),
};

/** The client's secret or key; with the password grant the password, and both where the client has a secret too. */
function secretOf({ grant, clientAuth }: OAuthConfig, values: CredentialValues): string {
  const [clientSecret, password] = [textOf(values, 'clientSecret'), textOf(values, 'password')];
  if (grant !== 'password') return clientAuth === 'none' ? '' : clientSecret;
  if (password === '' || clientAuth === 'none') return password;
  return JSON.stringify({ password, clientSecret });
}

function incomplete(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}
