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

/** Where it is, and what is asked for to check it. */
export function AddressPart({ values, problems, set, hint }: FormSection & { hint: string }) {
  return (
    <FormPart
      title="Where it is"
      description="Requests go below the base URL. Check asks for one path that changes nothing."
    >
      <TextInput
        label="Base URL"
        required
        type="url"
        placeholder="https://api.example.com"
        description={hint === '' ? undefined : hint}
        value={values.baseUrl}
        error={problems.baseUrl?.message}
        onChange={(event) => set({ baseUrl: event.currentTarget.value })}
      />
      <TextInput
        label="Check path"
        placeholder="Chosen by Patchbay"
        description="Below the base URL, for example /me"
        value={values.checkPath}
        error={problems.checkPath?.message}
        onChange={(event) => set({ checkPath: event.currentTarget.value })}
      />
      {values.type === 'data_source' && (
        <Textarea
          label="Base search"
          description="Applied first when the source is browsed, in its own language; for Jira that is JQL."
          autosize
          minRows={2}
          maxRows={6}
          value={values.baseSearch}
          error={problems.baseSearch?.message}
          onChange={(event) => set({ baseSearch: event.currentTarget.value })}
        />
      )}
    </FormPart>
  );
}
