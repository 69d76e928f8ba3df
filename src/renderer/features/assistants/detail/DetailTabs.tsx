import { NavLink } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import classes from './detail.module.css';

const tabs = [
  { path: '', label: 'Integrations' },
  { path: '/tools', label: 'Tools' },
  { path: '/overview', label: 'Overview' },
];

/** The parts of an assistant: links, since each has an address of its own. */
export function DetailTabs({ assistant }: { assistant: Assistant }) {
  return (
    <nav aria-label={`Parts of ${assistant.name}`} className={classes.list}>
      {tabs.map(({ path, label }) => (
        <NavLink key={label} to={`/assistants/${assistant.id}${path}`} end className={classes.tab ?? ''}>
          {label}
          {path === '' && assistant.attachments > 0 && (
            <span className={classes.count}> {assistant.attachments.toLocaleString('en')}</span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
