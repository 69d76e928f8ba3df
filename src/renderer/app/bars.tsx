import { Button, Group } from '@mantine/core';
import { IconLock, IconPlugConnectedX, IconRestore } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import classes from './bars.module.css';

const linkWords = {
  lost: 'Patchbay isn’t responding. Everything you saved is safe, and this page reconnects by itself.',
  signedOut: 'Patchbay was restarted and no longer knows this page. Open it with the link it printed.',
};

/** Says that the console does not answer, and goes away when it does. */
export function LostBar() {
  const link = useLinkState();
  if (link !== 'lost' && link !== 'signedOut') return null;
  return <Bar icon={<IconPlugConnectedX size={18} aria-hidden />}>{linkWords[link]}</Bar>;
}

const vaultPrompts = {
  setup: {
    text: 'The vault isn’t set up yet. Choose how secrets are kept before you store the first one.',
    action: 'Set up the vault',
  },
  locked: {
    text: 'The vault is locked. You can look around; requests with a connection wait until you unlock it.',
    action: 'Unlock',
  },
};

/** Asks for what the vault needs; nothing is shown while it is open. */
export function VaultBanner() {
  const vault = useVault().data;
  const { openVault } = useAppActions();
  if (vault === undefined || vault.status === 'unlocked') return null;
  const { text, action } = vaultPrompts[vault.status];
  return (
    <Bar
      icon={<IconLock size={18} aria-hidden />}
      action={
        <Button size="compact-sm" variant="default" onClick={() => void openVault()}>
          {action}
        </Button>
      }
    >
      {vault.status === 'locked' ? (vault.reason ?? text) : text}
    </Bar>
  );
}

/** Says on every page that a restore waits for the next start, until it is done or cancelled. */
export function RestoreBar() {
  const queries = useQueryClient();
  const pending = useQuery(orpc.system.pendingRestore.queryOptions()).data;
  const restarts = useQuery(orpc.system.about.queryOptions()).data?.restarts === true;
  const isAdmin = useMay('admin');
  const cancel = useMutation(
    orpc.system.cancelRestore.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.system.key() }),
    }),
  );
  const restart = useMutation(orpc.system.restart.mutationOptions());
  const link = useLinkState();
  const wentAway = useRef(false);
  useEffect(() => {
    if (!restart.isSuccess) return;
    if (link === 'lost') wentAway.current = true;
    // All that the page holds is of the store before.
    else if (link === 'connected' && wentAway.current) location.assign('/');
  }, [restart.isSuccess, link]);
  if (pending === null || pending === undefined) return null;
  return (
    <Bar
      icon={<IconRestore size={18} aria-hidden />}
      action={
        isAdmin ? (
          <Group gap="xs" wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              loading={cancel.isPending}
              disabled={restart.isSuccess}
              onClick={() => cancel.mutate(undefined)}
            >
              Cancel restore
            </Button>
            {restarts ? (
              <Button
                size="compact-sm"
                variant="default"
                loading={restart.isPending || restart.isSuccess}
                onClick={() => restart.mutate(undefined)}
              >
                Restart now
              </Button>
            ) : null}
          </Group>
        ) : null
      }
    >
      {`The backup of ${new Date(pending.createdAt).toLocaleString()} will be restored at the next start. `}
      {restarts ? null : 'Close Patchbay where it was started, and start it again.'}
    </Bar>
  );
}

interface BarProps {
  icon: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}

/** A line across the window: something that concerns every page. */
export function Bar({ icon, children, action }: BarProps) {
  return (
    <div className={classes.bar}>
      {icon}
      <div role="status" className={classes.text}>
        {children}
      </div>
      {action}
    </div>
  );
}
