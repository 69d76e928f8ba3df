import { Button, FileButton, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { logoUrl } from '#renderer/entities/integration/logoUrl.ts';
import { readBase64 } from '#renderer/ui/files.ts';
import { Logo } from '#renderer/ui/Logo.tsx';
import { FormPart } from './FormPart.tsx';
import type { LogoChange } from './formValues.ts';
import type { IntegrationFormState } from './integrationForm.ts';

const kinds = 'image/png,image/jpeg,image/gif,image/webp,image/svg+xml';

interface LogoPartProps {
  form: IntegrationFormState;
  existing: Integration | undefined;
}

/** The logo, with a preview of the one that is chosen. */
export function LogoPart({ form, existing }: LogoPartProps) {
  const { provider, name, displayName, logo } = form.values;
  const change = (next: LogoChange | null) => form.set({ logo: next });
  const [picked, setPicked] = useState<{ url: string; file: File } | null>(null);
  useEffect(() => () => URL.revokeObjectURL(picked?.url ?? ''), [picked]);
  const pick = async (file: File | null) => {
    if (file === null) return;
    setPicked({ url: URL.createObjectURL(file), file });
    change({ data: await readBase64(file), problem: await logoProblem(file) });
  };
  const reset = () => {
    setPicked(null);
    change(existing?.logo.kind === 'file' ? { data: null, problem: null } : null);
  };
  const kept = logo === null && existing !== undefined ? existing.logo : { kind: 'preset' as const, provider };
  const problem = logo?.problem ?? form.fields.errors.logo;
  const own = picked !== null || kept.kind === 'file';
  return (
    <FormPart title="Logo" description="PNG, JPEG, GIF, WebP or SVG, 5 MB at most.">
      <Group gap="md">
        <Logo src={picked?.url ?? logoUrl(kept)} name={displayName || name} size={56} />
        <FileButton accept={kinds} onChange={(file) => void pick(file)}>
          {(props) => (
            <Button {...props} variant="default">
              Choose an image
            </Button>
          )}
        </FileButton>
        {own && (
          <Button variant="subtle" onClick={reset}>
            Use the provider’s logo
          </Button>
        )}
      </Group>
      {problem != null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
    </FormPart>
  );
}

const largest = 5 * 1024 * 1024;
const headBytes = 4_096;

/** How the picture formats begin, as Latin-1. */
const beginnings = [/^.PNG\r\n/, /^\xff\xd8\xff/, /^GIF8[79]a/, /^RIFF[\s\S]{4}WEBP/, /<svg[\s>]/i];

/** Why a file cannot be a logo, judged by its first bytes and not by its name; null where it may be. Main has the last word. */
export async function logoProblem(file: Blob): Promise<string | null> {
  if (file.size > largest) return 'A logo has 5 MB at most.';
  const head = new TextDecoder('latin1').decode(await file.slice(0, headBytes).arrayBuffer());
  const known = beginnings.some((beginning) => beginning.test(head));
  return known ? null : 'The file is not a PNG, JPEG, GIF, WebP or SVG image.';
}
