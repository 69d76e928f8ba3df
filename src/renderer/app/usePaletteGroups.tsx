import { useMantineColorScheme } from '@mantine/core';
import {
  IconApi,
  IconBuilding,
  IconDeviceFloppy,
  IconFileImport,
  IconHistory,
  IconKey,
  IconKeyboard,
  IconLock,
  IconLockOpen,
  IconMoon,
  IconPlug,
  IconPlus,
  IconRobot,
  IconSend,
  IconSun,
} from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useFoundIntegrations } from '#renderer/entities/integration/queries.ts';
import { settingsSections } from '#renderer/entities/settings/sections.ts';
import { useSwitchTenant } from '#renderer/entities/tenant/queries.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useSession } from '#renderer/session/session.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { navigation } from './navigation.ts';
import { rememberPlace, useRecentPlaces } from './recent.ts';

export interface PaletteAction {
  id: string;
  label: string;
  description?: string | undefined;
  /** Other words that find it. */
  finds?: string;
  icon: ReactNode;
  onClick: () => void;
}

export interface PaletteGroup {
  label: string;
  actions: PaletteAction[];
}

const mostFound = 6;
const size = 18;

interface PaletteMatches {
  groups: PaletteGroup[];
  /** The groups are of what is written now, and not of what was written before. */
  current: boolean;
}

/** What matches `query`; what only main knows is asked for `asked`, the query after a pause in typing. */
export function usePaletteGroups(query: string, asked: string, showKeys: () => void): PaletteMatches {
  const text = asked.trim().slice(0, 200);
  const go = useGo();
  const places = useFoundPlaces(text, go);
  const tenants = useTenantActions();
  const actions = usePaletteActions(showKeys);
  const recent = useRecentPlaces(useSession()?.tenant.id);
  const pages = navigation.map(({ to, label, icon: Icon }) => ({
    id: to,
    label,
    icon: <Icon size={size} aria-hidden />,
    onClick: () => go({ to, label }),
  }));
  const settings = settingsSections.map(({ path, label, icon: Icon, finds }) => ({
    id: `settings ${path}`,
    label,
    description: 'Settings',
    finds,
    icon: <Icon size={size} aria-hidden />,
    onClick: () => go({ to: `/settings/${path}`, label, description: 'Settings' }),
  }));
  const matching = (group: PaletteAction[]) => group.filter((action) => matches(action, query));
  if (query.trim() === '') {
    const last = recent.map((place) => ({
      id: `recent ${place.to}`,
      label: place.label,
      description: place.description,
      icon: <IconHistory size={size} aria-hidden />,
      onClick: () => go(place),
    }));
    const groups = [
      { label: 'Recent', actions: last },
      { label: 'Pages', actions: pages },
      { label: 'Actions', actions },
    ];
    return { groups, current: true };
  }
  const groups = [
    { label: 'Pages', actions: matching(pages) },
    ...places.groups,
    { label: 'Settings', actions: matching(settings) },
    { label: 'Tenants', actions: matching(tenants) },
    { label: 'Actions', actions: matching(actions) },
  ];
  return { groups, current: query.trim() === asked.trim() && !places.stale };
}

/** Every word stands in the label, or begins one of the other words. */
function matches({ label, description = '', finds = '' }: PaletteAction, query: string): boolean {
  const named = `${label} ${description}`.toLowerCase();
  const others = finds.split(' ');
  return query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => named.includes(word) || others.some((other) => other.startsWith(word)));
}

type Go = (place: { to: string; label: string; description?: string | undefined }) => void;

/** Goes to a place and remembers it. */
function useGo(): Go {
  const navigate = useNavigate();
  const tenantId = useSession()?.tenant.id;
  return (place) => {
    if (tenantId !== undefined) rememberPlace(tenantId, place);
    void navigate(place.to);
  };
}

/** Integrations, connections, operations, saved requests and assistants that hold the text. */
function useFoundPlaces(text: string, go: Go): { groups: PaletteGroup[]; stale: boolean } {
  const enabled = text !== '';
  const shared = { enabled, placeholderData: keepPreviousData } as const;
  const integrations = useFoundIntegrations(text, mostFound, enabled);
  const connections = useQuery(orpc.connections.list.queryOptions({ input: { text, limit: mostFound }, ...shared }));
  const assistants = useQuery(orpc.assistants.list.queryOptions({ input: { text, limit: mostFound }, ...shared }));
  const operations = useQuery(
    orpc.definitions.search.queryOptions({ input: { text: enabled ? text : '-', limit: mostFound }, ...shared }),
  );
  const saved = useQuery(orpc.requests.saved.queryOptions({ enabled }));
  const found = [integrations, connections, assistants, operations];
  const stale = enabled && (found.some((query) => query.isPlaceholderData || query.isLoading) || saved.isLoading);
  if (!enabled) return { groups: [], stale };
  const words = text.toLowerCase().split(/\s+/);
  const savedRows = (saved.data ?? []).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const place = (id: string, icon: ReactNode, to: string, label: string, description?: string): PaletteAction => ({
    id,
    label,
    description,
    icon,
    onClick: () => go({ to, label, description }),
  });
  const groups = [
    {
      label: 'Integrations',
      actions: (integrations.data?.rows ?? []).map((row) =>
        place(
          row.id,
          <IconPlug size={size} aria-hidden />,
          `/integrations/${row.id}`,
          row.displayName,
          row.name === row.displayName ? row.provider : row.name,
        ),
      ),
    },
    {
      label: 'Connections',
      actions: (connections.data?.rows ?? []).map(({ id, name, integrationName }) =>
        place(id, <IconKey size={size} aria-hidden />, `/connections?open=${id}`, name, integrationName ?? undefined),
      ),
    },
    {
      label: 'Operations',
      actions: (operations.data?.rows ?? []).map((row) =>
        place(
          `${row.integrationId} ${row.key}`,
          <IconApi size={size} aria-hidden />,
          `/requests?${new URLSearchParams({ integration: row.integrationId, operation: row.key })}`,
          `${row.method} ${row.path}`,
          [row.summary, row.integrationName].filter(Boolean).join(' · '),
        ),
      ),
    },
    {
      label: 'Saved requests',
      actions: savedRows
        .slice(0, mostFound)
        .map(({ id, name, draft }) =>
          place(id, <IconDeviceFloppy size={size} aria-hidden />, `/requests?saved=${id}`, name, draft.method),
        ),
    },
    {
      label: 'Assistants',
      actions: (assistants.data?.rows ?? []).map(({ id, name }) =>
        place(id, <IconRobot size={size} aria-hidden />, `/assistants/${id}`, name),
      ),
    },
  ];
  return { groups, stale };
}

function useTenantActions(): PaletteAction[] {
  const session = useSession();
  const change = useSwitchTenant();
  return (session?.tenants ?? [])
    .filter(({ id }) => id !== session?.tenant.id)
    .map(({ id, name }) => ({
      id,
      label: `Switch to ${name}`,
      finds: 'tenant change',
      icon: <IconBuilding size={size} aria-hidden />,
      onClick: () => change.mutate({ tenantId: id }),
    }));
}

function usePaletteActions(showKeys: () => void): PaletteAction[] {
  const navigate = useNavigate();
  const { importDefinition, openVault } = useAppActions();
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
      onClick: () => void navigate('/requests'),
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
          label: vault?.status === 'setup' ? 'Set up the vault' : 'Unlock the vault',
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
