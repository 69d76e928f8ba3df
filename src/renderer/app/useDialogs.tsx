import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import type { ImportModalProps } from '#renderer/features/definitions/index.ts';
import { orpc } from '#renderer/platform/client.ts';
import type { AppActions } from '#renderer/session/AppActions.tsx';
import type { Dropped } from '#renderer/ui/files.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { DropAnywhere } from './DropAnywhere.tsx';

const ImportModal = lazy(async () => ({
  default: (await import('#renderer/features/definitions/index.ts')).ImportModal,
}));
const ConnectModal = lazy(async () => ({
  default: (await import('#renderer/features/connections/index.ts')).ConnectModal,
}));
const VaultDialog = lazy(async () => ({ default: (await import('#renderer/features/vault/index.ts')).VaultDialog }));

type Opened =
  | { dialog: 'import'; integrationId: IntegrationId | undefined; dropped?: readonly Dropped[] }
  | { dialog: 'connect'; integrationId: IntegrationId; onClosed: (() => void) | undefined }
  | null;

/** Dialogs of features that any page may open: the actions that open them, and those that are open. */
export function useDialogs(): { actions: AppActions; dialogs: ReactNode } {
  const [opened, setOpened] = useState<Opened>(null);
  // The vault may be asked for while another dialog is open, and then is over it.
  const vault = useVaultDialog();
  const actions = useMemo<AppActions>(
    () => ({
      importDefinition: (integrationId) => setOpened({ dialog: 'import', integrationId }),
      connect: (integrationId, onClosed) => setOpened({ dialog: 'connect', integrationId, onClosed }),
      openVault: vault.open,
    }),
    [vault.open],
  );
  const drop = useCallback((dropped: readonly Dropped[]) => {
    setOpened({ dialog: 'import', integrationId: undefined, dropped });
  }, []);
  const close = () => {
    if (opened?.dialog === 'connect') opened.onClosed?.();
    setOpened(null);
  };
  const dialogs = (
    <Suspense fallback={null}>
      {opened?.dialog === 'import' && (
        <Import integrationId={opened.integrationId} dropped={opened.dropped} onClose={close} />
      )}
      {opened?.dialog === 'connect' && <ConnectModal integrationId={opened.integrationId} onClose={close} />}
      <DropAnywhere onDrop={drop} />
      {vault.opened && <VaultDialog onClose={vault.close} />}
    </Suspense>
  );
  return { actions, dialogs };
}

function Import({ onClose, ...props }: Pick<ImportModalProps, 'integrationId' | 'dropped' | 'onClose'>) {
  const navigate = useNavigate();
  const imported = ({ id, displayName }: Integration) => {
    onClose();
    toastDone(`${displayName} imported`);
    void navigate(`/integrations/${id}`);
  };
  return <ImportModal {...props} onClose={onClose} onImported={imported} />;
}

/** The vault's dialog, and who waits for it. It closes by itself when the vault is open, wherever that was done. */
function useVaultDialog() {
  const [opened, setOpened] = useState(false);
  const queries = useQueryClient();
  const waiting = useRef<((unlocked: boolean) => void)[]>([]);
  const unlocked = useVault().data?.status === 'unlocked';
  const open = useCallback(() => {
    setOpened(true);
    return new Promise<boolean>((answer) => waiting.current.push(answer));
  }, []);
  const close = useCallback(() => {
    setOpened(false);
    const state = queries.getQueryData(orpc.vault.state.queryKey());
    for (const answer of waiting.current.splice(0)) answer(state?.status === 'unlocked');
  }, [queries]);
  useEffect(() => {
    if (unlocked) close();
  }, [unlocked, close]);
  return { opened, open, close };
}
