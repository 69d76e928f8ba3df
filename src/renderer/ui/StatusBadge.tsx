import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import classes from './StatusBadge.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'idle';

const icons = {
  good: IconCircleCheckFilled,
  bad: IconCircleXFilled,
  warn: IconAlertTriangleFilled,
  info: IconInfoCircleFilled,
  idle: IconCircleDashed,
} satisfies Record<Tone, unknown>;

export interface StatusBadgeProps {
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
