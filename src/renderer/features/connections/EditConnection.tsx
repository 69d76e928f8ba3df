import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { type Connection, connectionInput } from '#contract/connections.ts';
import { useCredentialForms, useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ActionRow, Form, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { ExpiryField, HostsField, PlacementFields, VisibilityField } from './fields.tsx';

/** Opens the connection's form in a dialog. */
export function openEditConnection(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`${connection.editable ? 'Edit' : 'View'} ${connection.name}`} size="lg" onClose={close}>
      <EditForm connection={connection} onClose={close} />
    </Dialog>
  ));
}

const settings = connectionInput
  .pick({ name: true, placement: true, allowedHosts: true, visibility: true, expiresAt: true })
  .partial();
type Settings = Pick<Connection, 'name' | 'placement' | 'allowedHosts' | 'visibility' | 'expiresAt'>;

const settingsOf = ({ name, placement, allowedHosts, visibility, expiresAt }: Connection): Settings => ({
  name,
  placement,
  allowedHosts,
  visibility,
  expiresAt,
});

function EditForm({ connection: opened, onClose }: { connection: Connection; onClose(): void }) {
  const { id } = opened;
  const connection = useQuery(orpc.connections.get.queryOptions({ input: { id } })).data ?? opened;
  const { editable } = connection;
  const credential = useCredentialForms().data?.find(({ kind }) => kind === connection.kind);
  const { sentAs, allSentAs } = useCredentialWords();
  const placed =
    connection.schemeKey === null && (credential?.fields.some(({ type }) => type === 'placement') ?? false);
  const form = useForm<Settings, z.infer<typeof settings>, Connection>({
    initialValues: settingsOf(opened),
    schema: settings,
    stored: settingsOf(connection),
    toInput: ({ placement, ...values }) => (placed ? { ...values, placement } : values),
    words: (field, value) =>
      field === 'expiresAt' && typeof value === 'number' ? new Date(value).toLocaleDateString() : undefined,
    save: (_input, _values, { changes, expected }) => client.connections.update({ id, changes, expected }),
    onSaved: (saved) => {
      toastDone(`${saved.name} saved`);
      onClose();
    },
  });
  const { values, set } = form;
  return (
    <Form form={form}>
      <fieldset disabled={!editable} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            Sent as {placed ? sentAs({ ...connection, placement: values.placement }) : allSentAs(connection)}.
          </Text>
          <TextInput label="Name" required maxLength={120} data-autofocus {...form.fields.getInputProps('name')} />
          {placed ? (
            <PlacementFields
              value={values.placement}
              error={form.fields.errors['placement.name']}
              onChange={(next) => set({ placement: next })}
            />
          ) : null}
          {credential === undefined || credential.tellsExpiry ? null : (
            <ExpiryField value={values.expiresAt} onChange={(next) => set({ expiresAt: next })} />
          )}
          <HostsField value={values.allowedHosts} onChange={(next) => set({ allowedHosts: next })} />
          <VisibilityField value={values.visibility} onChange={(next) => set({ visibility: next })} />
        </Stack>
      </fieldset>
      <FormFault form={form} />
      <ActionRow mt="lg">
        <Button variant="default" onClick={onClose}>
          {editable ? 'Cancel' : 'Close'}
        </Button>
        {editable ? (
          <Button type="submit" loading={form.pending} disabled={values.name.trim() === ''}>
            Save
          </Button>
        ) : null}
      </ActionRow>
    </Form>
  );
}
