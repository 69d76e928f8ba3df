import { NavLink } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import classes from './DetailTabs.module.css';

const tabs = [
  { path: '', label: 'Overview' },
  { path: '/operations', label: 'Operations' },
  { path: '/connections', label: 'Connections' },
  { path: '/health', label: 'Health' },
  { path: '/activity', label: 'Activity' },
  { path: '/definition', label: 'Definition' },
];

/** The parts of an integration: links, since each has an address of its own. */
export function DetailTabs({ integration }: { integration: Integration }) {
  const counts: Record<string, number> = { Operations: integration.operations, Connections: integration.connections };
  return (
    <nav aria-label={`Parts of ${integration.displayName}`} className={classes.list}>
      {tabs.map(({ path, label }) => (
        <NavLink
          key={label}
          to={`/integrations/${integration.id}${path}`}
          end={path === ''}
          className={classes.tab ?? ''}
        >
          {label} {Number(counts[label]) > 0 && <Count value={counts[label]} />}
        </NavLink>
      ))}
    </nav>
  );
}

function Count({ value = 0 }: { value: number | undefined }) {
  return <span className={classes.count}>{value.toLocaleString('en')}</span>;
}
