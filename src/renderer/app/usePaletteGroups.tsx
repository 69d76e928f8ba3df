import { useMantineColorScheme } from '@mantine/core';
import { IconFileImport, IconLock, IconMoon, IconPlug, IconPlus, IconRobot, IconSun } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useFoundIntegrations } from '#renderer/entities/integration/queries.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { navigation } from './navigation.ts';

export interface PaletteAction {
  id: string;
  label: string;
  description?: string;
  icon: ReactNode;
  onClick: () => void;
}

export interface PaletteGroup {
  label: string;
  actions: PaletteAction[];
}

const mostFound = 8;

interface PaletteMatches {
  groups: PaletteGroup[];
  /** The groups are of what is written now, and not of what was written before. */
  current: boolean;
}

/** What matches `query`; integrations are asked from main for `asked`, the query after a pause in typing. */
export function usePaletteGroups(query: string, asked: string): PaletteMatches {
  const navigate = useNavigate();
  const matches = ({ label }: PaletteAction) => label.toLowerCase().includes(query.trim().toLowerCase());
  const pages = navigation.map(({ to, label, icon: Icon }) => ({
    id: to,
    label,
    icon: <Icon size={18} aria-hidden />,
    onClick: () => void navigate(to),
  }));
  const integrations = useIntegrationActions(asked.trim());
  const assistants = useAssistantActions(asked.trim());
  const actions = usePaletteActions();
  const groups = [
    { label: 'Pages', actions: pages.filter(matches) },
    { label: 'Integrations', actions: integrations.found },
    { label: 'Assistants', actions: assistants.found },
    { label: 'Actions', actions: actions.filter(matches) },
  ];
  return { groups, current: query.trim() === asked.trim() && !integrations.stale && !assistants.stale };
}

function useIntegrationActions(text: string): { found: PaletteAction[]; stale: boolean } {
  const navigate = useNavigate();
  const { data, isPlaceholderData, isLoading } = useFoundIntegrations(text, mostFound, text !== '');
  const rows = text === '' ? [] : (data?.rows ?? []);
  const found = rows.map((row) => ({
    id: row.id,
    label: row.displayName,
    description: row.name === row.displayName ? row.provider : row.name,
    icon: <IconPlug size={18} aria-hidden />,
    onClick: () => void navigate(`/integrations/${row.id}`),
  }));
  return { found, stale: text !== '' && (isPlaceholderData || isLoading) };
}

function useAssistantActions(text: string): { found: PaletteAction[]; stale: boolean } {
  const navigate = useNavigate();
  const { data, isPlaceholderData, isLoading } = useQuery(
    orpc.assistants.list.queryOptions({
      input: { text: text.slice(0, 200), limit: mostFound },
      enabled: text !== '',
      placeholderData: keepPreviousData,
    }),
  );
  const rows = text === '' ? [] : (data?.rows ?? []);
  const found = rows.map(({ id, name }) => ({
    id,
    label: name,
    icon: <IconRobot size={18} aria-hidden />,
    onClick: () => void navigate(`/assistants/${id}`),
  }));
  return { found, stale: text !== '' && (isPlaceholderData || isLoading) };
}

function usePaletteActions(): PaletteAction[] {
  const navigate = useNavigate();
  const { importDefinition } = useAppActions();
  const { setColorScheme } = useMantineColorScheme();
  const look = (colorScheme: 'auto' | 'light' | 'dark') => {
    setColorScheme(colorScheme);
    client.settings.update({ colorScheme }).catch((error: unknown) => toastFault(error));
  };
  const lock = () =>
    client.vault.lock().then(
      () => toastDone('The vault is locked.'),
      (error: unknown) => toastFault(error),
    );
  const size = 18;
  return [
    {
      id: 'import',
      label: 'Import definition',
      icon: <IconFileImport size={size} />,
      onClick: () => importDefinition(),
    },
    {
      id: 'new',
      label: 'New integration',
      icon: <IconPlus size={size} />,
      onClick: () => void navigate('/integrations/new'),
    },
    {
      id: 'newAssistant',
      label: 'New assistant',
      icon: <IconRobot size={size} />,
      onClick: () => void navigate('/assistants/new'),
    },
    { id: 'lock', label: 'Lock the vault', icon: <IconLock size={size} />, onClick: () => void lock() },
    { id: 'light', label: 'Light appearance', icon: <IconSun size={size} />, onClick: () => look('light') },
    { id: 'dark', label: 'Dark appearance', icon: <IconMoon size={size} />, onClick: () => look('dark') },
    {
      id: 'auto',
      label: 'Appearance of the system',
      icon: <IconSun size={size} />,
      onClick: () => look('auto'),
    },
  ];
}
