import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { passphraseMinimum } from '#contract/vault.ts';

interface PassphraseFieldProps extends PasswordInputProps {
  /** A new passphrase; password managers then offer one. */
  fresh?: boolean;
}

/** A passphrase; the eye shows what is being typed. */
export function PassphraseField({ fresh = false, ...input }: PassphraseFieldProps) {
  return (
    <PasswordInput
      required
      maxLength={1_000}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
      {...input}
    />
  );
}

export interface NewPassphrase {
  first: string;
  again: string;
}

export const noPassphrase: NewPassphrase = { first: '', again: '' };

/** True when it is long enough and was written twice the same. */
export function isReady({ first, again }: NewPassphrase): boolean {
  return first.length >= passphraseMinimum && first === again;
}

interface NewPassphraseFieldsProps {
  value: NewPassphrase;
  onChange: (value: NewPassphrase) => void;
}

/** A new passphrase, written twice. */
export function NewPassphraseFields({ value, onChange }: NewPassphraseFieldsProps) {
  const missing = passphraseMinimum - value.first.length;
  const differs = value.again !== '' && value.again !== value.first;
  return (
    <>
      <PassphraseField
        label="New passphrase"
        description={`At least ${passphraseMinimum} characters. Some words in a row are easy to remember and hard to guess.`}
        fresh
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.currentTarget.value })}
        error={value.first !== '' && missing > 0 ? `${missing} more characters are needed.` : undefined}
      />
      <PassphraseField
        label="New passphrase again"
        fresh
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
        error={differs ? 'The two are not the same.' : undefined}
      />
    </>
  );
}
