import { Alert, type AlertProps } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';

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
  const element = useRef<HTMLDivElement>(null);
  const { role, title } = props;
  // A dialog can be longer than the window; what came of its form is brought into sight.
  useEffect(() => {
    const dialog = role !== undefined && title !== '' ? element.current?.closest('[role="dialog"]') : null;
    if (dialog == null) return undefined;
    // The first call comes at once; a message that arrives beside it makes the dialog shorter a little later.
    const sizes = new ResizeObserver(() => element.current?.scrollIntoView({ block: 'nearest' }));
    sizes.observe(dialog);
    const settled = setTimeout(() => sizes.disconnect(), settleMs);
    return () => {
      clearTimeout(settled);
      sizes.disconnect();
    };
  }, [role, title]);
  return (
    <Alert
      ref={element}
      variant="outline"
      icon={icon}
      style={{ scrollMarginBlock: stickyRoom }}
      styles={{ title: { color } }}
      {...props}
    />
  );
}

/** How long a dialog may still change its size after what it shows came. */
const settleMs = 1_000;

/** What a dialog's title above and its buttons below cover. */
const stickyRoom = '72px 88px';
