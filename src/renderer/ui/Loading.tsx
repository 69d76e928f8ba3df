import { Skeleton } from '@mantine/core';

/** Stands where something will be, and says so to those who do not see it. */
export function Loading({ h, label = 'Loading' }: { h: number; label?: string }) {
  return <Skeleton h={h} role="status" aria-busy aria-label={label} />;
}
