import type { IntegrationId } from '#contract/common.ts';
import { OAuthFields } from '#renderer/features/connections/oauth/OAuthFields.tsx';
import type { PartDraft } from '../partDraft.ts';
import { AwsFields } from './AwsFields.tsx';
import { CertificateFields } from './CertificateFields.tsx';
import { HeaderFields } from './HeaderFields.tsx';
import { KeyFields } from './KeyFields.tsx';
import { PasswordFields } from './PasswordFields.tsx';

interface PartFieldsProps {
  integrationId: IntegrationId;
  draft: PartDraft;
  stored: boolean;
  onChange(draft: PartDraft): void;
}

/** What has to be typed for one scheme, by its kind. */
export function PartFields({ integrationId, draft, stored, onChange }: PartFieldsProps) {
  switch (draft.kind) {
    case 'apiKey':
    case 'bearer':
      return <KeyFields draft={draft} stored={stored} onChange={onChange} />;
    case 'basic':
    case 'digest':
      return <PasswordFields draft={draft} stored={stored} onChange={onChange} />;
    case 'headers':
      return <HeaderFields draft={draft} stored={stored} onChange={onChange} />;
    case 'awsSigV4':
      return <AwsFields draft={draft} stored={stored} onChange={onChange} />;
    case 'mutualTls':
      return <CertificateFields draft={draft} stored={stored} onChange={onChange} />;
    case 'oauth2':
      return <OAuthFields integrationId={integrationId} draft={draft} stored={stored} onChange={onChange} />;
  }
}
