/** What each type of integration is called. */
export const typeWords = {
  api: 'API',
  ai_provider: 'AI provider',
  data_source: 'Data source',
  notification: 'Notification',
  webhook: 'Webhook',
  sso: 'SSO',
} as const;

/** What each way to authenticate is called. */
export const authWords = {
  apiKey: 'API key',
  oauth2: 'OAuth2',
  basic: 'Basic',
  bearer: 'Bearer',
  other: 'Other',
  none: 'None',
} as const;

/** "API key, OAuth2": ways to authenticate, one after the other. */
export const authList = (ways: readonly (keyof typeof authWords)[]): string =>
  ways.map((way) => authWords[way]).join(', ');

/** What each status of an integration is called. */
export const statusLabels = { ok: 'OK', error: 'Failing', unknown: 'Not verified', inactive: 'Inactive' } as const;
