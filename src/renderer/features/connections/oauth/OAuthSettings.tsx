import { Stack, Text } from '@mantine/core';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { type CredentialForm, credentialValues } from '#contract/credentialForms.ts';
import { useCredentialForms } from '#renderer/entities/connection/credentials.ts';
import { client } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { credentialReady, enteredValues, storedCredential } from '../credential/credentialDraft.ts';
import { DynamicForm } from '../credential/DynamicForm.tsx';

/** Opens the OAuth2 settings of a connection whose first part is OAuth2. */
export function openOAuthSettings(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`OAuth2 settings of ${connection.name}`} size="lg" closeOnClickOutside={false} onClose={close}>
      <Settings connection={connection} onClose={close} />
    </Dialog>
  ));
}

function Settings({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const [part] = connection.parts;
  const kind = useCredentialForms().data?.find((one) => one.kind === part?.kind);
  if (part === undefined || kind === undefined) return null;
  return <SettingsForm connection={connection} part={part} kind={kind} onClose={onClose} />;
}

interface SettingsFormProps {
  connection: Connection;
  part: ConnectionPart;
  kind: CredentialForm;
  onClose(): void;
}

function SettingsForm({ connection, part, kind, onClose }: SettingsFormProps) {
  const form = useForm({
    initialValues: storedCredential(part, kind, connection.placement),
    schema: credentialValues,
    toInput: (draft) => enteredValues(draft),
    // In one call: an address elsewhere is only taken together with the secret.
    save: (values) => client.connections.update({ id: connection.id, changes: {}, values }),
    onSaved: () => {
      toastDone('The settings are saved. Sign in again to use them.');
      onClose();
    },
  });
  const ready = connection.editable && credentialReady(form.values, { stored: true });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">Tokens belong to the settings that they were fetched with: sign in again afterwards.</Text>
        <DynamicForm integrationId={connection.integrationId} draft={form.values} stored onChange={form.set} />
        <FormFault form={form} title="The settings were not saved" />
        <FormActions form={form} action="Save" disabled={!ready} onCancel={onClose} />
      </Stack>
    </Form>
  );
}
