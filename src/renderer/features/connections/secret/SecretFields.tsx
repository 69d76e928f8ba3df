import { AwsKeyFields } from '../connect/kinds/AwsKeyFields.tsx';
import { CertificateFields } from '../connect/kinds/CertificateFields.tsx';
import { HeaderFields } from '../connect/kinds/HeaderFields.tsx';
import { KeyFields } from '../connect/kinds/KeyFields.tsx';
import { PasswordFields } from '../connect/kinds/PasswordFields.tsx';
import { PemField } from '../connect/kinds/PemField.tsx';
import { SecretInput } from '../connect/kinds/SecretInput.tsx';
import type { DraftOf, PartDraft } from '../connect/partDraft.ts';

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
