import { Button, FileButton, Group, Input, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';

interface SecretInputProps {
  label: string;
  value: string;
  onChange(value: string): void;
  description?: string | undefined;
  /** A secret is in the vault already; an empty field keeps it. */
  stored?: boolean;
  required?: boolean;
  disabled?: boolean;
}

/** A field for a secret. The eye shows only what is being typed; what is stored never comes back. */
export function SecretInput({
  label,
  value,
  onChange,
  description,
  stored = false,
  required = true,
  disabled = false,
}: SecretInputProps) {
  return (
    <PasswordField
      label={label}
      description={description}
      required={required && !stored}
      disabled={disabled}
      placeholder={stored ? 'Leave empty to keep the stored one' : ''}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': `Show ${label}` }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const mostBytes = 100_000;

interface PemFieldProps {
  label: string;
  description: string | undefined;
  required: boolean;
  value: string;
  onChange(text: string): void;
}

/** A PEM document, pasted or read from a file. */
export function PemField({ label, description, required, value, onChange }: PemFieldProps) {
  const id = useId();
  const [refused, setRefused] = useState<string | null>(null);
  const read = async (file: File | null) => {
    if (file === null) return;
    const text = file.size > mostBytes ? '' : await file.text();
    const isPem = text.includes('-----BEGIN ');
    setRefused(isPem ? null : `${file.name} is no PEM file: it should hold a line that begins with -----BEGIN.`);
    if (isPem) onChange(text);
  };
  return (
    <Input.Wrapper id={id} label={label} required={required} description={description} error={refused}>
      <Textarea
        id={id}
        mt={6}
        autosize
        minRows={3}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        placeholder="-----BEGIN …"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group mt={6}>
        <FileButton accept=".pem,.crt,.cer,.key,.p8,.jwk,.json,.txt" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
    </Input.Wrapper>
  );
}
