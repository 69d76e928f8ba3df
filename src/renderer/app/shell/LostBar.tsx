import { IconPlugConnectedX } from '@tabler/icons-react';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { Bar } from './Bar.tsx';

const words = {
  lost: 'The console does not answer. What was saved is safe; this page comes back by itself when it answers again.',
  signedOut: 'The console was started again and no longer knows this page. Open it with the link that it printed.',
};

/** Says that the console does not answer, and goes away when it does. */
export function LostBar() {
  const link = useLinkState();
  if (link !== 'lost' && link !== 'signedOut') return null;
  return <Bar icon={<IconPlugConnectedX size={18} aria-hidden />}>{words[link]}</Bar>;
}
