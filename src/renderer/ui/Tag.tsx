import type { ReactNode } from 'react';
import classes from './Tag.module.css';

export interface TagProps {
  children: ReactNode;
  icon?: ReactNode;
  kind?: 'plain' | 'quiet' | 'warn';
  title?: string;
}

/** A word in a frame: a kind of authentication, a tag, a version. */
export function Tag({ children, icon, kind = 'plain', title }: TagProps) {
  return (
    <span
      className={classes.tag}
      data-quiet={kind === 'quiet' || undefined}
      data-warn={kind === 'warn' || undefined}
      title={title}
    >
      {icon}
      {children}
    </span>
  );
}
