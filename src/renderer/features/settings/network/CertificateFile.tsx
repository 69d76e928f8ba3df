import { Button, FileButton } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { toastFault } from '#renderer/ui/toasts.tsx';

/** Reads certificates from a file; they are parsed when the settings are saved. */
export function CertificateFile({ onText }: { onText(text: string): void }) {
  const read = (file: File | null) => {
    if (file !== null)
      file.text().then(onText, (error: unknown) => toastFault(error, `${file.name} could not be read`));
  };
  return (
    <FileButton onChange={read} accept=".pem,.crt,.cer">
      {(props) => (
        <Button
          {...props}
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconFileCertificate size={14} aria-hidden />}
        >
          Add from a file
        </Button>
      )}
    </FileButton>
  );
}
