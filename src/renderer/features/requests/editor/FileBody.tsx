import { Button, FileButton, Group, Loader, Text } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import type { StoredFile } from '#contract/transfer.ts';
import { giveFile } from '#renderer/platform/transfer.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import classes from '../requests.module.css';

type ChosenFile = Extract<RequestDraft['body'], { kind: 'file' }>;

interface FileBodyProps {
  body: ChosenFile;
  onChange(body: ChosenFile): void;
}

/** A file that is the whole body. The console keeps it, so that it goes there once, whatever is changed afterwards. */
export function FileBody({ body, onChange }: FileBodyProps) {
  const { taking, refused, take } = useTakenFile();
  const latest = useRef(body);
  latest.current = body;
  const choose = (file: File | null) =>
    file !== null &&
    take(file, (stored) =>
      onChange({ kind: 'file', mediaType: latest.current.mediaType, name: file.name, data: '', stored }),
    );
  return (
    <div className={classes.tabPanel}>
      <Group gap="xs">
        <FileButton onChange={choose}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<IconFile size={14} aria-hidden />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {body.name === '' ? 'No file is chosen; the body is empty.' : fileText(body)}
        </Text>
      </Group>
      <TakenFile taking={taking} refused={refused} />
    </div>
  );
}

/** A file by its name, and its size where that is known, or that it is still to be chosen. */
export function fileText({
  name,
  stored,
  data,
  elsewhere,
}: Pick<ChosenFile, 'name' | 'stored' | 'data' | 'elsewhere'>): string {
  if (stored === undefined && data === '' && elsewhere !== undefined) return `${name} · choose it`;
  return stored === undefined ? name : `${name} · ${formatBytes(stored.bytes)}`;
}

interface FileTaking {
  /** Name of the file that the console takes over now. */
  taking: string | null;
  refused: string | null;
  take(file: File, onTaken: (stored: StoredFile) => void): void;
}

/** Gives chosen files to the console; the latest one counts. */
export function useTakenFile(): FileTaking {
  const [taking, setTaking] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const latest = useRef<File>(null);
  const take = async (file: File, onTaken: (stored: StoredFile) => void) => {
    latest.current = file;
    setTaking(file.name);
    setRefused(null);
    try {
      const stored = await giveFile(file);
      if (latest.current === file) onTaken(stored);
    } catch (error) {
      if (latest.current === file)
        setRefused(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (latest.current === file) setTaking(null);
    }
  };
  return { taking, refused, take: (file, onTaken) => void take(file, onTaken) };
}

/** What becomes of a chosen file. */
export function TakenFile({ taking, refused }: Pick<FileTaking, 'taking' | 'refused'>) {
  return (
    <>
      {taking === null ? null : (
        <Group gap="xs" mt={4} role="status">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            Taking over {taking}
          </Text>
        </Group>
      )}
      {refused === null ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
    </>
  );
}
