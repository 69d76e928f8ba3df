import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { type CredentialForm, type CredentialValues, credentialValues } from '#contract/credentialForms.ts';
import { useForm } from '#renderer/ui/form/index.ts';
import { credentialReady, enteredValues, storedCredential } from '../credential/credentialDraft.ts';
import { useVaultFirst } from '../queries.ts';

interface NewSecretOptions<Result> {
  connection: Connection;
  part: ConnectionPart;
  kind: CredentialForm;
  /** `ends` says when the new secret ends, where a person is asked. */
  save(values: CredentialValues, ends: { expiresAt?: number | null }): Promise<Result>;
  onSaved?(result: Result): void;
}

/** The form of a new secret for one part of a connection; it can be sent once it is `ready`. It keeps the end that is known, or asks. */
export function useNewSecret<Result>({ connection, part, kind, save, onSaved }: NewSecretOptions<Result>) {
  const { expiresAt: before } = connection;
  const [expiresAt, setExpiresAt] = useState(before !== null && before > Date.now() ? before : null);
  const vaultFirst = useVaultFirst();
  const isAsked = !kind.tellsExpiry && !kind.signsIn;
  const form = useForm({
    initialValues: storedCredential(part, kind, connection.placement),
    schema: credentialValues,
    toInput: (draft) => enteredValues(draft, true),
    save: async (values) => {
      await vaultFirst();
      return save(values, isAsked ? { expiresAt } : {});
    },
    ...(onSaved !== undefined && { onSaved }),
  });
  return {
    form,
    end: isAsked ? { value: expiresAt, onChange: setExpiresAt } : null,
    ready: credentialReady(form.values, { stored: false, secretOnly: true }),
  };
}

/** Whether the part has a secret of its own that a person enters; a public OAuth2 client has none. */
export function hasSecret({ config }: ConnectionPart): boolean {
  return config?.kind !== 'oauth2' || config.oauth.clientAuth !== 'none' || config.oauth.grant === 'password';
}
