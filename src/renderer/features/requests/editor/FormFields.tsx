import { ActionIcon, Button, Checkbox, FileButton, Group, Text, TextInput } from '@mantine/core';
import { IconFile, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { urlEncodedForm } from '#core/http/mediaType.ts';
import { readBase64 } from '#renderer/ui/files.ts';
import classes from '../requests.module.css';
import { largestFile, tooLarge } from './FileBody.tsx';

type Form = Extract<RequestDraft['body'], { kind: 'form' }>;
type Field = Form['fields'][number];

interface FormFieldsProps {
  body: Form;
  onChange(body: Form): void;
}

/** The fields of a form; in multipart forms a field can carry a file. */
export function FormFields({ body, onChange }: FormFieldsProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const replace = (index: number, changes: Partial<Field>) =>
    onChange({ ...body, fields: body.fields.map((field, at) => (at === index ? { ...field, ...changes } : field)) });
  const attach = async (index: number, file: File | null) => {
    if (file === null) return;
    setRefused(file.size > largestFile ? tooLarge(file) : null);
    if (file.size > largestFile) return;
    const mediaType = file.type === '' ? 'application/octet-stream' : file.type;
    replace(index, { file: { name: file.name, mediaType, data: await readBase64(file) }, value: '', enabled: true });
  };
  return (
    <div className={classes.tabPanel}>
      {body.fields.map((field, index) => (
        <FieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
          key={index}
          field={field}
          withFiles={body.mediaType !== urlEncodedForm}
          onChange={(changes) => replace(index, changes)}
          onFile={(file) => void attach(index, file)}
          onRemove={() => onChange({ ...body, fields: body.fields.filter((_, at) => at !== index) })}
        />
      ))}
      {refused === null ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={12} aria-hidden />}
        onClick={() => onChange({ ...body, fields: [...body.fields, { name: '', value: '', enabled: true }] })}
      >
        Add a field
      </Button>
    </div>
  );
}

interface FieldRowProps {
  field: Field;
  withFiles: boolean;
  onChange(changes: Partial<Field>): void;
  onFile(file: File | null): void;
  onRemove(): void;
}

function FieldRow({ field, withFiles, onChange, onFile, onRemove }: FieldRowProps) {
  const shown = field.name === '' ? 'the new field' : field.name;
  return (
    <div className={classes.pairRow}>
      <Checkbox
        size="xs"
        aria-label={`Send ${shown}`}
        checked={field.enabled}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
      <TextInput
        size="xs"
        aria-label="Name of the field"
        placeholder="Name"
        value={field.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Group gap={4} wrap="nowrap">
        {field.file === undefined ? (
          <TextInput
            size="xs"
            flex={1}
            aria-label={`Value of ${shown}`}
            placeholder="Value"
            value={field.value}
            onChange={(event) => onChange({ value: event.currentTarget.value, enabled: true })}
          />
        ) : (
          <Text size="xs" flex={1} truncate>
            {field.file.name} · {field.file.mediaType}
          </Text>
        )}
        {withFiles ? (
          <FileButton onChange={onFile}>
            {(props) => (
              <ActionIcon {...props} variant="subtle" color="gray" aria-label={`Choose a file for ${shown}`}>
                <IconFile size={14} />
              </ActionIcon>
            )}
          </FileButton>
        ) : null}
      </Group>
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${shown}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
