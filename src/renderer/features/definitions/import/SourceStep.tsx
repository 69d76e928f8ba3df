import { Button, Checkbox, Divider, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileCode, IconFileX, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { z } from 'zod';
import { httpUrl } from '#contract/common.ts';
import { useUnsaved } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import { filesOfEvent, sortPicked } from './pickedFiles.ts';
import { RootChoice, rootsOf } from './RootChoice.tsx';
import type { PickedSource } from './useReview.ts';

interface SourceStepProps {
  error: unknown;
  /** What was picked before and could not be read. */
  picked: PickedSource | undefined;
  onPick: (picked: PickedSource) => void;
}

/** A file, several, a text or a URL. */
export function SourceStep({ error, picked, onPick }: SourceStepProps) {
  const roots = rootsOf(error);
  const canChoose = roots !== null && picked !== undefined && picked.kind !== 'text';
  return (
    <Stack gap="md">
      {canChoose && <RootChoice roots={roots} onChoose={(root) => onPick({ ...picked, root })} />}
      {error !== null && !canChoose && <ErrorNotice error={error} />}
      <FileDrop onPick={onPick} />
      <Divider label="or import from a URL" />
      <UrlForm onPick={onPick} />
      <Divider label="or paste it" />
      <PasteForm onPick={onPick} />
    </Stack>
  );
}

type PickProps = Pick<SourceStepProps, 'onPick'>;

function FileDrop({ onPick }: PickProps) {
  const [fault, setFault] = useState<unknown>(null);
  const folder = useRef<HTMLInputElement>(null);
  const pick = (files: readonly File[]) => {
    try {
      const picked = sortPicked(files);
      setFault(null);
      if (picked !== null) onPick(picked);
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <Stack gap="xs">
      {fault !== null && <ErrorNotice error={fault} />}
      <Dropzone
        onDrop={pick}
        getFilesFromEvent={filesOfEvent}
        inputProps={{ 'aria-label': 'Definition files' }}
        py="lg"
        radius="md"
      >
        <DropWords />
      </Dropzone>
      <Group justify="center" gap="xs">
        <Text size="sm" c="dimmed">
          A definition in many files needs its folder.
        </Text>
        <Button variant="default" size="xs" onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
        <input
          ref={folder}
          hidden
          type="file"
          {...directory}
          aria-label="Folder of the definition"
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

function DropWords() {
  return (
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
        <Text fw={600}>Drop a definition here, or click to choose files</Text>
        <Text size="sm" c="dimmed">
          OpenAPI 2.0 to 3.2, JSON or YAML: a file, a folder or a zip, up to 128 MB
        </Text>
      </div>
    </Group>
  );
}

/** React's types do not know the attribute. */
const directory = { webkitdirectory: '' };

const urlSource = z.object({ url: httpUrl, remoteReferences: z.boolean() });

function UrlForm({ onPick }: PickProps) {
  const form = useForm({
    initialValues: { url: '', remoteReferences: false },
    schema: urlSource,
    save: async (source) => source,
    onSaved: ({ url, remoteReferences }) => onPick({ kind: 'url', url, remoteReferences }),
  });
  return (
    <Form form={form}>
      <Group gap="xs" align="flex-start">
        <TextInput
          flex={1}
          type="url"
          aria-label="URL of the definition"
          placeholder="https://api.example.com/openapi.json"
          {...form.fields.getInputProps('url')}
        />
        <Button type="submit" variant="default" disabled={form.values.url.trim() === ''}>
          Fetch
        </Button>
      </Group>
      <Checkbox
        mt="xs"
        size="xs"
        label="Also fetch documents that it refers to on other addresses"
        {...form.fields.getInputProps('remoteReferences', { type: 'checkbox' })}
      />
    </Form>
  );
}

function PasteForm({ onPick }: PickProps) {
  const [text, setText] = useState('');
  useUnsaved(() => text.trim() !== '');
  return (
    <Stack gap="xs" align="flex-end">
      <Textarea
        w="100%"
        aria-label="Text of the definition"
        placeholder={'openapi: 3.1.0\ninfo: …'}
        minRows={3}
        maxRows={8}
        autosize
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button variant="default" disabled={text.trim() === ''} onClick={() => onPick({ kind: 'text', text })}>
        Continue
      </Button>
    </Stack>
  );
}
