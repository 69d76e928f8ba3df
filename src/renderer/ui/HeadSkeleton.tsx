import { Skeleton, Stack } from '@mantine/core';
import { Page } from './Page.tsx';

/** A page of one thing while it loads: head, tabs, content. */
export function HeadSkeleton() {
  return (
    <Page>
      <Stack aria-busy aria-label="Loading">
        <Skeleton h={44} w={320} />
        <Skeleton h={32} />
        <Skeleton h={180} />
      </Stack>
    </Page>
  );
}
