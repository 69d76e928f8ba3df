import { useMantineColorScheme } from '@mantine/core';
import {
  IconBuilding,
  IconDeviceFloppy,
  IconFileImport,
  IconFolderDown,
  IconFolderPlus,
  IconKeyboard,
  IconLock,
  IconLockOpen,
  IconMoon,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlus,
  IconRobot,
  IconSend,
  IconSun,
  IconVariable,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';
import { useSwitchTenant } from '#renderer/entities/tenant/queries.ts';
import { openVaultWords, useVault } from '#renderer/entities/vault/vault.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import type { PageAction } from '#renderer/session/pageActions.ts';
import { useSession } from '#renderer/session/session.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';

export type PaletteAction = PageAction;

const size = 18;

/** Asks for the name of a collection. What it is made with is fetched then. */
async function newCollection(onMade: (id: string) => void): Promise<void> {
  const { openNewGroup } = await import('#renderer/features/requests/index.ts');
  openNewGroup(null, ({ id }) => onMade(id));
}

/** The other tenants of the person. */
export function useTenantActions(): PaletteAction[] {
  const session = useSession();
  const change = useSwitchTenant();
  return (session?.tenants ?? [])
    .filter(({ id }) => id !== session?.tenant.id)
    .map(({ id, name, hint }) => ({
      id,
      label: `Switch to ${name}`,
      description: hint,
      finds: 'tenant change',
      icon: <IconBuilding size={size} aria-hidden />,
      onClick: () => change.mutate({ tenantId: id }),
    }));
}

/** The environments that requests can be sent in. */
export function useEnvironmentActions(): PaletteAction[] {
  const { choices, active, choose } = useActiveEnvironment();
  const none = { id: null, name: 'no environment', isProduction: false };
  return [...choices, none]
    .filter(({ id }) => id !== (active?.id ?? null))
    .map(({ id, name, isProduction }) => ({
      id: `environment ${id}`,
      label: `Switch environment to ${name}`,
      description: isProduction ? 'Production' : undefined,
      finds: 'variables change choose',
      icon: <IconVariable size={size} aria-hidden />,
      onClick: () => {
        choose(id);
        toastDone(id === null ? 'Requests are sent without an environment' : `Requests are sent in ${name}`);
      },
    }));
}

/** What can be done from anywhere. */
export function usePaletteActions(showKeys: () => void): PaletteAction[] {
  const navigate = useNavigate();
  const { importDefinition, importCollections, openVault } = useAppActions();
  const vault = useVault().data;
  const { setColorScheme } = useMantineColorScheme();
  const look = (colorScheme: 'auto' | 'light' | 'dark') => {
    setColorScheme(colorScheme);
    client.settings.update({ colorScheme }).catch((error: unknown) => toastFault(error));
  };
  const lock = useMutation(orpc.vault.lock.mutationOptions({ onSuccess: () => toastDone('Vault locked') }));
  const backUp = useMutation(orpc.system.backUp.mutationOptions({ onSuccess: () => toastDone('Backup created') }));
  const isOpen = vault?.status === 'unlocked';
  return [
    {
      id: 'import',
      label: 'Import definition',
      finds: 'openapi swagger upload url',
      icon: <IconFileImport size={size} aria-hidden />,
      onClick: () => importDefinition(),
    },
    {
      id: 'new',
      label: 'New integration',
      finds: 'add create',
      icon: <IconPlus size={size} aria-hidden />,
      onClick: () => void navigate('/integrations/new'),
    },
    {
      id: 'newRequest',
      label: 'New request',
      finds: 'send curl custom',
      icon: <IconSend size={size} aria-hidden />,
      onClick: () => void navigate(`/requests?draft=${crypto.randomUUID()}`),
    },
    {
      id: 'webSocket',
      label: 'Open a WebSocket',
      finds: 'ws wss stream messages',
      icon: <IconPlugConnected size={size} aria-hidden />,
      onClick: () => void navigate('/requests/socket'),
    },
    {
      id: 'newCollection',
      label: 'New collection',
      finds: 'add create folder requests',
      icon: <IconFolderPlus size={size} aria-hidden />,
      onClick: () => void newCollection((id) => void navigate(`/requests/collections/${id}`)),
    },
    {
      id: 'importCollections',
      label: 'Import collections',
      finds: 'postman insomnia bruno opencollection har yaak curl upload',
      icon: <IconFolderDown size={size} aria-hidden />,
      onClick: importCollections,
    },
    {
      id: 'runs',
      label: 'Show runs',
      finds: 'runner tests results junit report',
      icon: <IconPlayerPlay size={size} aria-hidden />,
      onClick: () => void navigate('/requests/runs'),
    },
    {
      id: 'environments',
      label: 'Manage environments',
      finds: 'variables secrets',
      icon: <IconVariable size={size} aria-hidden />,
      onClick: () => void navigate('/requests/environments'),
    },
    {
      id: 'newAssistant',
      label: 'New assistant',
      finds: 'add create ai',
      icon: <IconRobot size={size} aria-hidden />,
      onClick: () => void navigate('/assistants/new'),
    },
    isOpen
      ? {
          id: 'lock',
          label: 'Lock the vault',
          finds: 'secrets',
          icon: <IconLock size={size} aria-hidden />,
          onClick: () => lock.mutate(undefined),
        }
      : {
          id: 'unlock',
          label: openVaultWords(vault),
          finds: 'secrets passphrase',
          icon: <IconLockOpen size={size} aria-hidden />,
          onClick: () => void openVault(),
        },
    {
      id: 'backup',
      label: 'Back up now',
      finds: 'backup save copy',
      icon: <IconDeviceFloppy size={size} aria-hidden />,
      onClick: () => backUp.mutate(undefined),
    },
    {
      id: 'keys',
      label: 'Keyboard shortcuts',
      finds: 'keys help hotkeys ?',
      keys: '?',
      icon: <IconKeyboard size={size} aria-hidden />,
      onClick: showKeys,
    },
    {
      id: 'light',
      label: 'Light theme',
      finds: 'appearance colours colors switch mode',
      icon: <IconSun size={size} aria-hidden />,
      onClick: () => look('light'),
    },
    {
      id: 'dark',
      label: 'Dark theme',
      finds: 'appearance colours colors switch mode',
      icon: <IconMoon size={size} aria-hidden />,
      onClick: () => look('dark'),
    },
    {
      id: 'auto',
      label: 'Theme of the system',
      finds: 'appearance colours colors switch mode auto',
      icon: <IconSun size={size} aria-hidden />,
      onClick: () => look('auto'),
    },
  ];
}
