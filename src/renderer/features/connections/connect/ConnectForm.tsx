import { Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckResult, Connection, PartInput } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import type { SignInState } from '#contract/oauth.ts';
import { client } from '#renderer/platform/client.ts';
import { ConnectOutcome } from './ConnectOutcome.tsx';
import { type Choice, firstChoice } from './choices.ts';
import { type ConnectDraft, draftReady, emptyDraft, hasOAuth, toInput } from './connectDraft.ts';
import { DraftFields, RequirementField } from './DraftFields.tsx';
import { partInput } from './partInput.ts';

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

/** What followed after it was stored. */
export type Stored = { step: 'checked'; result: CheckResult } | { step: 'signIn'; state: SignInState };

/**
 * Stores the connection, then checks it, or begins its sign-in. After a failure the same connection is changed instead of a
 * second one made.
 */
function useConnect(integrationId: Connection['integrationId']) {
  const [made, setMade] = useState<Connection | null>(null);
  const save = useMutation({
    mutationFn: async (draft: ConnectDraft): Promise<Stored> => {
      const connection = made === null ? await create(integrationId, draft) : await change(made, draft);
      setMade(connection);
      if (hasOAuth(draft)) return { step: 'signIn', state: await client.oauth.signIn({ connectionId: connection.id }) };
      const result = await client.connections.check({ integrationId, connectionId: connection.id });
      return { step: 'checked', result };
    },
    meta: { quiet: true },
  });
  return { made, save };
}

function create(integrationId: Connection['integrationId'], draft: ConnectDraft): Promise<Connection> {
  return client.connections.create(toInput(integrationId, draft));
}

async function change(made: Connection, draft: ConnectDraft): Promise<Connection> {
  const { name, visibility, allowedHosts, expiresAt } = draft;
  const [first, ...more] = draft.parts.map(partInput);
  const placement = first?.placement === undefined ? {} : { placement: first.placement };
  const config = first?.config === undefined ? {} : { config: first.config };
  const changes = { name, visibility, allowedHosts, expiresAt, ...placement, ...config };
  // The first secret goes with the settings: an address elsewhere is only taken together with it.
  let changed = await client.connections.update({ id: made.id, changes, ...enteredIn(first) });
  for (const [index, typed] of more.entries()) {
    const { secret, ...rest } = enteredIn(typed);
    if (secret !== undefined)
      changed = await client.connections.replaceSecret({ id: made.id, part: index + 1, secret, ...rest });
  }
  return changed;
}

function enteredIn(part: Partial<PartInput> | undefined): { secret?: string; username?: string } {
  const { secret, username } = part ?? {};
  if (secret === undefined) return {};
  return { secret, ...(username === undefined ? {} : { username }) };
}
