import { IconApi, IconDeviceFloppy, IconFolder, IconHistory, IconKey, IconPlug, IconRobot } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useFoundIntegrations } from '#renderer/entities/integration/queries.ts';
import { settingsSections } from '#renderer/entities/settings/sections.ts';
import { useTeam } from '#renderer/entities/sync/queries.ts';
import { orpc } from '#renderer/platform/client.ts';
import { usePageActions } from '#renderer/session/pageActions.ts';
import { useSession } from '#renderer/session/session.ts';
import { useCollectionActions } from './collectionActions.tsx';
import { navigation } from './navigation.ts';
import { type PaletteAction, useEnvironmentActions, usePaletteActions, useTenantActions } from './paletteActions.tsx';
import { rememberPlace, useRecentPlaces } from './recent.ts';
import { useTeamActions } from './teamActions.tsx';

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
  const environments = useEnvironmentActions();
  const actions = [...usePaletteActions(showKeys), ...useTeamActions()];
  const here = usePageActions();
  const ofCollections = useCollectionActions(query);
  const recent = useRecentPlaces(useSession()?.tenant.id);
  const isShared = useTeam() != null;
  const shown = navigation.filter(({ whileAny }) => whileAny !== true || isShared);
  const pages = shown.map(({ to, label, icon: Icon }) => ({
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
      { label: 'On this page', actions: [...here] },
      { label: 'Actions', actions },
    ];
    return { groups, current: true };
  }
  const groups = [
    { label: 'On this page', actions: matching([...here]) },
    { label: 'Pages', actions: matching(pages) },
    ...ofCollections,
    ...places.groups,
    { label: 'Settings', actions: matching(settings) },
    { label: 'Environments', actions: matching(environments) },
    { label: 'Tenants', actions: matching(tenants) },
    { label: 'Actions', actions: matching(actions) },
  ];
  return { groups, current: query.trim() === asked.trim() && !places.stale };
}

/** Every word is in the label, or begins one of the other words. */
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
  const saved = useQuery(orpc.collections.tree.queryOptions({ enabled }));
  const found = [integrations, connections, assistants, operations];
  const stale = enabled && (found.some((query) => query.isPlaceholderData || query.isLoading) || saved.isLoading);
  if (!enabled) return { groups: [], stale };
  const words = text.toLowerCase().split(/\s+/);
  const isNamed = ({ name }: { name: string }) => words.every((word) => name.toLowerCase().includes(word));
  const savedRows = (saved.data?.requests ?? []).filter(isNamed);
  const groupRows = (saved.data?.groups ?? []).filter(isNamed);
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
        .map(({ id, name, method }) =>
          place(id, <IconDeviceFloppy size={size} aria-hidden />, `/requests?saved=${id}`, name, method),
        ),
    },
    {
      label: 'Collections',
      actions: groupRows
        .slice(0, mostFound)
        .map(({ id, name, parentId }) =>
          place(
            id,
            <IconFolder size={size} aria-hidden />,
            `/requests/collections/${id}`,
            name,
            parentId === null ? 'Collection' : 'Folder',
          ),
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
