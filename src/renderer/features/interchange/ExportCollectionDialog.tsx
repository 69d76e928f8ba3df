import { Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { exportFormats } from '#contract/collections.ts';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { NoteList } from './NoteList.tsx';

export interface ExportCollectionDialogProps {
  group: { readonly id: GroupId; readonly name: string };
  onClose: () => void;
}

type Format = (typeof exportFormats)[number];

const formats: readonly { value: Format; label: string; description: string }[] = [
  { value: 'postman', label: 'Postman 2.1', description: 'For Postman, Newman, Insomnia and most other tools' },
  { value: 'openCollection', label: 'OpenCollection', description: 'One YAML file, also for Bruno; it holds the most' },
  { value: 'openapi', label: 'OpenAPI 3.1', description: 'A definition of the addresses that the requests go to' },
  { value: 'har', label: 'HAR', description: 'The requests as a browser records them' },
  { value: 'curl', label: 'cURL', description: 'A command for each request' },
];

/** Writes a collection or folder for other tools. It stays open where there is something to know about the files. */
export function ExportCollectionDialog({ group, onClose }: ExportCollectionDialogProps) {
  const [format, setFormat] = useState<Format>('postman');
  const [environmentId, setEnvironmentId] = useState<EnvironmentId | null>(null);
  const written = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      client.collections.export({ id: group.id, format, ...(environmentId !== null && { environmentId }) }),
    onSuccess: ({ files, notes }) => {
      for (const { path, text } of files) saveText(fileName(path), text, mediaTypeOf(path));
      toastDone(`${group.name} exported`);
      if (notes.length === 0) onClose();
    },
  });
  return (
    <Dialog title={`Export ${group.name}`} onClose={onClose} size={560}>
      <Stack gap="md">
        <Radio.Group
          label="Format"
          value={format}
          onChange={(value) => {
            setFormat(formats.find((one) => one.value === value)?.value ?? format);
            written.reset();
          }}
        >
          <Stack gap={8} mt={6}>
            {formats.map(({ value, label, description }) => (
              <Radio key={value} value={value} label={label} description={description} />
            ))}
          </Stack>
        </Radio.Group>
        <EnvironmentChoice
          value={environmentId}
          onChange={(next) => {
            setEnvironmentId(next);
            written.reset();
          }}
        />
        <Text size="sm">Secrets are left out. Whoever opens the file enters their own.</Text>
        {written.error === null ? null : <ErrorNotice error={written.error} title="Couldn’t export it" />}
        {written.data === undefined ? null : (
          <>
            <Notice role="status" color="teal" icon={<IconCheck aria-hidden />} title="The file is saved">
              Some of the collection cannot be written in this format.
            </Notice>
            <NoteList title="What is left out or changed" notes={written.data.notes} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {written.data === undefined ? 'Cancel' : 'Close'}
          </Button>
          <Button loading={written.isPending} onClick={() => written.mutate()}>
            {written.data === undefined ? 'Export' : 'Export again'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

const none = 'none';

interface EnvironmentChoiceProps {
  value: EnvironmentId | null;
  onChange: (id: EnvironmentId | null) => void;
}

function EnvironmentChoice({ value, onChange }: EnvironmentChoiceProps) {
  const environments = useQuery(orpc.environments.list.queryOptions()).data ?? [];
  if (environments.length === 0) return null;
  return (
    <Select
      label="Environment"
      description="Its variables are written as well."
      data={[
        { value: none, label: 'Without an environment' },
        ...environments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={value ?? none}
      onChange={(next) => onChange(environments.find(({ id }) => id === next)?.id ?? null)}
      allowDeselect={false}
    />
  );
}

/** Downloads have names and no folders. */
const fileName = (path: string): string => path.replaceAll('/', '-');

const mediaTypes: Record<string, string> = {
  json: 'application/json',
  har: 'application/json',
  yml: 'application/yaml',
  yaml: 'application/yaml',
};

const mediaTypeOf = (path: string): string => mediaTypes[path.split('.').at(-1) ?? ''] ?? 'text/plain';
