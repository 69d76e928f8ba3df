import { Button, Select, Stack, Text } from '@mantine/core';
import { use, useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import { useCredentialForms, useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { client } from '#renderer/platform/client.ts';
import { Dialog, DialogContext, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ActionRow, Form } from '#renderer/ui/form/index.ts';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { DynamicForm } from '../credential/DynamicForm.tsx';
import { ExpiryField } from '../fields.tsx';
import { hasSecret, useNewSecret } from './newSecret.ts';

/** Opens a dialog that takes a new secret and checks it. */
export function openReplaceSecret(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`Replace the secret of ${connection.name}`} size="lg" onClose={close}>
      <Replace connection={connection} onClose={close} />
    </Dialog>
  ));
}

function Replace({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const { badge } = useCredentialWords();
  const forms = useCredentialForms();
  const parts = [...connection.parts.entries()].filter(([, part]) => hasSecret(part));
  const [index, setIndex] = useState(() => parts[0]?.[0] ?? 0);
  const part = connection.parts[index];
  if (part === undefined || parts.length === 0) return <Text size="sm">It has no secret of its own.</Text>;
  const kind = forms.data?.find((one) => one.kind === part.kind);
  return (
    <Stack gap="md">
      {forms.isError ? <ErrorNotice error={forms.error} onRetry={() => void forms.refetch()} /> : null}
      {parts.length > 1 ? (
        <Select
          label="Which secret"
          allowDeselect={false}
          data={parts.map(([at, one]) => ({ value: String(at), label: `${badge(one.kind)} ${one.secretHint}` }))}
          value={String(index)}
          onChange={(value) => setIndex(Number(value))}
        />
      ) : null}
      {kind === undefined ? null : (
        <ReplaceForm key={index} connection={connection} index={index} part={part} kind={kind} onClose={onClose} />
      )}
    </Stack>
  );
}

interface ReplaceFormProps {
  connection: Connection;
  index: number;
  part: ConnectionPart;
  kind: CredentialForm;
  onClose(): void;
}

function ReplaceForm({ connection, index, part, kind, onClose }: ReplaceFormProps) {
  const { id, integrationId } = connection;
  const { form, end, ready } = useNewSecret({
    connection,
    part,
    kind,
    save: async (values, ends) => {
      await client.connections.replaceSecret({ id, part: index, values, ...ends });
      return client.connections.check({ integrationId, connectionId: id });
    },
  });
  const dialog = use(DialogContext);
  const unsaved = form.isUnsaved();
  const done = form.result?.ok === true && !unsaved;
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">The old secret ({part.secretHint}) is overwritten. “Rotate” keeps it as a way back.</Text>
        <DynamicForm integrationId={integrationId} draft={form.values} secretOnly onChange={form.set} />
        {end === null ? null : <ExpiryField {...end} />}
        {form.error === null ? null : <ErrorNotice error={form.error} />}
        {form.result === undefined ? null : <CheckNotice result={form.result} />}
        <ActionRow>
          <Button
            variant="default"
            onClick={() => (form.result !== undefined && unsaved ? dialog?.close() : onClose())}
          >
            {form.result === undefined ? 'Cancel' : 'Close'}
          </Button>
          {done ? null : (
            <Button type="submit" loading={form.pending} disabled={!ready}>
              Replace and check
            </Button>
          )}
        </ActionRow>
      </Stack>
    </Form>
  );
}
