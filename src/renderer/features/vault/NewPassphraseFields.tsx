import { passphraseMinimum } from '#contract/vault.ts';
import { PassphraseField } from './PassphraseField.tsx';

export interface NewPassphrase {
  first: string;
  again: string;
}

/** True when it is long enough and was written twice the same. */
export function isReady({ first, again }: NewPassphrase): boolean {
  return first.length >= passphraseMinimum && first === again;
}

interface NewPassphraseFieldsProps {
  value: NewPassphrase;
  onChange(value: NewPassphrase): void;
}

/** A new passphrase, written twice. */
export function NewPassphraseFields({ value, onChange }: NewPassphraseFieldsProps) {
  const short = value.first !== '' && value.first.length < passphraseMinimum;
  const differs = value.again !== '' && value.again !== value.first;
  return (
    <>
      <PassphraseField
        label="New passphrase"
        description={`At least ${passphraseMinimum} characters. Some words in a row are easy to remember and hard to guess.`}
        fresh
        value={value.first}
        onChange={(first) => onChange({ ...value, first })}
        error={short ? `${passphraseMinimum - value.first.length} more characters are needed.` : undefined}
      />
      <PassphraseField
        label="New passphrase again"
        fresh
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        error={differs ? 'The two are not the same.' : undefined}
      />
    </>
  );
}
