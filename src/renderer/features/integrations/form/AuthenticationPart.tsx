import { Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { ManualAuth } from '#contract/integrations.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';
import { FormPart } from './FormPart.tsx';
import type { IntegrationFormState } from './integrationForm.ts';

const kinds: { value: ManualAuth['kind']; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'apiKey', label: 'API key' },
  { value: 'bearer', label: 'Bearer' },
  { value: 'basic', label: 'Basic' },
];
const startOf: Record<ManualAuth['kind'], ManualAuth> = {
  none: { kind: 'none' },
  apiKey: { kind: 'apiKey', in: 'header', name: 'X-API-Key', prefix: '' },
  bearer: { kind: 'bearer' },
  basic: { kind: 'basic' },
};
const places: { value: 'header' | 'query' | 'cookie'; label: string }[] = [
  { value: 'header', label: 'Header' },
  { value: 'query', label: 'Query' },
  { value: 'cookie', label: 'Cookie' },
];

interface AuthenticationPartProps {
  form: IntegrationFormState;
  /** The first credentials are asked for only with a new integration. */
  isNew: boolean;
  hasDefinition: boolean;
}

/** How it wants to be authenticated, and the first credentials. */
export function AuthenticationPart({ form, isNew, hasDefinition }: AuthenticationPartProps) {
  const { fields, set } = form;
  const { manualAuth } = form.values;
  return (
    <FormPart
      title="Authentication"
      description={
        hasDefinition
          ? 'The definition says which authentication is needed. This applies only without one.'
          : 'Applies until you import a definition.'
      }
    >
      <Select
        label="Kind"
        allowDeselect={false}
        data={kinds}
        value={manualAuth.kind}
        onChange={(kind) => kind !== null && set({ manualAuth: startOf[kind] })}
      />
      {manualAuth.kind === 'apiKey' && (
        <SimpleGrid cols={3} spacing="xs">
          <Select
            label="Sent as"
            allowDeselect={false}
            data={places}
            value={manualAuth.in}
            onChange={(place) => place !== null && set({ manualAuth: { ...manualAuth, in: place } })}
          />
          <TextInput
            label="Name"
            value={manualAuth.name}
            error={fields.errors['manualAuth.name']}
            onChange={(event) => set({ manualAuth: { ...manualAuth, name: event.currentTarget.value } })}
          />
          <TextInput
            label="Prefix"
            placeholder="None"
            value={manualAuth.prefix}
            error={fields.errors['manualAuth.prefix']}
            onChange={(event) => set({ manualAuth: { ...manualAuth, prefix: event.currentTarget.value } })}
          />
        </SimpleGrid>
      )}
      {isNew && manualAuth.kind !== 'none' && <Credentials form={form} />}
      {!isNew && (
        <Text size="sm" c="dimmed">
          Keys and passwords are on the Connections tab.
        </Text>
      )}
    </FormPart>
  );
}

const secretWords = { apiKey: 'API key', bearer: 'Token', basic: 'Password' };

function Credentials({ form }: { form: IntegrationFormState }) {
  const { kind } = form.values.manualAuth;
  if (kind === 'none') return null;
  return (
    <>
      {kind === 'basic' && (
        <TextInput label="User name" autoComplete="off" {...form.fields.getInputProps('username')} />
      )}
      <PasswordField
        label={secretWords[kind]}
        description="Becomes the default connection. It is stored in the vault and masked from then on."
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show' }}
        {...form.fields.getInputProps('secret')}
      />
    </>
  );
}
