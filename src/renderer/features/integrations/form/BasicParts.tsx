import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { integrationType } from '#contract/integrations.ts';
import { typeWords } from '#core/integrations/words.ts';
import { FormPart } from './FormPart.tsx';
import type { IntegrationFormState } from './integrationForm.ts';

const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));

/** Names, type, provider and description. `preset` says that the provider is one with a preset. */
export function IdentityPart({ form, preset }: { form: IntegrationFormState; preset: boolean }) {
  const { fields, values } = form;
  return (
    <FormPart title="General" description="The name is unique in this tenant; the display name is what lists show.">
      <TextInput label="Name" required data-autofocus {...fields.getInputProps('name')} />
      <TextInput label="Display name" placeholder={values.name} {...fields.getInputProps('displayName')} />
      <Select label="Type" required allowDeselect={false} data={types} {...fields.getInputProps('type')} />
      <TextInput
        label="Provider"
        required
        description={
          preset ? 'A tenant has one integration per provider.' : 'Any number of integrations can use custom.'
        }
        readOnly={preset}
        {...fields.getInputProps('provider')}
      />
      <Textarea label="Description" autosize minRows={2} maxRows={8} {...fields.getInputProps('description')} />
      <Switch
        label="Active"
        description="Nothing is sent to an inactive integration."
        {...fields.getInputProps('active', { type: 'checkbox' })}
      />
    </FormPart>
  );
}

/** Where it is, and what is asked for to check it. */
export function AddressPart({ form, hint }: { form: IntegrationFormState; hint: string }) {
  const { fields, values } = form;
  return (
    <FormPart
      title="Connection"
      description="Requests go to paths under the base URL. Check uses one path that changes nothing."
    >
      <TextInput
        label="Base URL"
        required
        type="url"
        placeholder="https://api.example.com"
        description={hint === '' ? undefined : hint}
        {...fields.getInputProps('baseUrl')}
      />
      <TextInput
        label="Check path"
        placeholder="Automatic"
        description="Below the base URL, for example /me"
        {...fields.getInputProps('checkPath')}
      />
      {(values.type === 'data_source' || values.type === 'ai_provider') && (
        <Textarea
          label="Base search"
          description="Added to every search, in the service’s own query language; for Jira that is JQL."
          autosize
          minRows={2}
          maxRows={6}
          {...fields.getInputProps('baseSearch')}
        />
      )}
    </FormPart>
  );
}
