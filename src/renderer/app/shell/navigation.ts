import { IconActivity, IconHome, IconKey, IconPlug, IconRobot, IconSend, IconSettings } from '@tabler/icons-react';

export type AttentionKey = 'integrations' | 'connections';

export interface NavigationEntry {
  to: string;
  label: string;
  icon: typeof IconHome;
  /** Whose count of things that need a person stands beside the label. */
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
