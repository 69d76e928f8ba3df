import type { AuthBadge, IntegrationType } from '#contract/integrations.ts';

/** What each type of integration is called on screen. */
export const typeWords: Record<IntegrationType, string> = {
  api: 'API',
  ai_provider: 'AI provider',
  data_source: 'Data source',
  notification: 'Notification',
  webhook: 'Webhook',
  sso: 'SSO',
};

/** What each way to authenticate is called on screen. */
export const authWords: Record<AuthBadge, string> = {
  apiKey: 'API key',
  oauth2: 'OAuth2',
  basic: 'Basic',
  bearer: 'Bearer',
  other: 'Other',
  none: 'None',
};
