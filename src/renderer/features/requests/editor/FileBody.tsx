import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { readBase64 } from '#renderer/ui/files.ts';
import classes from '../requests.module.css';

type File64 = Extract<RequestDraft['body'], { kind: 'file' }>;

export const largestFile = 10_000_000;

export const tooLarge = ({ name }: File): string => `${name} has more than 10 MB. Choose a smaller file.`;

interface FileBodyProps {
  body: File64;
  onChange(body: File64): void;
}

/** A file that is the whole body. */
export function FileBody({ body, onChange }: FileBodyProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const choose = async (file: File | null) => {
    if (file === null) return;
    setRefused(file.size > largestFile ? tooLarge(file) : null);
    if (file.size <= largestFile) onChange({ ...body, name: file.name, data: await readBase64(file) });
  };
  return (
    <div className={classes.tabPanel}>
      <Group gap="xs">
        <FileButton onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<IconFile size={14} aria-hidden />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {body.name === '' ? 'No file is chosen; the body is empty.' : body.name}
        </Text>
      </Group>
      {refused === null ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
    </div>
  );
}
