import { Button, type ButtonProps } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { type Team, useSyncActions } from './queries.ts';

/** Sends and fetches now. While that is under way it keeps the focus and does nothing, so that the keyboard is not lost. */
export function SyncNowButton({ team, size = 'sm' }: { team: Team } & Pick<ButtonProps, 'size'>) {
  const { now } = useSyncActions();
  const isBusy = now.isPending || team.state === 'working';
  return (
    <Button
      size={size}
      variant="default"
      leftSection={<IconRefresh size={16} aria-hidden />}
      aria-disabled={isBusy}
      {...(isBusy && { 'data-disabled': true })}
      onClick={() => isBusy || now.mutate(undefined)}
    >
      Sync now
    </Button>
  );
}
