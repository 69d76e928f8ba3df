import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { NoticeEvent } from '#contract/events.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

interface Look {
  color: string;
  icon: typeof IconInfoCircle;
  tone: Tone;
  word: string;
}

/** How each level of notice looks. */
export const noticeLooks: Record<NoticeEvent['level'], Look> = {
  info: { color: 'indigo', icon: IconInfoCircle, tone: 'info', word: 'Information' },
  warning: { color: 'orange', icon: IconAlertTriangle, tone: 'warn', word: 'Warning' },
  error: { color: 'red', icon: IconCircleX, tone: 'bad', word: 'Error' },
};
