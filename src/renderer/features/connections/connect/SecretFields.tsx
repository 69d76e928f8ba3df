import { PasswordInput, TextInput } from '@mantine/core';
import { sentAs } from '#renderer/platform/sentAs.ts';
import { secretWords } from '../words.ts';
import type { ConnectDraft } from './useConnect.ts';

interface SecretFieldsProps {
  draft: ConnectDraft;
  /** A secret is in the vault already; an empty field keeps it. */
  stored: boolean;
  onChange(changes: Partial<ConnectDraft>): void;
}

/** The secret, and how it will be sent. The eye shows only what is being typed. */
export function SecretFields({ draft, stored, onChange }: SecretFieldsProps) {
  const kind = draft.option.kind ?? 'apiKey';
  const usernameHint = draft.username === '' ? null : draft.username;
  const sent = sentAs({ kind, placement: draft.placement, secretHint: '••••', usernameHint });
  return (
    <>
      {kind === 'basic' ? (
        <TextInput
          label="User name"
          required
          autoComplete="off"
          value={draft.username}
          onChange={(event) => onChange({ username: event.currentTarget.value })}
        />
      ) : null}
      <PasswordInput
        label={secretWords[kind]}
        description={`Sent as ${sent}`}
        required={!stored}
        placeholder={stored ? 'Leave empty to keep the stored one' : ''}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        value={draft.secret}
        onChange={(event) => onChange({ secret: event.currentTarget.value })}
      />
    </>
  );
}
