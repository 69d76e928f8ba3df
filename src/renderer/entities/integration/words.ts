import type { IntegrationRow } from '#contract/integrations.ts';
import { statusLabels } from '#core/integrations/words.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

/** Whether it works, in a word, with the reason where there is one. */
export function statusWords(
  row: Pick<IntegrationRow, 'active' | 'status'> & Partial<Pick<IntegrationRow, 'statusReason'>>,
): {
  tone: Tone;
  label: string;
  reason: string | null;
} {
  if (!row.active)
    return { tone: 'idle', label: statusLabels.inactive, reason: 'It is switched off; nothing is sent to it.' };
  if (row.status === 'error') return { tone: 'bad', label: statusLabels.error, reason: row.statusReason ?? null };
  if (row.status === 'ok') return { tone: 'good', label: statusLabels.ok, reason: row.statusReason ?? null };
  return { tone: 'idle', label: statusLabels.unknown, reason: null };
}
