import { Radio, Stack, Text, TextInput } from '@mantine/core';
import type { Dispatch, SetStateAction } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { ExpiryField, HostsField, VisibilityField } from '../fields.tsx';
import type { Choice } from './choices.ts';
import { type ConnectDraft, emptyDraft, hasOAuth } from './connectDraft.ts';
import { PartList } from './PartList.tsx';

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

interface RequirementFieldProps {
  choices: readonly Choice[];
  value: Choice | null;
  disabled?: boolean;
  onChange(choice: Choice): void;
}

/** Which of the ways that the API accepts is connected; those that cannot be say why. */
export function RequirementField({ choices, value, disabled = false, onChange }: RequirementFieldProps) {
  return (
    <Radio.Group
      label={choices.some(({ parts }) => parts.some(({ byHand }) => byHand)) ? 'Authentication' : 'Requirement'}
      value={value?.id ?? null}
      onChange={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice !== undefined) onChange(choice);
      }}
    >
      <Stack gap={8} mt={6}>
        {choices.map((choice) => (
          <Radio
            key={choice.id}
            value={choice.id}
            disabled={disabled || choice.unsupported !== null}
            label={choice.title}
            description={
              choice.unsupported ?? (choice.parts.length > 1 ? 'The API asks for all of these together.' : null)
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
