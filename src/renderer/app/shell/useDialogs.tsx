import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { IntegrationId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import type { AppActions } from '../AppActions.tsx';

const ImportModal = lazy(async () => ({
  default: (await import('#renderer/features/definitions/ImportModal.tsx')).ImportModal,
}));

type Opened = { dialog: 'import'; integrationId: IntegrationId | undefined } | null;

/** Dialogs of features that any page may open: the actions that open them, and the one that is open. */
export function useDialogs(): { actions: AppActions; dialog: ReactNode } {
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>(null);
  const actions = useMemo<AppActions>(
    () => ({
      importDefinition: (integrationId) => setOpened({ dialog: 'import', integrationId }),
      connect: (id) => void navigate(`/integrations/${id}/connections`),
      openVault: () => void navigate('/settings/vault'),
    }),
    [navigate],
  );
  const close = () => setOpened(null);
  const imported = ({ id, displayName }: Integration) => {
    close();
    toastDone(`${displayName} was imported.`);
    void navigate(`/integrations/${id}`);
  };
  const dialog = opened !== null && (
    <Suspense fallback={null}>
      <ImportModal integrationId={opened.integrationId} onClose={close} onImported={imported} />
    </Suspense>
  );
  return { actions, dialog };
}
