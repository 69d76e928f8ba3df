import { TextInput } from '@mantine/core';
import { sentAs } from '#renderer/entities/connection/sentAs.ts';
import type { FieldsProps } from './fieldsProps.ts';
import { SecretInput } from './SecretInput.tsx';

/** A user name and a password, sent as they are (basic) or proven (digest). */
export function PasswordFields({ draft, stored, onChange }: FieldsProps<'basic' | 'digest'>) {
  const { kind, placement, username } = draft;
  const usernameHint = username === '' ? null : username;
  return (
    <>
      <TextInput
        label="User name"
        required={!stored}
        autoComplete="off"
        spellCheck={false}
        value={username}
        onChange={(event) => onChange({ ...draft, username: event.currentTarget.value })}
      />
      <SecretInput
        label="Password"
        description={`Sent as ${sentAs({ kind, placement, secretHint: '••••', usernameHint })}`}
        stored={stored}
        value={draft.secret}
        onChange={(secret) => onChange({ ...draft, secret })}
      />
    </>
  );
}
