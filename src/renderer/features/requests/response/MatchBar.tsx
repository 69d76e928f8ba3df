import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';

interface MatchBarProps {
  count: number;
  /** There are more than are counted. */
  more: boolean;
  /** Place of the current match, from 0; -1 before the first. */
  at: number;
  onGo(step: 1 | -1): void;
}

/** How much was found, and the way from match to match. */
export function MatchBar({ count, more, at, onGo }: MatchBarProps) {
  const place = at < 0 ? '' : `${at + 1} of `;
  return (
    <Group gap={4} px="sm" pb={4}>
      <Text size="xs" c="dimmed" role="status">
        {count === 0 ? 'No results' : `${place}${count.toLocaleString()}${more ? ' or more' : ''} found`}
      </Text>
      {count === 0 ? null : (
        <>
          <ActionIcon size={24} variant="subtle" color="gray" aria-label="Previous match" onClick={() => onGo(-1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size={24} variant="subtle" color="gray" aria-label="Next match" onClick={() => onGo(1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </>
      )}
    </Group>
  );
}

/** Stands for the bar until the search is done. */
export function Searching() {
  return (
    <Text size="xs" c="dimmed" px="sm" pb={4} role="status">
      Searching…
    </Text>
  );
}
