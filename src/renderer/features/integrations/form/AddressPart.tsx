import { Textarea, TextInput } from '@mantine/core';
import { FormPart } from './FormPart.tsx';
import type { FormSection } from './useIntegrationForm.ts';

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
