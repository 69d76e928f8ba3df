import { Text, TextInput } from '@mantine/core';
import type { Dispatch, SetStateAction } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { HostsField } from '../HostsField.tsx';
import { VisibilityField } from '../VisibilityField.tsx';
import type { Choice } from './choices.ts';
import { type ConnectDraft, emptyDraft, hasOAuth } from './connectDraft.ts';
import { ExpiryField } from './ExpiryField.tsx';
import { PartList } from './PartList.tsx';
import { RequirementField } from './RequirementField.tsx';

interface DraftFieldsProps {
  integration: Integration;
  choices: readonly Choice[];
  optional: boolean;
  hosts: readonly string[];
  draft: ConnectDraft;
  /** It is stored already; empty secrets stay as they are. */
  stored: boolean;
  onDraft: Dispatch<SetStateAction<ConnectDraft>>;
}

/** Everything that a person says of a connection. */
export function DraftFields({ integration, choices, optional, hosts, draft, stored, onDraft }: DraftFieldsProps) {
  const of = integration.displayName;
  const change = (changes: Partial<ConnectDraft>) => onDraft((now) => ({ ...now, ...changes }));
  const choose = (choice: Choice) => {
    const { parts, name } = emptyDraft({ choice, of, hosts });
    const untouched = draft.name === emptyDraft({ choice: draft.choice, of, hosts }).name;
    change({ choice, parts, ...(untouched ? { name } : {}) });
  };
  return (
    <>
      {optional ? (
        <Text size="sm" c="dimmed">
          {of} also answers without authentication.
        </Text>
      ) : null}
      <RequirementField choices={choices} value={draft.choice} disabled={stored} onChange={choose} />
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
        stored={stored}
        onChange={(part, index) => onDraft((now) => ({ ...now, parts: now.parts.with(index, part) }))}
      />
      {hasOAuth(draft) ? null : <ExpiryField value={draft.expiresAt} onChange={(expiresAt) => change({ expiresAt })} />}
      <HostsField value={draft.allowedHosts} onChange={(allowedHosts) => change({ allowedHosts })} />
      <VisibilityField value={draft.visibility} onChange={(visibility) => change({ visibility })} />
    </>
  );
}
