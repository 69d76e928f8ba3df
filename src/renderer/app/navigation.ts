import {
  IconActivity,
  IconArrowsSplit2,
  IconHome,
  IconKey,
  IconPlug,
  IconRobot,
  IconSend,
  IconSettings,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTeam } from '#renderer/entities/sync/queries.ts';
import { orpc } from '#renderer/platform/client.ts';

type AttentionKey = 'integrations' | 'connections' | 'conflicts';

export interface NavigationEntry {
  to: string;
  label: string;
  icon: typeof IconHome;
  /** Whose count of things that need a person is beside the label. */
  attention?: AttentionKey;
  /** Is there only while it counts something. */
  whileAny?: boolean;
  /** Stands apart at the end. */
  last?: boolean;
}

/** The pages, in the order of the navigation. */
export const navigation: readonly NavigationEntry[] = [
  { to: '/', label: 'Overview', icon: IconHome },
  { to: '/integrations', label: 'Integrations', icon: IconPlug, attention: 'integrations' },
  { to: '/connections', label: 'Connections', icon: IconKey, attention: 'connections' },
  { to: '/assistants', label: 'Assistants', icon: IconRobot },
  { to: '/requests', label: 'Requests', icon: IconSend },
  { to: '/activity', label: 'Activity', icon: IconActivity },
  { to: '/conflicts', label: 'Conflicts', icon: IconArrowsSplit2, attention: 'conflicts', whileAny: true },
  { to: '/settings', label: 'Settings', icon: IconSettings, last: true },
];

/** The entry that an address belongs to. */
export function sectionOf(pathname: string): NavigationEntry | undefined {
  if (pathname === '/') return navigation[0];
  return navigation.find(({ to }) => to !== '/' && (pathname === to || pathname.startsWith(`${to}/`)));
}

/** How many integrations, connections and conflicts (also what is held back from the team) need a person. */
export function useAttention(): Record<AttentionKey, number> {
  const placeholderData = keepPreviousData;
  const integrations = useQuery(orpc.integrations.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  const connections = useQuery(orpc.connections.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  const team = useTeam();
  return {
    integrations: integrations.data?.attention ?? 0,
    connections: connections.data?.attention ?? 0,
    conflicts: team === null || team === undefined ? 0 : team.conflicts + team.heldBack,
  };
}
