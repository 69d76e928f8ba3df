import { ActionIcon, Autocomplete, Button, Checkbox, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ParameterPlace, ParameterValue } from '../draft/parameters.ts';
import classes from '../requests.module.css';
import { useWorkbench } from '../WorkbenchContext.ts';

interface ExtraPairsProps {
  place: ParameterPlace;
  title: string;
  /** Names that have a field elsewhere on the page. */
  declared: readonly string[];
  /** Names to offer. */
  names?: readonly string[];
}

/** Parameters that no definition declares, as pairs of name and value. */
export function ExtraPairs({ place, title, declared, names = [] }: ExtraPairsProps) {
  const { draft, change } = useWorkbench();
  const known = new Set(declared.map((name) => name.toLowerCase()));
  const rows = draft.parameters
    .map((entry, index) => ({ entry, index }))
    .filter(({ entry }) => entry.in === place && !known.has(entry.name.toLowerCase()));
  const replace = (index: number, changes: Partial<ParameterValue>) =>
    change({ parameters: draft.parameters.map((entry, at) => (at === index ? { ...entry, ...changes } : entry)) });
  const add = () => change({ parameters: [...draft.parameters, { name: '', in: place, value: '', enabled: true }] });
  return (
    <section aria-label={title}>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      {rows.map(({ entry, index }) => (
        <PairRow
          key={index}
          entry={entry}
          names={names}
          onChange={(changes) => replace(index, changes)}
          onRemove={() => change({ parameters: draft.parameters.filter((_, at) => at !== index) })}
        />
      ))}
      <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} aria-hidden />} onClick={add}>
        Add
      </Button>
    </section>
  );
}

interface PairRowProps {
  entry: ParameterValue;
  names: readonly string[];
  onChange(changes: Partial<ParameterValue>): void;
  onRemove(): void;
}

function PairRow({ entry, names, onChange, onRemove }: PairRowProps) {
  const shown = entry.name === '' ? 'the new pair' : entry.name;
  return (
    <div className={classes.pairRow}>
      <Checkbox
        size="xs"
        aria-label={`Send ${shown}`}
        checked={entry.enabled}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
      <Autocomplete
        size="xs"
        aria-label="Name"
        placeholder="Name"
        data={[...names]}
        value={entry.name}
        onChange={(name) => onChange({ name })}
        spellCheck={false}
      />
      <TextInput
        size="xs"
        aria-label={`Value of ${shown}`}
        placeholder="Value"
        value={typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
        spellCheck={false}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${shown}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
