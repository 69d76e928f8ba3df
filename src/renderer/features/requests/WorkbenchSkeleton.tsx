import { Group, Skeleton, Stack } from '@mantine/core';

/** Stands for the request while it is loaded. */
export function WorkbenchSkeleton() {
  return (
    <Stack p="md" gap="md" aria-busy aria-label="The request is loading">
      <Group wrap="nowrap">
        <Skeleton h={36} w={100} />
        <Skeleton h={36} />
        <Skeleton h={36} w={90} />
      </Group>
      <Skeleton h={28} w="60%" />
      {['a', 'b', 'c', 'd'].map((line) => (
        <Skeleton key={line} h={36} />
      ))}
    </Stack>
  );
}
