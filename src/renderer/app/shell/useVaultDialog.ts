import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { orpc } from '#renderer/platform/client.ts';

/** Whether the vault's dialog is open. It closes by itself when the vault is, wherever that was done. */
export function useVaultDialog() {
  const [opened, setOpened] = useState(false);
  const unlocked = useQuery(orpc.vault.state.queryOptions()).data?.status === 'unlocked';
  useEffect(() => {
    if (unlocked) setOpened(false);
  }, [unlocked]);
  const open = useCallback(() => setOpened(true), []);
  const close = useCallback(() => setOpened(false), []);
  return { opened, open, close };
}
