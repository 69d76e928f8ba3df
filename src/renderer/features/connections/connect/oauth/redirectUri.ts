import type { OAuthConfig } from '#contract/oauthConfig.ts';

/** The address to register at the server. Where any port will do, none stands in it (RFC 8252 section 7.3). */
export function redirectUri(redirect: OAuthConfig['redirect']): string {
  if (redirect.kind === 'scheme') return 'patchbay://oauth/callback';
  return `http://127.0.0.1${redirect.port === 0 ? '' : `:${redirect.port}`}${redirect.path}`;
}
