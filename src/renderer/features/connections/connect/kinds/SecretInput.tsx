import { PasswordInput } from '@mantine/core';

interface SecretInputProps {
  label: string;
  value: string;
  onChange(value: string): void;
  description?: string | undefined;
  /** A secret is in the vault already; an empty field keeps it. */
  stored?: boolean;
  required?: boolean;
}

/** A field for a secret. The eye shows only what is being typed; what is stored never comes back. */
export function SecretInput({
  label,
  value,
  onChange,
  description,
  stored = false,
  required = true,
}: SecretInputProps) {
  return (
    <PasswordInput
      label={label}
      description={description}
      required={required && !stored}
      placeholder={stored ? 'Leave empty to keep the stored one' : ''}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': `Show what is typed: ${label}` }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
