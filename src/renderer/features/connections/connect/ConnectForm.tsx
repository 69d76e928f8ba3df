import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import { ConnectOutcome } from './ConnectOutcome.tsx';
import { type Choice, firstChoice } from './choices.ts';
import { connectInput, draftReady, emptyDraft, hasSignIn, toInput } from './connectDraft.ts';
import { DraftFields, RequirementField } from './DraftFields.tsx';
import { proveConnection, storeConnection } from './saveConnection.ts';

interface ConnectFormProps {
  integration: Integration;
  choices: readonly Choice[];
  /** The API also answers without authentication. */
  optional: boolean;
  hosts: readonly string[];
  onClose(): void;
  onConnected?: ((connection: Connection) => void) | undefined;
}

/** The form, or why none of the ways can be connected. */
export function ConnectForm(props: ConnectFormProps) {
  const first = firstChoice(props.choices);
  if (first !== undefined) return <FirstForm {...props} first={first} />;
  return (
    <Stack>
      <RequirementField choices={props.choices} value={null} onChange={() => undefined} />
      <Text size="sm">None of these can be connected with this version.</Text>
    </Stack>
  );
}

function FirstForm({ first, onClose, onConnected, ...props }: ConnectFormProps & { first: Choice }) {
  const { integration, hosts } = props;
  // After a failure the same connection is changed instead of a second one made.
  const [connection, setConnection] = useState<Connection | null>(null);
  const [editing, setEditing] = useState(true);
  const [initialValues] = useState(() => emptyDraft({ choice: first, of: integration.displayName, hosts }));
  const form = useForm({
    initialValues,
    schema: connectInput,
    toInput: (draft) => toInput(integration.id, draft),
    save: async (input, draft) => {
      const stored = await storeConnection(connection, input, draft);
      setConnection(stored);
      return proveConnection(stored, draft);
    },
    onSaved: ({ step }) => setEditing(step !== 'signIn'),
  });
  const close = () => {
    if (connection !== null) onConnected?.(connection);
    onClose();
  };
  return (
    <Form form={form}>
      <Stack gap="md">
        {editing ? <DraftFields {...props} form={form} stored={connection !== null} /> : null}
        <ConnectOutcome
          connection={connection}
          form={form}
          ready={draftReady(form.values, connection !== null)}
          signsIn={hasSignIn(form.values)}
          editing={editing}
          onEdit={() => setEditing(true)}
          onClose={close}
        />
      </Stack>
    </Form>
  );
}
