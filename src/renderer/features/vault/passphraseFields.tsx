import type { PasswordInputProps } from '@mantine/core';
import { counted } from '#core/counted.ts';
import { passphraseMinimum, passphraseWeakness } from '#core/passphrase.ts';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';

interface PassphraseFieldProps extends PasswordInputProps {
  /** A new passphrase; password managers then offer one. */
  fresh?: boolean;
}

/** A passphrase; the eye shows what is being typed. */
export function PassphraseField({ fresh = false, ...input }: PassphraseFieldProps) {
  return (
    <PasswordField
      required
      maxLength={1_000}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': 'Show' }}
      {...input}
    />
  );
}

export interface NewPassphrase {
  first: string;
  again: string;
}

export const noPassphrase: NewPassphrase = { first: '', again: '' };

/** True when it is hard enough to guess and was written twice the same. */
export function isReady({ first, again }: NewPassphrase): boolean {
  return passphraseWeakness(first) === null && first === again;
}

interface NewPassphraseFieldsProps {
  value: NewPassphrase;
  onChange: (value: NewPassphrase) => void;
}

/** A new passphrase, written twice. */
export function NewPassphraseFields({ value, onChange }: NewPassphraseFieldsProps) {
  const differs = value.again !== '' && value.again !== value.first;
  return (
    <>
      <PassphraseField
        label="New passphrase"
        description={`At least ${passphraseMinimum} characters. Some words in a row are easy to remember and hard to guess.`}
        fresh
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.currentTarget.value })}
        error={value.first === '' ? undefined : objectionTo(value.first)}
      />
      <PassphraseField
        label="Confirm new passphrase"
        fresh
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
        error={differs ? 'The passphrases don’t match.' : undefined}
      />
    </>
  );
}

function objectionTo(passphrase: string): string | undefined {
  const missing = passphraseMinimum - passphrase.length;
  return missing > 0
    ? `${counted(missing, 'more character is', 'more characters are')} needed.`
    : (passphraseWeakness(passphrase) ?? undefined);
}
