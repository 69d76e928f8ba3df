import { Button } from '@mantine/core';
import { IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
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
        <Button size="compact-sm" variant="default" onClick={openVault}>
          {action}
        </Button>
      }
    >
      {vault.status === 'locked' ? (vault.reason ?? text) : text}
    </Bar>
  );
}

interface BarProps {
  icon: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}

/** A line across the window: something that concerns every page. */
function Bar({ icon, children, action }: BarProps) {
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
