import { Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import { HostsField } from '../HostsField.tsx';
import { VisibilityField } from '../VisibilityField.tsx';
import { ConnectOutcome } from './ConnectOutcome.tsx';
import { type Choice, firstChoice } from './choices.ts';
import { type ConnectDraft, draftReady, emptyDraft, hasOAuth } from './connectDraft.ts';
import { ExpiryField } from './ExpiryField.tsx';
import { PartList } from './PartList.tsx';
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
  const { made, save } = useConnect(integration.id);
  const change = (changes: Partial<ConnectDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const choose = (choice: Choice) => {
    const { parts, name } = emptyDraft({ choice, of, hosts });
    const untouched = draft.name === emptyDraft({ choice: draft.choice, of, hosts }).name;
    change({ choice, parts, ...(untouched ? { name } : {}) });
  };
  const ready = draftReady(draft, made !== null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate(draft);
      }}
    >
      <Stack gap="md">
        {optional ? (
          <Text size="sm" c="dimmed">
            {of} also answers without authentication.
          </Text>
        ) : null}
        <RequirementField choices={choices} value={draft.choice} disabled={made !== null} onChange={choose} />
        <TextInput
          label="Name"
          required
          maxLength={120}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <PartList
          integrationId={integration.id}
          parts={draft.parts}
          stored={made !== null}
          onChange={(part, index) => setDraft((now) => ({ ...now, parts: now.parts.with(index, part) }))}
        />
        {hasOAuth(draft) ? null : (
          <ExpiryField value={draft.expiresAt} onChange={(expiresAt) => change({ expiresAt })} />
        )}
        <HostsField value={draft.allowedHosts} onChange={(allowedHosts) => change({ allowedHosts })} />
        <VisibilityField value={draft.visibility} onChange={(visibility) => change({ visibility })} />
        <ConnectOutcome
          made={made}
          save={save}
          ready={ready}
          signsIn={hasOAuth(draft)}
          onClose={() => {
            if (made !== null) onConnected?.(made);
            onClose();
          }}
        />
      </Stack>
    </form>
  );
}
