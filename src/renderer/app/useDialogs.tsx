import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { GroupId, IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import type { ImportModalProps } from '#renderer/features/definitions/index.ts';
import type { ImportCollectionsDialogProps } from '#renderer/features/interchange/index.ts';
import { orpc } from '#renderer/platform/client.ts';
import { holdsCollection } from '#renderer/platform/pickedFiles.ts';
import type { AppActions, NamedGroup, RunSubject } from '#renderer/session/AppActions.tsx';
import type { Dropped } from '#renderer/ui/files.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { DropAnywhere } from './DropAnywhere.tsx';

const ImportModal = lazy(async () => ({
  default: (await import('#renderer/features/definitions/index.ts')).ImportModal,
}));
const ImportCollectionsDialog = lazy(async () => ({
  default: (await import('#renderer/features/interchange/index.ts')).ImportCollectionsDialog,
}));
const ExportCollectionDialog = lazy(async () => ({
  default: (await import('#renderer/features/interchange/index.ts')).ExportCollectionDialog,
}));
const StartRunDialog = lazy(async () => ({
  default: (await import('#renderer/features/runs/index.ts')).StartRunDialog,
}));
const ConnectModal = lazy(async () => ({
  default: (await import('#renderer/features/connections/index.ts')).ConnectModal,
}));
const VaultDialog = lazy(async () => ({ default: (await import('#renderer/features/vault/index.ts')).VaultDialog }));

type Opened =
  | { dialog: 'import'; integrationId: IntegrationId | undefined; dropped?: readonly Dropped[] }
  | { dialog: 'importCollections'; dropped?: readonly Dropped[] }
  | { dialog: 'exportCollection'; group: NamedGroup }
  | { dialog: 'startRun'; subject: RunSubject }
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
      importCollections: () => setOpened({ dialog: 'importCollections' }),
      exportCollection: (group) => setOpened({ dialog: 'exportCollection', group }),
      startRun: (subject) => setOpened({ dialog: 'startRun', subject }),
      openVault: vault.open,
    }),
    [vault.open],
  );
  const drop = useCallback((dropped: readonly Dropped[]) => {
    void holdsCollection(dropped).then((isCollection) =>
      setOpened(
        isCollection
          ? { dialog: 'importCollections', dropped }
          : { dialog: 'import', integrationId: undefined, dropped },
      ),
    );
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
      {opened?.dialog === 'importCollections' && <ImportCollections dropped={opened.dropped} onClose={close} />}
      {opened?.dialog === 'exportCollection' && <ExportCollectionDialog group={opened.group} onClose={close} />}
      {opened?.dialog === 'startRun' && <StartRunDialog subject={opened.subject} onClose={close} />}
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

function ImportCollections({ onClose, dropped }: Pick<ImportCollectionsDialogProps, 'dropped' | 'onClose'>) {
  const navigate = useNavigate();
  const imported = (first: GroupId | undefined) => {
    onClose();
    void navigate(first === undefined ? '/requests/environments' : `/requests?group=${first}`);
  };
  return <ImportCollectionsDialog dropped={dropped} onClose={onClose} onImported={imported} />;
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
