import { ActionIcon, Button, Checkbox, FileButton, Group, Text, TextInput } from '@mantine/core';
import { IconFile, IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { urlEncodedForm } from '#core/http/mediaType.ts';
import classes from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';
import { fileText, TakenFile, useTakenFile } from './FileBody.tsx';

type Form = Extract<RequestDraft['body'], { kind: 'form' }>;
type Field = Form['fields'][number];

interface FormFieldsProps {
  body: Form;
  onChange(body: Form): void;
}

/** The fields of a form; in multipart forms a field can carry a file. */
export function FormFields({ body, onChange }: FormFieldsProps) {
  const { taking, refused, take } = useTakenFile();
  // What is typed while a file is taken over must not be lost.
  const latest = useRef(body);
  latest.current = body;
  const replace = (index: number, changes: Partial<Field>) => {
    const { fields } = latest.current;
    onChange({
      ...latest.current,
      fields: fields.map((field, at) => (at === index ? { ...field, ...changes } : field)),
    });
  };
  const attach = (index: number, file: File | null) => {
    if (file === null) return;
    const mediaType = file.type === '' ? 'application/octet-stream' : file.type;
    take(file, (stored) =>
      replace(index, { file: { name: file.name, mediaType, data: '', stored }, value: '', enabled: true }),
    );
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
          onFile={(file) => attach(index, file)}
          onRemove={() => onChange({ ...body, fields: body.fields.filter((_, at) => at !== index) })}
        />
      ))}
      <TakenFile taking={taking} refused={refused} />
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
    <div className={classes.pairRow} data-field={field.name}>
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
          <VariableInput
            size="xs"
            flex={1}
            aria-label={`Value of ${shown}`}
            placeholder="Value"
            value={field.value}
            onChange={(value) => onChange({ value, enabled: true })}
          />
        ) : (
          <Text size="xs" flex={1} truncate>
            {fileText(field.file)} · {field.file.mediaType}
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
