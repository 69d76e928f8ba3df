import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import { ConnectOutcome } from './ConnectOutcome.tsx';
import { type Choice, firstChoice } from './choices.ts';
import { draftReady, emptyDraft, hasOAuth } from './connectDraft.ts';
import { DraftFields } from './DraftFields.tsx';
import { RequirementField } from './RequirementField.tsx';
import { useConnect } from './useConnect.ts';

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
  if (first !== undefined) return <Form {...props} first={first} />;
  return (
    <Stack>
      <RequirementField choices={props.choices} value={null} onChange={() => undefined} />
      <Text size="sm">None of these can be connected with this version.</Text>
    </Stack>
  );
}

function Form({
  integration,
  choices,
  optional,
  hosts,
  first,
  onClose,
  onConnected,
}: ConnectFormProps & { first: Choice }) {
  const of = integration.displayName;
  const [draft, setDraft] = useState(() => emptyDraft({ choice: first, of, hosts }));
  const [editing, setEditing] = useState(true);
  const { made, save } = useConnect(integration.id);
  const ready = draftReady(draft, made !== null);
  const close = () => {
    if (made !== null) onConnected?.(made);
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate(draft, { onSuccess: ({ step }) => setEditing(step !== 'signIn') });
      }}
    >
      <Stack gap="md">
        {editing ? (
          <DraftFields
            integration={integration}
            choices={choices}
            optional={optional}
            hosts={hosts}
            draft={draft}
            stored={made !== null}
            onDraft={setDraft}
          />
        ) : null}
        <ConnectOutcome
          made={made}
          save={save}
          ready={ready}
          signsIn={hasOAuth(draft)}
          editing={editing}
          onEdit={() => setEditing(true)}
          onClose={close}
        />
      </Stack>
    </form>
  );
}
