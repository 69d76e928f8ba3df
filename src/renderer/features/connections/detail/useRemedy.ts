import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { openSignIn } from '../openSignIn.tsx';
import { openReplaceSecret } from '../ReplaceSecret.tsx';
import { useConnectionActions } from '../useConnectionActions.ts';
import type { Remedy } from './remedyOf.ts';

/** Carries a remedy out. */
export function useRemedy(connection: Connection, rotate: () => void) {
  const { openVault } = useAppActions();
  const { check, refresh } = useConnectionActions();
  const [mending, setMending] = useState(false);
  const remedies: Record<Remedy, () => void | Promise<void>> = {
    unlock: openVault,
    signIn: () => openSignIn(connection),
    refresh: () => refresh(connection),
    replace: () => openReplaceSecret(connection),
    rotate,
    check: () => check(connection),
  };
  const mend = async (remedy: Remedy) => {
    setMending(true);
    await remedies[remedy]();
    setMending(false);
  };
  return { mend, mending };
}
