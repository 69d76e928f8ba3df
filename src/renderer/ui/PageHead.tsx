import { Box, Group, Text, Title } from '@mantine/core';
import { type ReactNode, use, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { PageFill } from './PageFill.ts';
import classes from './PageHead.module.css';
import { useTopBarSlot } from './topBarSlot.ts';

export interface PageHeadProps {
  title: string;
  /** One sentence, only where it helps. */
  description?: ReactNode;
  /** What stands before the title, such as a logo. */
  leading?: ReactNode;
  /** At the right; the one primary action last. */
  actions?: ReactNode;
}

/** The title of a page, also of the window, with its actions; a plain one of a page that fills the window stands in the top bar. */
export function PageHead(head: PageHeadProps) {
  const { title, description, leading, actions } = head;
  const plain = description === undefined && leading === undefined;
  useEffect(() => {
    document.title = `${title} · Patchbay`;
  }, [title]);
  if (use(PageFill) && plain) return <BarHead title={title} actions={actions} />;
  return (
    <Group component="header" justify="space-between" align="flex-start" gap="md" mb="md">
      <Group gap="md" wrap="nowrap" miw={0} flex="1 1 280px">
        {leading}
        <Box miw={0}>
          <Title order={1} size="h3" lineClamp={2}>
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed" maw={720}>
              {description}
            </Text>
          )}
        </Box>
      </Group>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}

function BarHead({ title, actions }: Pick<PageHeadProps, 'title' | 'actions'>) {
  const slot = useTopBarSlot();
  if (slot === null) return null;
  return createPortal(
    <>
      <Title order={1} size="h4" className={classes.title}>
        {title}
      </Title>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </>,
    slot,
  );
}
