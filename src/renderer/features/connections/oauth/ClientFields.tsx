import { Group, Select, TextInput } from '@mantine/core';
import { clientAuth } from '#contract/oauthConfig.ts';
import { PemField } from '../connect/kinds/PemField.tsx';
import { SecretInput } from '../connect/kinds/SecretInput.tsx';
import type { DraftOf } from '../connect/partDraft.ts';
import { clientAuthWords, type OAuthDraft } from './oauthDraft.ts';

const authMethods = clientAuth.options.map((value) => ({ value, label: clientAuthWords[value] }));

interface ClientFieldsProps {
  draft: DraftOf<'oauth2'>;
  oauth: OAuthDraft;
  stored: boolean;
  onOAuth(changes: Partial<OAuthDraft>): void;
  onDraft(changes: Partial<DraftOf<'oauth2'>>): void;
}

/** Who the application is, and how it proves that. */
export function ClientFields({ draft, oauth, stored, onOAuth, onDraft }: ClientFieldsProps) {
  const setSecret = (secret: string) => onDraft({ secret });
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label="Client ID"
          required
          autoComplete="off"
          spellCheck={false}
          value={oauth.clientId}
          onChange={(event) => onOAuth({ clientId: event.currentTarget.value })}
        />
        <Select
          label="Client authentication"
          allowDeselect={false}
          data={authMethods}
          value={oauth.clientAuth}
          onChange={(value) => onOAuth({ clientAuth: clientAuth.options.find((way) => way === value) ?? 'none' })}
        />
      </Group>
      {oauth.clientAuth === 'private_key_jwt' ? (
        <KeyOfClient oauth={oauth} secret={draft.secret} stored={stored} onOAuth={onOAuth} onSecret={setSecret} />
      ) : null}
      {oauth.clientAuth === 'client_secret_basic' || oauth.clientAuth === 'client_secret_post' ? (
        <SecretInput label="Client secret" stored={stored} value={draft.secret} onChange={setSecret} />
      ) : null}
      {oauth.grant === 'password' ? (
        <Group grow align="flex-start">
          <TextInput
            label="User name"
            required
            autoComplete="off"
            value={oauth.username}
            onChange={(event) => onOAuth({ username: event.currentTarget.value })}
          />
          <SecretInput
            label="Password"
            stored={stored}
            value={draft.password}
            onChange={(password) => onDraft({ password })}
          />
        </Group>
      ) : null}
    </>
  );
}

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

interface KeyOfClientProps {
  oauth: OAuthDraft;
  secret: string;
  stored: boolean;
  onOAuth(changes: Partial<OAuthDraft>): void;
  onSecret(secret: string): void;
}

/** The key that signs the client's assertions (RFC 7523). */
function KeyOfClient({ oauth, secret, stored, onOAuth, onSecret }: KeyOfClientProps) {
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label="Key ID"
          description="As the server knows the public key."
          spellCheck={false}
          value={oauth.keyId}
          onChange={(event) => onOAuth({ keyId: event.currentTarget.value })}
        />
        <Select
          label="Algorithm"
          description="It fits the kind of key."
          allowDeselect={false}
          data={[...algorithms]}
          value={oauth.keyAlgorithm}
          onChange={(value) => onOAuth({ keyAlgorithm: algorithms.find((one) => one === value) ?? 'RS256' })}
        />
      </Group>
      <PemField
        label="Private key"
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
