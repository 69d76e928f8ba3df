import { Alert, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import { useCredentialForms } from '#renderer/entities/connection/credentials.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions } from '#renderer/ui/form/index.ts';
import { TimeLeft } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { DynamicForm } from '../credential/DynamicForm.tsx';
import { ExpiryField } from '../fields.tsx';
import { hasSecret, useNewSecret } from './newSecret.ts';

/** A new secret beside the old one, and the way back. */
export function SecretTab({ connection }: { connection: Connection }) {
  const [turn, setTurn] = useState(0);
  const forms = useCredentialForms();
  const [part] = connection.parts;
  if (part === undefined || !hasSecret(part)) {
    return <Text size="sm">A public client has no secret to rotate. Sign in again for new tokens.</Text>;
  }
  const kind = forms.data?.find((one) => one.kind === part.kind);
  if (kind?.signsIn === true)
    return (
      <Text size="sm">
        Tokens are not rotated: they renew themselves, or you sign in again. “Replace” changes the client’s secret.
      </Text>
    );
  return (
    <Stack gap="md">
      <Title order={3} size="h5">
        Rotate the secret
      </Title>
      <RotationKept connection={connection} />
      {connection.parts.length > 1 ? (
        <Text size="sm" c="dimmed">
          This is the first of {connection.parts.length} secrets. “Replace” changes the others.
        </Text>
      ) : null}
      {forms.isError ? <ErrorNotice error={forms.error} onRetry={() => void forms.refetch()} /> : null}
      {kind === undefined ? null : (
        <RotateForm key={turn} connection={connection} part={part} kind={kind} onSwitched={() => setTurn(turn + 1)} />
      )}
    </Stack>
  );
}

const keepOptions = [
  { value: '0', label: 'Not at all' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
];

interface RotateFormProps {
  connection: Connection;
  part: ConnectionPart;
  kind: CredentialForm;
  /** The new secret is in use. */
  onSwitched(): void;
}

/** Puts a new secret beside the old one, checks it, and switches only when it works. */
function RotateForm({ connection, part, kind, onSwitched }: RotateFormProps) {
  const { id, integrationId, editable, name } = connection;
  const [keepHours, setKeepHours] = useState('24');
  const { form, end, ready } = useNewSecret({
    connection,
    part,
    kind,
    save: (values, ends) => client.connections.rotate({ id, values, ...ends, keepHours: Number(keepHours) }),
    onSaved: ({ switched }) => {
      if (!switched) return;
      toastDone(`${name} now uses the new secret`);
      onSwitched();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          The new secret is checked first. Only when it works does it take the place of the old one ({part.secretHint}).
        </Text>
        <DynamicForm integrationId={integrationId} draft={form.values} secretOnly onChange={form.set} />
        {end === null ? null : <ExpiryField {...end} />}
        <Select
          label="Keep the old secret as a way back"
          maw={260}
          allowDeselect={false}
          data={keepOptions}
          value={keepHours}
          onChange={(value) => setKeepHours(value ?? '24')}
        />
        {form.error === null ? null : <ErrorNotice error={form.error} title="Secret not rotated" />}
        {form.result === undefined ? null : <CheckNotice result={form.result.check} />}
        {form.result?.switched === false ? <Text size="sm">The old secret is still in use.</Text> : null}
        <FormActions form={form} action="Check and switch" disabled={!ready || !editable} justify="flex-start" />
      </Stack>
    </Form>
  );
}

/** The way back to the secret before the last rotation, as long as it is kept. */
function RotationKept({ connection }: { connection: Connection }) {
  const undo = useMutation(
    orpc.connections.undoRotation.mutationOptions({
      onSuccess: () => toastDone(`${connection.name} uses the previous secret again`),
    }),
  );
  const { rotation } = connection;
  if (rotation === null) return null;
  return (
    <Alert role="status" variant="outline" color="indigo" icon={<IconHistory aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" component="div">
          The old secret ({rotation.previousHint}) is kept for <TimeLeft until={rotation.until} />.
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={undo.isPending}
          disabled={!connection.editable}
          onClick={() => undo.mutate({ id: connection.id })}
        >
          Go back to it
        </Button>
      </Group>
    </Alert>
  );
}
