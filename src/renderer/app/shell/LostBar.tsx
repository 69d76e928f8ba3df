import { IconPlugConnectedX } from '@tabler/icons-react';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { Bar } from './Bar.tsx';

/** Says that the console does not answer, and goes away when it does. */
export function LostBar() {
  if (useLinkState() !== 'lost') return null;
  return (
    <Bar icon={<IconPlugConnectedX size={18} aria-hidden />}>
      The console does not answer. What was saved is safe; this page comes back by itself when it answers again.
    </Bar>
  );
}
