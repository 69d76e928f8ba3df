import { Autocomplete, Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { HandParameterRow } from './HandParameterRow.tsx';
import { blankParameter, type HandDraft, withPathParameters } from './handDraft.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'];
const bodies = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

interface HandOperationFieldsProps {
  draft: HandDraft;
  /** Messages by dotted field. */
  problems: Record<string, string>;
  onChange: (draft: HandDraft) => void;
}

/** Method, path, words, parameters and body. */
export function HandOperationFields({ draft, problems, onChange }: HandOperationFieldsProps) {
  const set = (changes: Partial<HandDraft>) => onChange({ ...draft, ...changes });
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Autocomplete
          label="Method"
          w={130}
          data={methods}
          value={draft.method}
          error={problems.method}
          onChange={(method) => set({ method: method.toUpperCase() })}
        />
        <TextInput
          label="Path"
          flex={1}
          required
          data-autofocus
          placeholder="/orders/{id}"
          value={draft.path}
          error={problems.path}
          onChange={(event) => set({ path: event.currentTarget.value })}
          onBlur={() => onChange(withPathParameters(draft))}
        />
      </Group>
      <TextInput
        label="Summary"
        value={draft.summary}
        error={problems.summary}
        onChange={(event) => set({ summary: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.description}
        error={problems.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Select
        label="Body"
        placeholder="None"
        clearable
        w={300}
        data={bodies}
        value={draft.bodyMediaType}
        onChange={(bodyMediaType) => set({ bodyMediaType })}
      />
      <Text size="sm" fw={500}>
        Parameters
      </Text>
      {draft.parameters.map((parameter, index) => (
        <HandParameterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while its name is typed
          key={index}
          parameter={parameter}
          problem={problems[`parameters.${index}.name`]}
          onChange={(next) => set({ parameters: draft.parameters.map((old, at) => (at === index ? next : old)) })}
          onRemove={() => set({ parameters: draft.parameters.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set({ parameters: [...draft.parameters, blankParameter] })}
      >
        Add a parameter
      </Button>
    </Stack>
  );
}
