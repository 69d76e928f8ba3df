import { Group, Select, TextInput } from '@mantine/core';
import { PemField } from '../kinds/PemField.tsx';
import type { OAuthDraft } from './oauthDraft.ts';

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

interface KeyOfClientProps {
  oauth: OAuthDraft;
  secret: string;
  stored: boolean;
  onOAuth(changes: Partial<OAuthDraft>): void;
  onSecret(secret: string): void;
}

/** The key that signs the client's assertions (RFC 7523). */
export function KeyOfClient({ oauth, secret, stored, onOAuth, onSecret }: KeyOfClientProps) {
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
