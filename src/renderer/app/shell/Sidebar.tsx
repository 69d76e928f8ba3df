import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { NavLink } from 'react-router';
import mark from '../mark.svg';
import { type NavigationEntry, navigation } from './navigation.ts';
import classes from './Sidebar.module.css';
import { StatusLines } from './StatusLines.tsx';
import { TenantSwitcher } from './TenantSwitcher.tsx';
import { useAttention } from './useAttention.ts';

/** Brand, tenant, pages and status; icons alone where the window is narrow. */
export function Sidebar() {
  const attention = useAttention();
  const narrow = useMediaQuery('(max-width: 75em)') ?? false;
  return (
    <>
      <div className={classes.brand}>
        <img src={mark} alt="" className={classes.mark} />
        <span className={classes.wide}>Patchbay</span>
      </div>
      <TenantSwitcher />
      <nav aria-label="Pages" className={classes.links}>
        {navigation.map((entry) => (
          <SidebarLink
            key={entry.to}
            entry={entry}
            narrow={narrow}
            count={entry.attention === undefined ? 0 : attention[entry.attention]}
          />
        ))}
      </nav>
      <StatusLines />
    </>
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
