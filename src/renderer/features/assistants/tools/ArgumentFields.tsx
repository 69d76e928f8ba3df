import { Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '#contract/common.ts';
import type { JsonSchema } from '#contract/openapi.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { type ArgumentField, readArguments, withArgument } from './toolArguments.ts';

interface ArgumentFieldsProps {
  fields: readonly ArgumentField[];
  /** The arguments as JSON text; both ways of writing them share it. */
  text: string;
  onChange: (text: string) => void;
}

/** The arguments as a form. */
export function ArgumentFields({ fields, text, onChange }: ArgumentFieldsProps) {
  const values = readArguments(text) ?? {};
  if (fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The tool takes no arguments.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {fields.map((field) => (
        <Control
          key={field.name}
          field={field}
          value={values[field.name]}
          onChange={(value) => onChange(withArgument(text, field.name, value))}
        />
      ))}
    </Stack>
  );
}

interface ControlProps {
  field: ArgumentField;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

function Control({ field, value, onChange }: ControlProps) {
  const { name, kind, options, description, required } = field;
  const common = { label: name, required, description: shortened(description) };
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  if (kind === 'json') return <JsonControl {...common} schema={field.schema} value={value} onChange={onChange} />;
  if (kind === 'choice' || kind === 'boolean') {
    const data = kind === 'boolean' ? ['true', 'false'] : options;
    const read = (chosen: string) => (kind === 'boolean' ? chosen === 'true' : chosen);
    return (
      <Select
        {...common}
        clearable
        searchable={data.length > 8}
        data={data}
        value={text === '' ? null : text}
        onChange={(chosen) => onChange(chosen === null ? undefined : read(chosen))}
      />
    );
  }
  return (
    <TextInput
      {...common}
      spellCheck={false}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      value={text}
      onChange={(event) => onChange(typed(event.currentTarget.value, kind === 'number'))}
    />
  );
}

/** A number where the text is one; nothing where it is empty; otherwise the text, so that nothing typed is lost. */
function typed(text: string, numbers: boolean): Json | undefined {
  if (text === '') return undefined;
  return numbers && /^-?\d{1,15}(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

interface JsonControlProps {
  label: string;
  required: boolean;
  description: string | undefined;
  schema: JsonSchema;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

function JsonControl({ label, required, description, schema, value, onChange }: JsonControlProps) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const change = (next: string) => {
    setText(next);
    onChange(parsed(next));
  };
  return (
    <CodeEditor
      label={label}
      required={required}
      description={description}
      value={text}
      schema={schema}
      height="8rem"
      onChange={change}
    />
  );
}

function parsed(text: string): Json | undefined {
  if (text.trim() === '') return undefined;
  const inside = readArguments(`{"value":${text}}`);
  // Half-written JSON stands as text until it parses.
  return inside === null ? text : inside.value;
}

function shortened(text: string): string | undefined {
  if (text === '') return undefined;
  return text.length > 280 ? `${text.slice(0, 280)}…` : text;
}
