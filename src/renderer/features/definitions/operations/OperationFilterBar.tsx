import { Button, Group, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { SearchInput } from '#renderer/ui/SearchInput.tsx';

interface OperationFilterBarProps {
  text: string;
  tag: string;
  tags: readonly { name: string; count: number }[];
  onText: (text: string) => void;
  onTag: (tag: string) => void;
  /** Absent where the person may not add. */
  onAdd: (() => void) | undefined;
}

/** Search, tag, and the way to write an operation by hand. */
export function OperationFilterBar({ text, tag, tags, onText, onTag, onAdd }: OperationFilterBarProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      <SearchInput label="Search operations" value={text} onChange={onText} width="100%" hotkey />
      {tags.length > 0 && (
        <Select
          aria-label="Tag"
          placeholder="All tags"
          w={170}
          flex="none"
          clearable
          searchable
          limit={200}
          value={tag === '' ? null : tag}
          onChange={(next) => onTag(next ?? '')}
          data={tags.map(({ name, count }) => ({ value: name, label: `${name} (${count.toLocaleString('en')})` }))}
        />
      )}
      {onAdd !== undefined && (
        <Button variant="default" flex="none" leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>
          Add
        </Button>
      )}
    </Group>
  );
}
