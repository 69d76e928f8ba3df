import { Alert, type AlertProps } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface NoticeProps extends Omit<AlertProps, 'variant' | 'styles'> {
  /** What it is about, in words that are alone; the colour says the same. */
  title: ReactNode;
  /** `alert` is read out at once, `status` when there is time. */
  role?: 'alert' | 'status';
  /** Red words for what went wrong; all others are in the colour of text, which every theme makes readable. */
  failed?: boolean;
}

/** A message that stays on the page: outlined, with a sign unless it brings another one. */
export function Notice({ failed = false, icon = <IconAlertTriangle aria-hidden />, ...props }: NoticeProps) {
  const color = failed ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)';
  return <Alert variant="outline" icon={icon} styles={{ title: { color } }} {...props} />;
}
