import { Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { SearchInput } from '#renderer/ui/filters.tsx';

interface OperationFilterBarProps {
  text: string;
  tag: string;
  hidden: boolean;
  tags: readonly { name: string; count: number }[];
  /** How many match; undefined until it is known. */
  total: number | undefined;
  onText: (text: string) => void;
  onTag: (tag: string) => void;
  onHidden: (hidden: boolean) => void;
  /** Absent where the person may not add. */
  onAdd: (() => void) | undefined;
}

/** Search, tag, hidden ones, and the way to write an operation by hand. */
export function OperationFilterBar(props: OperationFilterBarProps) {
  const { text, tag, tags, total, onText, onAdd } = props;
  return (
    <Stack gap={6}>
      <Group gap="xs" wrap="nowrap">
        <SearchInput label="Search operations" value={text} onChange={onText} width="100%" hotkey />
        {onAdd !== undefined && (
          <Button variant="default" flex="none" leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
            Add
          </Button>
        )}
      </Group>
      <Group gap="xs" justify="space-between">
        {(tags.length > 0 || tag !== '') && (
          <Select
            aria-label="Tag"
            placeholder="All tags"
            size="xs"
            flex="1 1 120px"
            maw={260}
            clearable
            searchable
            limit={200}
            value={tag === '' ? null : tag}
            onChange={(next) => props.onTag(next ?? '')}
            data={tags.map(({ name, count }) => ({ value: name, label: `${name} (${count.toLocaleString('en')})` }))}
          />
        )}
        <Checkbox
          size="xs"
          label="Show hidden"
          checked={props.hidden}
          onChange={(event) => props.onHidden(event.currentTarget.checked)}
        />
        <Text size="xs" c="dimmed" role="status" ml="auto">
          {total === undefined ? 'Reading…' : `${total.toLocaleString('en')} operations`}
        </Text>
      </Group>
    </Stack>
  );
}
