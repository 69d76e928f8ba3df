import { Group, Spoiler } from '@mantine/core';
import type { DefinitionReport } from '#contract/openapi.ts';
import { Tag } from '#renderer/ui/badges.tsx';

/** Operations by tag. */
export function TagCounts({ tags }: Pick<DefinitionReport, 'tags'>) {
  return (
    <Spoiler
      maxHeight={84}
      showLabel="Show all tags"
      hideLabel="Show fewer"
      styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}
    >
      <Group gap={6}>
        {tags.map(({ name, count }) => (
          <Tag key={name}>
            {name} {count.toLocaleString('en')}
          </Tag>
        ))}
      </Group>
    </Spoiler>
  );
}
