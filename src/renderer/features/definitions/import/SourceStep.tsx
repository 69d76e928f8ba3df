import { Button, Checkbox, Divider, Group, Stack, TextInput } from '@mantine/core';
import { z } from 'zod';
import { httpUrl } from '#contract/common.ts';
import { definitionFiles, filesOfEvent, sortPicked } from '#renderer/platform/pickedFiles.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { FileDrop, PasteField } from '#renderer/ui/filePick.tsx';
import { Form, useForm } from '#renderer/ui/form/index.ts';
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
      <Files onPick={onPick} />
      <Divider label="or import from a URL" />
      <UrlForm onPick={onPick} />
      <Divider label="or paste it" />
      <PasteField
        label="Text of the definition"
        placeholder={'openapi: 3.1.0\ninfo: …'}
        onText={(text) => onPick({ kind: 'text', text })}
      />
    </Stack>
  );
}

type PickProps = Pick<SourceStepProps, 'onPick'>;

function Files({ onPick }: PickProps) {
  return (
    <FileDrop
      label="Definition files"
      folderLabel="Folder of the definition"
      title="Drop a definition here, or click to choose files"
      text="OpenAPI 2.0 to 3.2, JSON or YAML: a file, a folder or a zip, up to 128 MB"
      folderHint="A definition in many files needs its folder."
      filesOf={(event) => filesOfEvent(event, definitionFiles)}
      onFiles={(files) => {
        const picked = sortPicked(files, definitionFiles);
        if (picked !== null) onPick(picked);
      }}
    />
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
