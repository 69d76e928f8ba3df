import { Group, Select, TextInput } from '@mantine/core';
import { clientAuth } from '#contract/oauthConfig.ts';
import { SecretInput } from '../kinds/SecretInput.tsx';
import type { DraftOf } from '../partDraft.ts';
import { KeyOfClient } from './KeyOfClient.tsx';
import type { OAuthDraft } from './oauthDraft.ts';
import { clientAuthWords } from './words.ts';

const ways = clientAuth.options.map((value) => ({ value, label: clientAuthWords[value] }));

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
          data={ways}
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
