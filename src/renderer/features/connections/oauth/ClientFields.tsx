import { Group, Select, TextInput } from '@mantine/core';
import { clientAuth } from '#contract/oauthConfig.ts';
import { oauthFieldWords } from '#core/oauth/fields.ts';
import { type CredentialDraft, clientSecretsOf, oauthOf } from '../credential/credentialDraft.ts';
import { PemField, SecretInput } from '../credential/SecretInputs.tsx';
import { type ClientSecrets, clientAuthWords, type OAuthDraft } from './oauthDraft.ts';

const authMethods = clientAuth.options.map((value) => ({ value, label: clientAuthWords[value] }));
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

interface ClientFieldsProps {
  oauth: OAuthDraft;
  secrets: ClientSecrets;
  stored: boolean;
  onOAuth(changes: Partial<OAuthDraft>): void;
  onSecrets(changes: Partial<ClientSecrets>): void;
}

/** Who the application is, and how it proves that. */
export function ClientFields({ oauth, secrets, stored, onOAuth, onSecrets }: ClientFieldsProps) {
  const setSecret = (clientSecret: string) => onSecrets({ clientSecret });
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={oauthFieldWords.clientId}
          required
          autoComplete="off"
          spellCheck={false}
          value={oauth.clientId}
          onChange={(event) => onOAuth({ clientId: event.currentTarget.value })}
        />
        <Select
          label={oauthFieldWords.clientAuth}
          allowDeselect={false}
          data={authMethods}
          value={oauth.clientAuth}
          onChange={(value) => onOAuth({ clientAuth: clientAuth.options.find((one) => one === value) ?? 'none' })}
        />
      </Group>
      {oauth.clientAuth === 'private_key_jwt' ? (
        <ClientKey oauth={oauth} secret={secrets.clientSecret} stored={stored} onOAuth={onOAuth} onSecret={setSecret} />
      ) : null}
      {oauth.clientAuth === 'client_secret_basic' || oauth.clientAuth === 'client_secret_post' ? (
        <SecretInput
          label={oauthFieldWords.clientSecret}
          stored={stored}
          value={secrets.clientSecret}
          onChange={setSecret}
        />
      ) : null}
      {oauth.grant === 'password' ? (
        <Group grow align="flex-start">
          <TextInput
            label={oauthFieldWords.username}
            required
            autoComplete="off"
            value={oauth.username}
            onChange={(event) => onOAuth({ username: event.currentTarget.value })}
          />
          <SecretInput
            label={oauthFieldWords.password}
            stored={stored}
            value={secrets.password}
            onChange={(password) => onSecrets({ password })}
          />
        </Group>
      ) : null}
    </>
  );
}

interface ClientKeyProps {
  oauth: OAuthDraft;
  secret: string;
  stored: boolean;
  onOAuth(changes: Partial<OAuthDraft>): void;
  onSecret(secret: string): void;
}

/** The key that signs the client's assertions (RFC 7523). */
function ClientKey({ oauth, secret, stored, onOAuth, onSecret }: ClientKeyProps) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={oauthFieldWords.keyId}
          description="The ID under which the server knows the public key."
          spellCheck={false}
          value={oauth.keyId}
          onChange={(event) => onOAuth({ keyId: event.currentTarget.value })}
        />
        <Select
          label={oauthFieldWords.keyAlgorithm}
          description="Must match the type of key."
          allowDeselect={false}
          data={[...algorithms]}
          value={oauth.keyAlgorithm}
          onChange={(value) => onOAuth({ keyAlgorithm: algorithms.find((one) => one === value) ?? 'RS256' })}
        />
      </Group>
      <PemField
        label={oauthFieldWords.privateKey}
        description={
          stored
            ? 'Leave empty to keep the stored one.'
            : 'PKCS #8 PEM, without a passphrase. It never leaves the vault.'
        }
        required={!stored}
        value={secret}
        onChange={onSecret}
      />
    </>
  );
}

interface ClientSecretFieldsProps {
  draft: CredentialDraft;
  onChange(draft: CredentialDraft): void;
}

/** New secrets of a client whose settings stay: its own, and with the password grant the person's. */
export function ClientSecretFields({ draft, onChange }: ClientSecretFieldsProps) {
  const { clientSecret, password } = clientSecretsOf(draft);
  const oauth = oauthOf(draft);
  const set = (changes: Partial<ClientSecrets>) => onChange({ ...draft, values: { ...draft.values, ...changes } });
  const setSecret = (next: string) => set({ clientSecret: next });
  return (
    <>
      {oauth?.clientAuth === 'private_key_jwt' ? (
        <PemField
          label={oauthFieldWords.privateKey}
          description="PKCS #8 PEM, without a passphrase."
          required
          value={clientSecret}
          onChange={setSecret}
        />
      ) : null}
      {oauth?.clientAuth === 'client_secret_basic' || oauth?.clientAuth === 'client_secret_post' ? (
        <SecretInput label={oauthFieldWords.clientSecret} value={clientSecret} onChange={setSecret} />
      ) : null}
      {oauth?.grant === 'password' ? (
        <SecretInput label={oauthFieldWords.password} value={password} onChange={(next) => set({ password: next })} />
      ) : null}
    </>
  );
}
