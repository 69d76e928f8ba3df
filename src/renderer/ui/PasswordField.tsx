import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/**
 * A field for what is hidden while it is typed. Mantine's says of a wrong one in colours alone that it is wrong: assistive technology
 * does not hear it, and a form does not find it.
 */
export function PasswordField({ error, ...props }: PasswordInputProps) {
  const isWrong = error !== undefined && error !== null && error !== false && error !== '';
  return <PasswordInput error={error} aria-invalid={isWrong || undefined} {...props} />;
}
