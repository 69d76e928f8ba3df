import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { type CredentialForm, credentialValues } from '#contract/credentialForms.ts';
import { useCredentialForms } from '#renderer/entities/connection/credentials.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm, valueWords } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import {
  type CredentialDraft,
  credentialReady,
  enteredValues,
  storedCredential,
} from '../credential/credentialDraft.ts';
import { DynamicForm } from '../credential/DynamicForm.tsx';
import { useVaultFirst } from '../queries.ts';

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

/** What is typed, with the settings that it began from. */
interface Entered {
  settings: { draft: CredentialDraft; from: ConnectionPart['config'] };
}

/** The settings alone; secrets are for no message. */
const shownOf = ({ draft }: Entered['settings']) => ({ oauth: enteredValues(draft).oauth });

function SettingsForm({ connection, part, kind, onClose }: SettingsFormProps) {
  const current = useQuery(orpc.connections.get.queryOptions({ input: { id: connection.id } })).data?.parts[0] ?? part;
  const entered = (config: ConnectionPart['config']): Entered => ({
    settings: { draft: storedCredential({ ...part, config }, kind, connection.placement), from: config },
  });
  const vaultFirst = useVaultFirst();
  const form = useForm<Entered, z.infer<typeof credentialValues>, Connection>({
    initialValues: entered(part.config),
    schema: credentialValues,
    stored: entered(current.config),
    fromStored: ({ config }) => entered(config as ConnectionPart['config']),
    words: (_field, value) => valueWords(shownOf(value as Entered['settings']), shownOf(entered(part.config).settings)),
    toInput: ({ settings }) => enteredValues(settings.draft),
    // In one call: an address elsewhere is only taken together with the secret.
    save: async (values, _typed, { base }) => {
      await vaultFirst();
      return client.connections.update({
        id: connection.id,
        changes: {},
        values,
        expected: { config: base.settings.from },
      });
    },
    onSaved: () => {
      toastDone('Settings saved. Sign in again to use them.');
      onClose();
    },
  });
  const { draft, from } = form.values.settings;
  const ready = connection.editable && credentialReady(draft, { stored: true });
  const change = (next: Partial<CredentialDraft>) => form.set({ settings: { draft: { ...draft, ...next }, from } });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">Tokens belong to the settings they were requested with. Sign in again after saving.</Text>
        <DynamicForm integrationId={connection.integrationId} draft={draft} stored onChange={change} />
        <FormFault form={form} title="Couldn’t save the settings" />
        <FormActions form={form} action="Save" disabled={!ready} onCancel={onClose} />
      </Stack>
    </Form>
  );
}
