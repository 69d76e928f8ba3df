import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { type CredentialForm, type CredentialValues, credentialValues } from '#contract/credentialForms.ts';
import { useForm } from '#renderer/ui/form/index.ts';
import { credentialReady, enteredValues, storedCredential } from '../credential/credentialDraft.ts';

interface NewSecretOptions<Result> {
  connection: Connection;
  part: ConnectionPart;
  kind: CredentialForm;
  save(values: CredentialValues): Promise<Result>;
  onSaved?(result: Result): void;
}

/** The form of a new secret for one part of a connection; it can be sent once it is `ready`. */
export function useNewSecret<Result>({ connection, part, kind, save, onSaved }: NewSecretOptions<Result>) {
  const form = useForm({
    initialValues: storedCredential(part, kind, connection.placement),
    schema: credentialValues,
    toInput: (draft) => enteredValues(draft, true),
    save,
    ...(onSaved !== undefined && { onSaved }),
  });
  return { form, ready: credentialReady(form.values, { stored: false, secretOnly: true }) };
}

/** Whether the part has a secret of its own that a person enters; a public OAuth2 client has none. */
export function hasSecret({ config }: ConnectionPart): boolean {
  return config?.kind !== 'oauth2' || config.oauth.clientAuth !== 'none' || config.oauth.grant === 'password';
}
