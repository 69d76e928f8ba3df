import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './badges.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'idle';

const icons = {
  good: IconCircleCheckFilled,
  bad: IconCircleXFilled,
  warn: IconAlertTriangleFilled,
  info: IconInfoCircleFilled,
  idle: IconCircleDashed,
} satisfies Record<Tone, unknown>;

interface StatusBadgeProps {
  tone: Tone;
  /** The status as a word; colour and icon only repeat it. */
  label: string;
  /** Why, shown on hover. Tables have hundreds of these, so that it is the browser's own tooltip. */
  reason?: string | null;
}

/** A status: icon, word and colour, always together. */
export function StatusBadge({ tone, label, reason }: StatusBadgeProps) {
  const Icon = icons[tone];
  const why = reason === null || reason === '' ? undefined : reason;
  return (
    <span className={classes.badge} data-tone={tone} title={why}>
      <span className={classes.icon}>
        <Icon size={14} aria-hidden />
      </span>
      <span className={classes.word}>{label}</span>
    </span>
  );
}

interface TagProps {
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
