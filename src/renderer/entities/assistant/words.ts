import type { Attachment } from '#contract/assistants.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

/** Whether an assistant can use an integration, in a word. */
export const attachmentWords: Record<Attachment['state'], { tone: Tone; label: string }> = {
  ready: { tone: 'good', label: 'Ready' },
  needsConnection: { tone: 'warn', label: 'Needs a connection' },
  connectionUnusable: { tone: 'bad', label: 'Connection not usable' },
  inactive: { tone: 'idle', label: 'Inactive' },
};
