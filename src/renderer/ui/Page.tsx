import { Box, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { createPortal } from 'react-dom';
import classes from './Page.module.css';
import { sharedValue } from './sharedValue.ts';

/** The place in the top bar where a page puts its title; null until the bar stands. */
const slot = sharedValue<HTMLElement | null>(null);

/** Ref of that place. */
export const topBarSlot = slot.set;

interface PageProps {
  children: ReactNode;
  /** Full width, for tables; otherwise 1,440 px at most. */
  wide?: boolean;
  /** As high as the window, so that a part of the page scrolls instead of the page. */
  fill?: boolean;
}

/** The frame of a page: width and margins. */
export function Page({ children, wide = false, fill = false }: PageProps) {
  return (
    <div className={classes.page} data-wide={wide || undefined} data-fill={fill || undefined}>
      {children}
    </div>
  );
}

interface PageHeadProps {
  title: string;
  /** One sentence, only where it helps. */
  description?: ReactNode;
  /** What is before the title, such as a logo. */
  leading?: ReactNode;
  /** At the right; the one primary action last. */
  actions?: ReactNode;
}

/** The title of a page, also of the window, with its actions, in the top bar. The page of one thing has a head of its own, with its logo. */
export function PageHead(head: PageHeadProps) {
  const { title, description, leading, actions } = head;
  useEffect(() => {
    document.title = `${title} · Patchbay`;
  }, [title]);
  if (leading === undefined) {
    return (
      <>
        <BarHead title={title} actions={actions} />
        {description !== undefined && (
          <Text size="sm" c="dimmed" maw={720} mb="md">
            {description}
          </Text>
        )}
      </>
    );
  }
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
  const place = slot.use();
  if (place === null) return null;
  return createPortal(
    <>
      <Title order={1} size="h4" className={classes.title}>
        {title}
      </Title>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </>,
    place,
  );
}

/** A page of one thing while it loads: head, tabs, content. */
export function HeadSkeleton() {
  return (
    <Page>
      <Stack role="status" aria-busy aria-label="Loading">
        <Skeleton h={44} w={320} />
        <Skeleton h={32} />
        <Skeleton h={180} />
      </Stack>
    </Page>
  );
}
