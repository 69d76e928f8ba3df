import { IconActivity, IconHome, IconKey, IconPlug, IconRobot, IconSend, IconSettings } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';

type AttentionKey = 'integrations' | 'connections';

export interface NavigationEntry {
  to: string;
  label: string;
  icon: typeof IconHome;
  /** Whose count of things that need a person is beside the label. */
  attention?: AttentionKey;
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
  { to: '/settings', label: 'Settings', icon: IconSettings, last: true },
];

/** The entry that an address belongs to. */
export function sectionOf(pathname: string): NavigationEntry | undefined {
  if (pathname === '/') return navigation[0];
  return navigation.find(({ to }) => to !== '/' && (pathname === to || pathname.startsWith(`${to}/`)));
}

/** How many integrations and connections need a person. */
export function useAttention(): Record<AttentionKey, number> {
  const placeholderData = keepPreviousData;
  const integrations = useQuery(orpc.integrations.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  const connections = useQuery(orpc.connections.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  return { integrations: integrations.data?.attention ?? 0, connections: connections.data?.attention ?? 0 };
}
