import type { FieldsProps } from './fieldsProps.ts';
import { PemField } from './PemField.tsx';
import { SecretInput } from './SecretInput.tsx';

/** A client certificate with its private key, shown to the server while the TLS connection is made. */
export function CertificateFields({ draft, stored, onChange }: FieldsProps<'mutualTls'>) {
  return (
    <>
      <PemField
        label="Certificate"
        description="PEM, with the intermediate certificates after it where the server needs them."
        required={!stored}
        value={draft.certificate}
        onChange={(certificate) => onChange({ ...draft, certificate })}
      />
      <PemField
        label="Private key"
        description="PEM. It is kept in the vault and never leaves this computer."
        required={!stored}
        value={draft.privateKey}
        onChange={(privateKey) => onChange({ ...draft, privateKey })}
      />
      <SecretInput
        label="Passphrase of the key"
        description="Only where the key has one. It is used once and not kept."
        required={false}
        value={draft.passphrase}
        onChange={(passphrase) => onChange({ ...draft, passphrase })}
      />
    </>
  );
}
