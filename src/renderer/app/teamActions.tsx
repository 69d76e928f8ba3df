import {
  IconDoorEnter,
  IconDoorExit,
  IconPlayerStop,
  IconRefresh,
  IconShare2,
  IconUserPlus,
} from '@tabler/icons-react';
import { useConflictChanges, useSyncActions, useTeam } from '#renderer/entities/sync/queries.ts';
import { useMay } from '#renderer/session/session.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import type { PaletteAction } from './paletteActions.tsx';
import { openFromSettings } from './TeamBar.tsx';

const size = 18;

/** What can be done about the team from anywhere, by state and role. */
export function useTeamActions(): PaletteAction[] {
  const team = useTeam();
  const admin = useMay('admin');
  const editor = useMay('editor');
  const { now, cancel } = useSyncActions();
  const { retry } = useConflictChanges();
  if (team === undefined) return [];
  const join: PaletteAction = {
    id: 'joinTeam',
    label: 'Join a team…',
    finds: 'invitation sync share postgres',
    icon: <IconDoorEnter size={size} aria-hidden />,
    onClick: () => void openFromSettings('openJoin'),
  };
  if (team === null) {
    const share: PaletteAction = {
      id: 'shareTenant',
      label: 'Share this tenant…',
      finds: 'team sync postgres database',
      icon: <IconShare2 size={size} aria-hidden />,
      onClick: () => void openFromSettings('openShare'),
    };
    return admin ? [share, join] : [join];
  }
  const offered: (PaletteAction | false)[] = [
    team.state !== 'working' && {
      id: 'syncNow',
      label: 'Sync now',
      finds: 'team send fetch refresh',
      icon: <IconRefresh size={size} aria-hidden />,
      // The palette is gone when it ends, and a callback of `mutate` with it; what fails is told by a toast.
      onClick: () =>
        void now.mutateAsync(undefined).then(
          () => toastDone('Synced with the team'),
          () => undefined,
        ),
    },
    team.progress !== null && {
      id: 'cancelSync',
      label: 'Cancel the sync',
      finds: 'team stop download upload',
      icon: <IconPlayerStop size={size} aria-hidden />,
      onClick: () => cancel.mutate(undefined),
    },
    team.heldBack > 0 &&
      editor && {
        id: 'retryHeldBack',
        label: 'Try again what is held back',
        finds: 'team sync conflicts',
        icon: <IconRefresh size={size} aria-hidden />,
        onClick: () => retry.mutate(undefined),
      },
    admin && {
      id: 'inviteToTeam',
      label: 'Invite to the team…',
      finds: 'invitation add person member computer',
      icon: <IconUserPlus size={size} aria-hidden />,
      onClick: () => void openFromSettings('openInvite'),
    },
    join,
    {
      id: 'leaveTeam',
      label: 'Leave the team…',
      finds: 'stop sharing sync',
      icon: <IconDoorExit size={size} aria-hidden />,
      onClick: () => void openFromSettings('openLeave'),
    },
  ];
  return offered.filter((action) => action !== false);
}
