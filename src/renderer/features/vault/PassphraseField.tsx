import { PasswordInput } from '@mantine/core';

interface PassphraseFieldProps {
  label: string;
  description?: string;
  value: string;
  onChange(value: string): void;
  error?: string | undefined;
  /** A new passphrase; password managers then offer one. */
  fresh?: boolean;
  focus?: boolean;
}

/** A passphrase; the eye shows what is being typed. */
export function PassphraseField({ label, description, value, onChange, error, fresh, focus }: PassphraseFieldProps) {
  return (
    <PasswordInput
      label={label}
      description={description}
      required
      maxLength={1_000}
      autoComplete={fresh ? 'new-password' : 'current-password'}
      data-autofocus={focus || undefined}
      visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
