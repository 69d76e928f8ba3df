import { Anchor, Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { topBarSlot } from '#renderer/ui/Page.tsx';
import { NoticeBell } from '../notices/NoticeBell.tsx';
import { sectionOf } from './navigation.ts';
import classes from './Shell.module.css';

const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Where the person is, and the way to everything else. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const section = sectionOf(useLocation().pathname);
  return (
    <header className={classes.top}>
      {section === undefined ? (
        <span />
      ) : (
        <Anchor className={classes.crumb} component={Link} to={section.to} size="sm" c="dimmed" underline="hover">
          {section.label}
        </Anchor>
      )}
      <div ref={topBarSlot} className={classes.slot} />
      <div className={classes.tools}>
        <UnstyledButton className={classes.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={15} aria-hidden />
          <span style={{ flex: 1 }}>Search or run…</span>
          <Kbd size="xs">{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
        </UnstyledButton>
        <NoticeBell />
      </div>
    </header>
  );
}
