import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { kindWords } from '#renderer/entities/connection/words.ts';
import { AwsKeyFields } from '../connect/kinds/AwsKeyFields.tsx';
import { CertificateFields } from '../connect/kinds/CertificateFields.tsx';
import { HeaderFields } from '../connect/kinds/HeaderFields.tsx';
import { KeyFields } from '../connect/kinds/KeyFields.tsx';
import { PasswordFields } from '../connect/kinds/PasswordFields.tsx';
import { PemField } from '../connect/kinds/PemField.tsx';
import { SecretInput } from '../connect/kinds/SecretInput.tsx';
import { type DraftOf, emptyPart, type PartDraft, partReady } from '../connect/partDraft.ts';
import { partInput } from '../connect/partInput.ts';
import { oauthDraft } from '../oauth/oauthDraft.ts';

interface NewSecret {
  secret: string;
  username?: string;
}

/** A new secret for one part of a connection, as it is typed. `input` is null until it can be sent. */
export function useNewSecret(connection: Connection, part: ConnectionPart) {
  const [draft, setDraft] = useState<PartDraft>(() => draftOfPart(part, connection));
  const { secret, username } = partInput(draft);
  const input: NewSecret | null =
    secret === undefined || !partReady(draft, false)
      ? null
      : { secret, ...(username === undefined ? {} : { username }) };
  return { draft, setDraft, input };
}

interface SecretFieldsProps {
  draft: PartDraft;
  /** AWS keys come with a session token. */
  session: boolean;
  onChange(draft: PartDraft): void;
}

/** A new secret for a part that stands: its secrets alone, not its settings. */
export function SecretFields({ draft, session, onChange }: SecretFieldsProps) {
  switch (draft.kind) {
    case 'apiKey':
    case 'bearer':
      return <KeyFields draft={draft} stored={false} onChange={onChange} />;
    case 'basic':
    case 'digest':
      return <PasswordFields draft={draft} stored={false} onChange={onChange} />;
    case 'headers':
      return <HeaderFields draft={draft} stored={false} onChange={onChange} />;
    case 'awsSigV4':
      return <AwsKeyFields draft={draft} stored={false} session={session} onChange={onChange} />;
    case 'mutualTls':
      return <CertificateFields draft={draft} stored={false} onChange={onChange} />;
    case 'oauth2':
      return <ClientSecret draft={draft} onChange={onChange} />;
  }
}

function ClientSecret({ draft, onChange }: { draft: DraftOf<'oauth2'>; onChange(draft: PartDraft): void }) {
  const set = (secret: string) => onChange({ ...draft, secret });
  if (draft.oauth?.clientAuth !== 'private_key_jwt') {
    const label = draft.oauth?.clientAuth === 'none' ? 'Password' : 'Client secret';
    return <SecretInput label={label} value={draft.secret} onChange={set} />;
  }
  return (
    <PemField
      label="Private key"
      description="PKCS #8 PEM, without a passphrase."
      required
      value={draft.secret}
      onChange={set}
    />
  );
}

/** An empty draft of a part's secret, with the settings that it has. */
export function draftOfPart({ schemeKey, kind, placement, config }: ConnectionPart, of: Connection): PartDraft {
  const draft = emptyPart({
    schemeKey,
    kind,
    title: kindWords[kind],
    placement: placement ?? of.placement,
    byHand: false,
  });
  if (draft.kind === 'awsSigV4' && config?.kind === 'awsSigV4') {
    return { ...draft, region: config.region, service: config.service };
  }
  if (draft.kind === 'oauth2' && config?.kind === 'oauth2') return { ...draft, oauth: oauthDraft(config.oauth) };
  return draft;
}

/** Whether the part has a secret of its own that a person enters; a public OAuth2 client has none. */
export function hasSecret({ config }: ConnectionPart): boolean {
  return config?.kind !== 'oauth2' || config.oauth.clientAuth !== 'none' || config.oauth.grant === 'password';
}

/** Whether a session token belongs to the part's keys. */
export function hasSession({ config }: ConnectionPart): boolean {
  return config?.kind === 'awsSigV4' && config.sessionToken;
}
