import type { AuthBadge, IntegrationRow, IntegrationType } from '#contract/integrations.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

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

export const statusLabels: Readonly<Record<IntegrationRow['status'], string>> = {
  ok: 'OK',
  error: 'Failing',
  unknown: 'Not verified',
};

/** Whether it works, in a word, with the reason where there is one. */
export function statusWords(
  row: Pick<IntegrationRow, 'active' | 'status'> & Partial<Pick<IntegrationRow, 'statusReason'>>,
): {
  tone: Tone;
  label: string;
  reason: string | null;
} {
  if (!row.active) return { tone: 'idle', label: 'Inactive', reason: 'It is switched off; nothing is sent to it.' };
  if (row.status === 'error') return { tone: 'bad', label: statusLabels.error, reason: row.statusReason ?? null };
  if (row.status === 'ok') return { tone: 'good', label: statusLabels.ok, reason: row.statusReason ?? null };
  return { tone: 'idle', label: statusLabels.unknown, reason: null };
}
