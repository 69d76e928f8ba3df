import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useLinkState } from '#renderer/platform/linkState.ts';

/** Says that the console does not answer, and goes away when it does. */
export function LostBar() {
  if (useLinkState() !== 'lost') return null;
  return (
    <Alert role="status" color="orange" variant="outline" radius={0} py={8} icon={<IconPlugConnectedX aria-hidden />}>
      The console does not answer. What was saved is safe; this page comes back by itself when it answers again.
    </Alert>
  );
}
