import { Skeleton } from '@mantine/core';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useSettings } from '../useSettings.ts';
import { NetworkForm } from './NetworkForm.tsx';

/** How requests leave this machine. */
export function NetworkSection() {
  const settings = useSettings();
  if (settings.isError) return <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />;
  if (settings.isPending) return <Skeleton h={260} aria-label="Loading" />;
  return <NetworkForm saved={settings.data.network} />;
}
