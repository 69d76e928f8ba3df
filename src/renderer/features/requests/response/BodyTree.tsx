import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { JsonTree, type JsonValue, useJsonTree } from '#renderer/ui/json/index.ts';
import classes from '../requests.module.css';

interface BodyTreeProps {
  value: JsonValue;
  search: string;
}

/** The body as a tree, with a way from match to match. */
export function BodyTree({ value, search }: BodyTreeProps) {
  const tree = useJsonTree(value, search);
  const at = tree.matches.indexOf(tree.active);
  const go = (step: number) => {
    const count = tree.matches.length;
    const next = tree.matches[at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count];
    if (next !== undefined) tree.reveal(next);
  };
  return (
    <div className={classes.fillPanel}>
      {search === '' ? null : (
        <Group gap={4} px="sm" pb={4}>
          <Text size="xs" c="dimmed" role="status">
            {tree.matches.length === 0
              ? 'Nothing found'
              : `${at < 0 ? '' : `${at + 1} of `}${tree.matches.length.toLocaleString()}${tree.matches.length === 1_000 ? ' or more' : ''} found`}
          </Text>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Previous match" onClick={() => go(-1)}>
            <IconChevronUp size={14} />
          </ActionIcon>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Next match" onClick={() => go(1)}>
            <IconChevronDown size={14} />
          </ActionIcon>
        </Group>
      )}
      <JsonTree label="Body of the response" value={value} tree={tree} />
    </div>
  );
}
