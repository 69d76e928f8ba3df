import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import {
  IconBuilding,
  IconCheck,
  IconChevronsLeft,
  IconChevronsRight,
  IconSelector,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { NavLink, useLocation, useNavigate } from 'react-router';
import type { VaultState } from '#contract/vault.ts';
import { useSwitchTenant } from '#renderer/entities/tenant/queries.ts';
import { TenantHint } from '#renderer/entities/tenant/TenantHint.tsx';
import { useVault, vaultWords } from '#renderer/entities/vault/vault.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useLinkState } from '#renderer/platform/linkState.ts';
import { useOfferActions } from '#renderer/session/pageActions.ts';
import { useSession } from '#renderer/session/session.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import mark from './mark.svg';
import { type NavigationEntry, navigation, useAttention } from './navigation.ts';
import classes from './Sidebar.module.css';
import { TeamStatus } from './TeamStatus.tsx';

/** Brand, tenant, pages and status; icons alone where the window is narrow or the person wants the room. */
export function Sidebar() {
  const attention = useAttention();
  const { pathname } = useLocation();
  const small = useMediaQuery('(max-width: 75em)') ?? false;
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'patchbay:sidebar',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const toggle = () => setCollapsed((now) => !now);
  useHotkeys([['mod+B', toggle]], [], true);
  const name = collapsed ? 'Expand the navigation' : 'Collapse the navigation';
  const action = {
    id: 'navigation',
    label: name,
    finds: 'sidebar hide show wider',
    keys: 'mod+B',
    icon: <IconChevronsLeft size={18} aria-hidden />,
    onClick: toggle,
  };
  useOfferActions('navigation', small ? [] : [action]);
  const narrow = small || collapsed;
  return (
    <aside className={classes.side} data-narrow={narrow || undefined} aria-label="Navigation">
      <div className={classes.brand}>
        <img src={mark} alt="" className={classes.mark} />
        <span className={classes.wide}>Patchbay</span>
      </div>
      <TenantSwitcher />
      <nav aria-label="Pages" className={classes.links}>
        {navigation.map((entry) => {
          const count = entry.attention === undefined ? 0 : attention[entry.attention];
          if (entry.whileAny === true && count === 0 && pathname !== entry.to) return null;
          return <SidebarLink key={entry.to} entry={entry} narrow={narrow} count={count} />;
        })}
      </nav>
      {small ? null : <CollapseButton name={name} collapsed={collapsed} onToggle={toggle} />}
      <StatusLines />
    </aside>
  );
}

function CollapseButton({ name, collapsed, onToggle }: { name: string; collapsed: boolean; onToggle: () => void }) {
  return (
    <Tooltip label={name} position="right" disabled={!collapsed}>
      <UnstyledButton className={classes.collapse} aria-label={name} aria-expanded={!collapsed} onClick={onToggle}>
        {collapsed ? <IconChevronsRight size={18} aria-hidden /> : <IconChevronsLeft size={18} aria-hidden />}
        <span className={classes.label}>Collapse</span>
      </UnstyledButton>
    </Tooltip>
  );
}

function SidebarLink({ entry, narrow, count }: { entry: NavigationEntry; narrow: boolean; count: number }) {
  const Icon = entry.icon;
  const name = count === 0 ? entry.label : `${entry.label}, ${count} need attention`;
  return (
    <Tooltip label={name} position="right" disabled={!narrow}>
      <NavLink
        to={entry.to}
        end={entry.to === '/'}
        aria-label={name}
        className={`${classes.link} ${entry.last === true ? classes.last : ''}`}
      >
        <span className={classes.icon}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {count > 0 && <span className={classes.dot} />}
        </span>
        <span className={classes.label}>{entry.label}</span>
        {count > 0 && (
          <span className={classes.count} aria-hidden>
            {count.toLocaleString('en')}!
          </span>
        )}
      </NavLink>
    </Tooltip>
  );
}

/** The tenant that the person is in, and the way to another one. */
function TenantSwitcher() {
  const session = useSession();
  const navigate = useNavigate();
  const change = useSwitchTenant();
  const name = session?.tenant.name ?? '…';
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.tenant} aria-label={`Tenant ${name}, change`} title={session?.tenant.hint}>
          <IconBuilding size={16} stroke={1.7} aria-hidden />
          <span className={classes.label}>{name}</span>
          <IconSelector size={14} aria-hidden className={classes.wide} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Tenants of {session?.user.name ?? '…'}</Menu.Label>
        {session?.tenants.map((tenant) => (
          <Menu.Item
            key={tenant.id}
            leftSection={<IconCheck size={14} aria-hidden opacity={tenant.id === session.tenant.id ? 1 : 0} />}
            onClick={() => tenant.id !== session.tenant.id && change.mutate({ tenantId: tenant.id })}
          >
            {tenant.name}
            <TenantHint tenant={tenant} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconUsers size={14} aria-hidden />} onClick={() => navigate('/settings/tenants')}>
          Tenants and people
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Vault, team, where the data is, and the version. */
function StatusLines() {
  const vault = useVault().data;
  const about = useQuery(orpc.system.about.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
  const link = useLinkState();
  const lost = link === 'lost' || link === 'signedOut';
  return (
    <section className={classes.status} aria-label="Status">
      {vault !== undefined && <VaultLine vault={vault} />}
      <TeamStatus />
      <StatusLine
        tone={lost ? 'bad' : 'good'}
        label={lost ? 'Not connected' : 'Local'}
        reason={about && `Everything is kept in ${about.dataDirectory}`}
      />
      {about !== undefined && <span className={classes.wide}>Version {about.version}</span>}
    </section>
  );
}

function VaultLine({ vault }: { vault: VaultState }) {
  const { tone, label } = vaultWords[vault.status];
  return <StatusLine tone={tone} label={`Vault ${label.toLowerCase()}`} reason={vault.reason} />;
}

function StatusLine({ tone, label, reason }: { tone: Tone; label: string; reason: string | undefined }) {
  return (
    <>
      <span className={classes.wide}>
        <StatusBadge tone={tone} label={label} reason={reason ?? null} />
      </span>
      <Tooltip
        label={reason === undefined || reason === '' ? label : `${label}. ${reason}`}
        position="right"
        multiline
        maw={320}
      >
        <span className={classes.slim} role="img" aria-label={label}>
          <StatusBadge tone={tone} label="" />
        </span>
      </Tooltip>
    </>
  );
}
