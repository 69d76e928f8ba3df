import { z } from 'zod';
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

/**
 * The client's secret or key; with the password grant the password, and both where the client has a secret too. A password that reads
 * like both is kept as both, so that `splitSecret` gives back what was entered, whatever that is.
 */
function secretOf({ grant, clientAuth }: OAuthConfig, values: CredentialValues): string {
  const [clientSecret, password] = [textOf(values, 'clientSecret'), textOf(values, 'password')];
  if (grant !== 'password') return clientAuth === 'none' ? '' : clientSecret;
  if (password === '') return '';
  if (clientAuth === 'none') return readBoth(password) === undefined ? password : both(password, '');
  return both(password, clientSecret);
}

/** What a connection's one secret holds, as `secretOf` put it together. */
export function splitSecret(
  { grant }: Pick<OAuthConfig, 'grant'>,
  secret: string | null,
): { clientSecret: string | null; password: string | null } {
  if (grant !== 'password' || secret === null) return { clientSecret: secret, password: null };
  return readBoth(secret) ?? { clientSecret: null, password: secret };
}

const both = (password: string, clientSecret: string): string => JSON.stringify({ password, clientSecret });

/** As strict as it is written: any other JSON object is a password. */
const passwordAndSecret = z.strictObject({ password: z.string(), clientSecret: z.string() });

function readBoth(secret: string): z.infer<typeof passwordAndSecret> | undefined {
  try {
    return passwordAndSecret.safeParse(JSON.parse(secret)).data;
  } catch {
    return undefined;
  }
}

function incomplete(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}
