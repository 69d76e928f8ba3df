import type { AssistantFields, Attachment } from '#contract/assistants.ts';
import type { ConnectionKind } from '#contract/connections.ts';
import type { IntegrationRow } from '#contract/integrations.ts';
import type { Tone } from '#renderer/ui/StatusBadge.tsx';

export { stateWords as connectionWords } from '#core/connections/state.ts';
export { authWords, typeWords } from '#renderer/platform/integrationWords.ts';

export const kindWords: Record<ConnectionKind, string> = {
  apiKey: 'API key',
  bearer: 'Bearer token',
  basic: 'Basic',
  digest: 'Digest',
  headers: 'Headers',
  awsSigV4: 'AWS signature',
  mutualTls: 'Client certificate',
  oauth2: 'OAuth2',
};

export const attachmentWords: Record<Attachment['state'], { tone: Tone; label: string }> = {
  ready: { tone: 'good', label: 'Ready' },
  needsConnection: { tone: 'warn', label: 'Needs a connection' },
  connectionUnusable: { tone: 'bad', label: 'Connection not usable' },
  inactive: { tone: 'idle', label: 'Inactive' },
};

export const visibilityWords: Record<AssistantFields['visibility'], string> = { private: 'Only me', team: 'Everyone' };

/** Whether the integration works, in a word. */
export function statusWords({ active, status }: Pick<IntegrationRow, 'active' | 'status'>): {
  tone: Tone;
  label: string;
} {
  if (!active) return { tone: 'idle', label: 'Inactive' };
  if (status === 'error') return { tone: 'bad', label: 'Error' };
  return status === 'ok' ? { tone: 'good', label: 'Working' } : { tone: 'idle', label: 'Not checked' };
}

/** "1 integration", "1,079 operations". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
