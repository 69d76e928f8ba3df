import { sentAs } from '#renderer/entities/connection/sentAs.ts';
import { secretWords } from '#renderer/entities/connection/words.ts';
import { PlacementFields } from '#renderer/features/connections/fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';
import { SecretInput } from './SecretInput.tsx';

/** An API key or a token: one secret that stands in a place of the request. */
export function KeyFields({ draft, stored, onChange }: FieldsProps<'apiKey' | 'bearer'>) {
  const { kind, placement, byHand } = draft;
  const sent = sentAs({ kind, placement, secretHint: '••••', usernameHint: null });
  return (
    <>
      {byHand ? (
        <PlacementFields value={placement} onChange={(next) => onChange({ ...draft, placement: next })} />
      ) : null}
      <SecretInput
        label={secretWords[kind]}
        description={`Sent as ${sent}`}
        stored={stored}
        value={draft.secret}
        onChange={(secret) => onChange({ ...draft, secret })}
      />
    </>
  );
}
