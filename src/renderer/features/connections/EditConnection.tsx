import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { z } from 'zod';
import { type Connection, connectionInput } from '#contract/connections.ts';
import { useCredentialForms, useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { client } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { ExpiryField, HostsField, PlacementFields, VisibilityField } from './fields.tsx';

/** Opens the connection's form in a dialog. */
export function openEditConnection(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`${connection.editable ? 'Edit' : 'Look at'} ${connection.name}`} size="lg" onClose={close}>
      <EditForm connection={connection} onClose={close} />
    </Dialog>
  ));
}

const settings = connectionInput
  .pick({ name: true, placement: true, allowedHosts: true, visibility: true, expiresAt: true })
  .partial();
type Settings = Pick<Connection, 'name' | 'placement' | 'allowedHosts' | 'visibility' | 'expiresAt'>;

/** What was changed; an end that stays is not sent, so that its notices are not repeated. */
function changesOf(values: Settings, connection: Connection, placed: boolean): z.input<typeof settings> {
  const { name, allowedHosts, visibility, expiresAt, placement } = values;
  return {
    name,
    allowedHosts,
    visibility,
    expiresAt: expiresAt === connection.expiresAt ? undefined : expiresAt,
    placement: placed ? placement : undefined,
  };
}

function EditForm({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const { id, name, placement, allowedHosts, visibility, expiresAt, editable } = connection;
  const credential = useCredentialForms().data?.find(({ kind }) => kind === connection.kind);
  const { sentAs, allSentAs } = useCredentialWords();
  const placed =
    connection.schemeKey === null && (credential?.fields.some(({ type }) => type === 'placement') ?? false);
  const form = useForm<Settings, z.infer<typeof settings>, Connection>({
    initialValues: { name, placement, allowedHosts, visibility, expiresAt },
    schema: settings,
    toInput: (values) => changesOf(values, connection, placed),
    save: (changes) => client.connections.update({ id, changes }),
    onSaved: (saved) => {
      toastDone(`${saved.name} is saved.`);
      onClose();
    },
  });
  const { values, set } = form;
  return (
    <Form form={form}>
      <fieldset disabled={!editable} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description={`Sent as ${placed ? sentAs({ ...connection, placement: values.placement }) : allSentAs(connection)}`}
            required
            maxLength={120}
            data-autofocus
            {...form.fields.getInputProps('name')}
          />
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
      {form.error === null ? null : <ErrorNotice error={form.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {editable ? 'Cancel' : 'Close'}
        </Button>
        {editable ? (
          <Button type="submit" loading={form.pending} disabled={values.name.trim() === ''}>
            Save
          </Button>
        ) : null}
      </Group>
    </Form>
  );
}
