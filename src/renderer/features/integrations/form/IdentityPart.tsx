import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { integrationType } from '#contract/integrations.ts';
import { typeWords } from '#renderer/entities/integration/words.ts';
import { FormPart } from './FormPart.tsx';
import type { FormSection } from './useIntegrationForm.ts';

const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));

/** Names, type, provider and description. */
export function IdentityPart({ values, problems, set, preset }: FormSection & { preset: boolean }) {
  return (
    <FormPart title="What it is" description="The name is unique in this tenant; the display name is what lists show.">
      <TextInput
        label="Name"
        required
        data-autofocus
        value={values.name}
        error={problems.name?.message}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Display name"
        placeholder={values.name}
        value={values.displayName}
        error={problems.displayName?.message}
        onChange={(event) => set({ displayName: event.currentTarget.value })}
      />
      <Select
        label="Type"
        required
        allowDeselect={false}
        data={types}
        value={values.type}
        error={problems.type?.message}
        onChange={(type) => type !== null && set({ type })}
      />
      <TextInput
        label="Provider"
        required
        description={
          preset ? 'Each provider has one integration in a tenant.' : 'custom may be used by many integrations.'
        }
        readOnly={preset}
        value={values.provider}
        error={problems.provider?.message}
        onChange={(event) => set({ provider: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        value={values.description}
        error={problems.description?.message}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Switch
        label="Active"
        description="Nothing is sent to an integration that is not active."
        checked={values.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </FormPart>
  );
}
