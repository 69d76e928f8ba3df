import { Button, Checkbox, Divider, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileCode, IconFileX, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { z } from 'zod';
import { httpUrl } from '#contract/common.ts';
import { definitionByteLimit } from '#contract/definitions.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import type { PickedSource } from './useReview.ts';

interface SourceStepProps {
  error: unknown;
  onPick: (picked: PickedSource) => void;
}

/** A file, a text or a URL. */
export function SourceStep({ error, onPick }: SourceStepProps) {
  return (
    <Stack gap="md">
      {error !== null && <ErrorNotice error={error} />}
      <FileDrop onPick={onPick} />
      <Divider label="or fetch it" />
      <UrlForm onPick={onPick} />
      <Divider label="or paste it" />
      <PasteForm onPick={onPick} />
    </Stack>
  );
}

type PickProps = Pick<SourceStepProps, 'onPick'>;

function FileDrop({ onPick }: PickProps) {
  const [refused, setRefused] = useState(false);
  return (
    <Dropzone
      multiple={false}
      maxSize={definitionByteLimit}
      onDrop={([file]) => file !== undefined && onPick({ kind: 'file', file })}
      onReject={() => setRefused(true)}
      inputProps={{ 'aria-label': 'Definition file' }}
      py="lg"
      radius="md"
    >
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
          <Text fw={600}>Drop a definition here, or click to choose a file</Text>
          <Text size="sm" c="dimmed">
            OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, as JSON or YAML, up to 128 MB
          </Text>
          {refused && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              One file of 128 MB at most can be read.
            </Text>
          )}
        </div>
      </Group>
    </Dropzone>
  );
}

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
        Read the text
      </Button>
    </Stack>
  );
}
