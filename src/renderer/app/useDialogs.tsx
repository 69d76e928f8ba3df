import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import type { AppActions } from '#renderer/session/AppActions.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';

const ImportModal = lazy(async () => ({
  default: (await import('#renderer/features/definitions/index.ts')).ImportModal,
}));
const ConnectModal = lazy(async () => ({
  default: (await import('#renderer/features/connections/index.ts')).ConnectModal,
}));
const VaultDialog = lazy(async () => ({ default: (await import('#renderer/features/vault/index.ts')).VaultDialog }));

type Opened =
  | { dialog: 'import'; integrationId: IntegrationId | undefined }
  | { dialog: 'connect'; integrationId: IntegrationId; onClosed: (() => void) | undefined }
  | null;

/** Dialogs of features that any page may open: the actions that open them, and those that are open. */
export function useDialogs(): { actions: AppActions; dialogs: ReactNode } {
  const [opened, setOpened] = useState<Opened>(null);
  // The vault may be asked for while another dialog is open, and then stands over it.
  const vault = useVaultDialog();
  const actions = useMemo<AppActions>(
    () => ({
      importDefinition: (integrationId) => setOpened({ dialog: 'import', integrationId }),
      connect: (integrationId, onClosed) => setOpened({ dialog: 'connect', integrationId, onClosed }),
      openVault: vault.open,
    }),
    [vault.open],
  );
  const close = () => {
    if (opened?.dialog === 'connect') opened.onClosed?.();
    setOpened(null);
  };
  const dialogs = (
    <Suspense fallback={null}>
      {opened?.dialog === 'import' && <Import integrationId={opened.integrationId} onClose={close} />}
      {opened?.dialog === 'connect' && <ConnectModal integrationId={opened.integrationId} onClose={close} />}
      {vault.opened && <VaultDialog onClose={vault.close} />}
    </Suspense>
  );
  return { actions, dialogs };
}

function Import({ integrationId, onClose }: { integrationId: IntegrationId | undefined; onClose: () => void }) {
  const navigate = useNavigate();
  const imported = ({ id, displayName }: Integration) => {
    onClose();
    toastDone(`${displayName} imported`);
    void navigate(`/integrations/${id}`);
  };
  return <ImportModal integrationId={integrationId} onClose={onClose} onImported={imported} />;
}

/** Whether the vault's dialog is open. It closes by itself when the vault is, wherever that was done. */
function useVaultDialog() {
  const [opened, setOpened] = useState(false);
  const unlocked = useVault().data?.status === 'unlocked';
  useEffect(() => {
    if (unlocked) setOpened(false);
  }, [unlocked]);
  const open = useCallback(() => setOpened(true), []);
  const close = useCallback(() => setOpened(false), []);
  return { opened, open, close };
}
