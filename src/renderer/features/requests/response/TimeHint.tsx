import { Text } from '@mantine/core';
import { readTime } from '#core/readableTime.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** The moment that a value stands for, in the person's own time and from now; nothing where it is none. */
export function TimeHint({ name, value }: { name: string | number | null; value: unknown }) {
  const at = readTime(name, value);
  if (at === null) return null;
  return (
    <Text span size="xs" c="dimmed" className={classes.hint} title={local.format(at)}>
      {local.format(at)} · <RelativeTime at={at} />
    </Text>
  );
}
