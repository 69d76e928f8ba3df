import { Button, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { type Assistant, type AssistantFields, assistantFields } from '#contract/assistants.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useLeaveGuard } from '#renderer/ui/form/index.ts';
import { ModelFields } from './ModelFields.tsx';
import { type FormSection, useAssistantForm } from './useAssistantForm.ts';

interface AssistantFormProps {
  initial: AssistantFields;
  /** Absent for a new one. */
  existing?: Assistant;
  onSaved: (assistant: Assistant) => void;
}

/** Name, instructions, model and visibility of an assistant. */
export function AssistantForm({ initial, existing, onSaved }: AssistantFormProps) {
  const navigate = useNavigate();
  const saved = useRef(false);
  const form = useAssistantForm(initial, existing, (assistant) => {
    saved.current = true;
    onSaved(assistant);
  });
  useLeaveGuard(() => form.changed && !saved.current);
  const { values, problems, set } = form;
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <form onSubmit={save} noValidate aria-label={existing === undefined ? 'New assistant' : 'Edit assistant'}>
      <Stack gap="md" maw={880}>
        <TextFields values={values} problems={problems} set={set} />
        <ModelFields values={values} problems={problems} set={set} />
        <VisibilityField value={values.visibility} onChange={(visibility) => set({ visibility })} />
        {form.save.error !== null && Object.keys(problems).length === 0 && <ErrorNotice error={form.save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void navigate(-1)}>
            Cancel
          </Button>
          <Button type="submit" loading={form.save.isPending}>
            {existing === undefined ? 'Create' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function TextFields({ values, problems, set }: FormSection) {
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={120}
        data-autofocus
        value={values.name}
        error={problems.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        description="What it is for, for the people who choose it."
        autosize
        minRows={2}
        maxRows={6}
        value={values.description}
        error={problems.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <div>
        <Textarea
          label="Instructions"
          description="What the model is told before every conversation: its task, its tone, its limits."
          autosize
          minRows={12}
          maxRows={28}
          value={values.instructions}
          error={problems.instructions}
          onChange={(event) => set({ instructions: event.currentTarget.value })}
        />
        <Text size="xs" c="dimmed" ta="end" mt={2}>
          {values.instructions.length.toLocaleString('en')} characters
        </Text>
      </div>
    </>
  );
}

interface VisibilityFieldProps {
  value: AssistantFields['visibility'];
  onChange: (value: AssistantFields['visibility']) => void;
}

function VisibilityField({ value, onChange }: VisibilityFieldProps) {
  return (
    <Radio.Group
      label="Visible to"
      value={value}
      onChange={(next) => onChange(assistantFields.shape.visibility.parse(next))}
    >
      <Group mt={6}>
        {assistantFields.shape.visibility.options.map((option) => (
          <Radio key={option} value={option} label={visibilityWords[option]} />
        ))}
      </Group>
    </Radio.Group>
  );
}
