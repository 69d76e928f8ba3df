import type { IntegrationRow } from '#contract/integrations.ts';
import type { Tone } from '#renderer/ui/StatusBadge.tsx';

export { authWords, typeWords } from '#renderer/platform/integrationWords.ts';

/** Whether it works, in a word, with the reason where there is one. */
export function statusWords(row: Pick<IntegrationRow, 'active' | 'status' | 'statusReason'>): {
  tone: Tone;
  label: string;
  reason: string | null;
} {
  if (!row.active) return { tone: 'idle', label: 'Inactive', reason: 'It is switched off; nothing is sent to it.' };
  if (row.status === 'error') return { tone: 'bad', label: 'Error', reason: row.statusReason };
  if (row.status === 'ok') return { tone: 'good', label: 'Working', reason: row.statusReason };
  return { tone: 'idle', label: 'Not checked', reason: null };
}

/** "1 integration", "1,079 operations". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
