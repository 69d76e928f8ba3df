import { Button, Group, Progress, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileCode, IconFileX, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useUnsaved } from './dialog/index.ts';
import { ErrorNotice } from './ErrorNotice.tsx';

interface FileDropProps {
  /** Names the field of files, and that of a folder. */
  label: string;
  folderLabel: string;
  /** What to drop, and what it may be. */
  title: string;
  text: string;
  /** When a folder is needed. */
  folderHint: string;
  /** The files of a drop or choice, those of folders too. */
  filesOf: (event: unknown) => Promise<(File | DataTransferItem)[]>;
  /** What it throws is shown above. */
  onFiles: (files: readonly File[]) => void;
}

/** Takes files and folders: by drop, from a choice of files, or from that of a folder. */
export function FileDrop({ label, folderLabel, title, text, folderHint, filesOf, onFiles }: FileDropProps) {
  const [fault, setFault] = useState<unknown>(null);
  const folder = useRef<HTMLInputElement>(null);
  const pick = (files: readonly File[]) => {
    try {
      setFault(null);
      onFiles(files);
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <Stack gap="xs">
      {fault !== null && <ErrorNotice error={fault} />}
      <Dropzone onDrop={pick} getFilesFromEvent={filesOf} inputProps={{ 'aria-label': label }} py="lg" radius="md">
        <Group justify="center" gap="md" style={{ pointerEvents: 'none' }}>
          <Dropzone.Accept>
            <IconUpload size={32} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconFileX size={32} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileCode size={32} stroke={1.4} aria-hidden />
          </Dropzone.Idle>
          <div>
            <Text fw={600}>{title}</Text>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </div>
        </Group>
      </Dropzone>
      <Group justify="center" gap="xs">
        <Text size="sm" c="dimmed">
          {folderHint}
        </Text>
        <Button variant="default" size="xs" onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
        <input
          ref={folder}
          hidden
          type="file"
          {...directory}
          aria-label={folderLabel}
          onChange={({ currentTarget }) => {
            pick([...(currentTarget.files ?? [])]);
            // The same folder can be chosen again after it was fixed.
            currentTarget.value = '';
          }}
        />
      </Group>
    </Stack>
  );
}

/** React's types do not know the attribute. */
const directory = { webkitdirectory: '' };

interface PasteFieldProps {
  label: string;
  placeholder: string;
  onText: (text: string) => void;
}

/** Takes a text that is pasted or typed. */
export function PasteField({ label, placeholder, onText }: PasteFieldProps) {
  const [text, setText] = useState('');
  useUnsaved(() => text.trim() !== '');
  return (
    <Stack gap="xs" align="flex-end">
      <Textarea
        w="100%"
        aria-label={label}
        placeholder={placeholder}
        minRows={3}
        maxRows={8}
        autosize
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button variant="default" disabled={text.trim() === ''} onClick={() => onText(text)}>
        Continue
      </Button>
    </Stack>
  );
}

interface WorkingProps {
  /** What is worked on. */
  name: string;
  label: string;
  /** From 0 to 1; null while that cannot be told. */
  done: number | null;
  onCancel: () => void;
}

/** How far long work is, and the way to stop it. */
export function Working({ name, label, done, onCancel }: WorkingProps) {
  return (
    <Stack gap="sm" py="xl">
      <Text fw={600} truncate>
        {name}
      </Text>
      <Progress
        value={done === null ? 100 : done * 100}
        animated={done === null}
        aria-label="Progress"
        transitionDuration={150}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {label}
        </Text>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
