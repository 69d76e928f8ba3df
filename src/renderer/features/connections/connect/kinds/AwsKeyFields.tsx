import { TextInput } from '@mantine/core';
import type { FieldsProps } from './fieldsProps.ts';
import { SecretInput } from './SecretInput.tsx';

/** The keys of an AWS account. `session` asks for the token that comes with temporary ones. */
export function AwsKeyFields({ draft, stored, session, onChange }: FieldsProps<'awsSigV4'> & { session: boolean }) {
  return (
    <>
      <TextInput
        label="Access key ID"
        required={!stored}
        autoComplete="off"
        spellCheck={false}
        value={draft.accessKeyId}
        onChange={(event) => onChange({ ...draft, accessKeyId: event.currentTarget.value })}
      />
      <SecretInput
        label="Secret access key"
        description="Signs each request; the key itself is not sent."
        stored={stored}
        value={draft.secret}
        onChange={(secret) => onChange({ ...draft, secret })}
      />
      {session ? (
        <SecretInput
          label="Session token"
          description="Only with temporary credentials."
          required={false}
          value={draft.sessionToken}
          onChange={(sessionToken) => onChange({ ...draft, sessionToken })}
        />
      ) : null}
    </>
  );
}
