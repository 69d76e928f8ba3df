import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { RequestGroup } from '#contract/collections.ts';
import shared from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';

type Header = RequestGroup['headers'][number];

interface HeaderRowsProps {
  headers: readonly Header[];
  disabled: boolean;
  onChange(headers: Header[]): void;
}

/** Headers that every request below sends. */
export function HeaderRows({ headers, disabled, onChange }: HeaderRowsProps) {
  const replace = (at: number, changes: Partial<Header>) =>
    onChange(headers.map((header, index) => (index === at ? { ...header, ...changes } : header)));
  return (
    <section aria-label="Headers">
      {headers.map((header, index) => {
        const shown = header.name === '' ? 'the new header' : header.name;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: headers have no identity but their place
          <div key={index} className={shared.pairRow}>
            <Checkbox
              size="xs"
              aria-label={`Send ${shown}`}
              checked={header.enabled}
              disabled={disabled}
              onChange={(event) => replace(index, { enabled: event.currentTarget.checked })}
            />
            <TextInput
              size="xs"
              aria-label="Name"
              placeholder="Name"
              value={header.name}
              readOnly={disabled}
              spellCheck={false}
              onChange={(event) => replace(index, { name: event.currentTarget.value })}
            />
            <VariableInput
              size="xs"
              aria-label={`Value of ${shown}`}
              placeholder="Value"
              value={header.value}
              readOnly={disabled}
              spellCheck={false}
              onChange={(value) => replace(index, { value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={disabled}
              aria-label={`Remove ${shown}`}
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        );
      })}
      {disabled ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={12} aria-hidden />}
          onClick={() => onChange([...headers, { name: '', value: '', enabled: true }])}
        >
          Add header
        </Button>
      )}
    </section>
  );
}
