import { ActionIcon, Autocomplete, Button, Checkbox, FileButton, Group, Select, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconFile, IconPlus, IconX } from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { octets, urlEncodedForm } from '#core/http/mediaType.ts';
import classes from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';
import { fileText, TakenFile, useTakenFile } from './FileBody.tsx';

type Form = Extract<RequestDraft['body'], { kind: 'form' }>;
type Field = Form['fields'][number];

interface FormFieldsProps {
  body: Form;
  onChange(body: Form): void;
}

/** The fields of a form; in multipart forms a field can carry a file, and each part has a content type. */
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
    const mediaType = file.type === '' ? octets : file.type;
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
          hasParts={body.mediaType !== urlEncodedForm}
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
  hasParts: boolean;
  onChange(changes: Partial<Field>): void;
  onFile(file: File | null): void;
  onRemove(): void;
}

function FieldRow({ field, hasParts, onChange, onFile, onRemove }: FieldRowProps) {
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const details = useId();
  const shown = field.name === '' ? 'the new field' : field.name;
  const isSaid = (field.description ?? '') !== '' || (field.mediaType ?? '') !== '' || field.file !== undefined;
  const isDetailed = isOpen ?? (hasParts && isSaid);
  return (
    <div data-field={field.name}>
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
              {field.file.name === '' ? 'No file is chosen' : fileText(field.file)}
            </Text>
          )}
          {hasParts ? (
            <FileButton onChange={onFile}>
              {(props) => (
                <ActionIcon {...props} variant="subtle" color="gray" aria-label={`Choose a file for ${shown}`}>
                  <IconFile size={14} />
                </ActionIcon>
              )}
            </FileButton>
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Details of ${shown}`}
            aria-expanded={isDetailed}
            aria-controls={details}
            onClick={() => setOpen(!isDetailed)}
          >
            {isDetailed ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
          </ActionIcon>
        </Group>
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${shown}`} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <div id={details} hidden={!isDetailed}>
        {isDetailed ? <FieldDetails field={field} hasParts={hasParts} shown={shown} onChange={onChange} /> : null}
      </div>
    </div>
  );
}

interface FieldPartProps extends Pick<FieldRowProps, 'field' | 'onChange'> {
  /** What the field is called. */
  shown: string;
}

/** Whether a part is text or a file. */
function PartKind({ field, shown, onChange }: FieldPartProps) {
  return (
    <Select
      size="xs"
      w={72}
      aria-label={`Kind of ${shown}`}
      data={[
        { value: 'text', label: 'Text' },
        { value: 'file', label: 'File' },
      ]}
      value={field.file === undefined ? 'text' : 'file'}
      allowDeselect={false}
      onChange={(kind) =>
        onChange(kind === 'file' ? { file: { name: '', mediaType: octets, data: '' }, value: '' } : { file: undefined })
      }
    />
  );
}

const usualPartTypes = ['application/json', 'text/plain', 'application/xml', 'text/csv', octets];

/** What a part says besides its value: whether it is a file, its content type, and a description for people. */
function FieldDetails({ field, hasParts, shown, onChange }: FieldPartProps & Pick<FieldRowProps, 'hasParts'>) {
  const { file } = field;
  return (
    <div className={classes.pairDetails}>
      {hasParts ? <PartKind field={field} shown={shown} onChange={onChange} /> : null}
      {hasParts ? (
        <Autocomplete
          style={{ flex: '2 1 120px' }}
          size="xs"
          aria-label={`Content type of ${shown}`}
          placeholder={file === undefined ? 'Content type, if one is sent' : octets}
          data={usualPartTypes}
          value={(file === undefined ? field.mediaType : file.mediaType) ?? ''}
          spellCheck={false}
          onChange={(mediaType) =>
            onChange(
              file === undefined
                ? { mediaType: mediaType === '' ? undefined : mediaType }
                : { file: { ...file, mediaType } },
            )
          }
        />
      ) : null}
      <TextInput
        size="xs"
        style={{ flex: '3 1 120px' }}
        aria-label={`Description of ${shown}`}
        placeholder="Description"
        value={field.description ?? ''}
        onChange={(event) =>
          onChange({ description: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
        }
      />
    </div>
  );
}
