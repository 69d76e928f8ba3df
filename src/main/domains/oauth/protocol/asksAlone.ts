import type { OAuthConfig } from '#contract/oauthConfig.ts';

/** Whether the console can fetch tokens without a person. */
export const asksAlone = ({ grant }: Pick<OAuthConfig, 'grant'>): boolean =>
  grant === 'clientCredentials' || grant === 'password';
