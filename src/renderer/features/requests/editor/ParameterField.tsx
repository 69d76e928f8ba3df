import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { Json } from '#contract/common.ts';
import { type Definitions, flattenSchema } from '#core/jsonSchema/schema.ts';
import { type FieldShape, fieldShape } from '../schema/fieldShape.ts';
import type { AskedParameter } from './askedParameter.ts';
import { JsonField } from './JsonField.tsx';

interface ParameterFieldProps {
  id: string;
  parameter: AskedParameter;
  definitions: Definitions;
  value: Json | undefined;
  error: string | undefined;
  onChange(value: Json): void;
}

/** The control that fits the parameter's schema, with its description and what happens without a value. */
export function ParameterField({ id, parameter, definitions, value, error, onChange }: ParameterFieldProps) {
  const shape = useMemo(() => fieldShape(parameter.schema, definitions), [parameter.schema, definitions]);
  const schema = useMemo(() => flattenSchema(parameter.schema, definitions), [parameter.schema, definitions]);
  const given = parameter.default ?? schema.default ?? parameter.example ?? schema.example;
  const common = {
    id,
    error,
    placeholder: given === undefined ? '' : scalarText(given),
    description: describedAs(parameter, schema.description),
    inputWrapperOrder: ['input' as const, 'error' as const, 'description' as const],
    required: parameter.required,
    withAsterisk: false,
  };
  return <Control shape={shape} common={common} value={value} onChange={onChange} name={parameter.name} />;
}

interface ControlProps {
  shape: FieldShape;
  common: object & { id: string; error: string | undefined };
  value: Json | undefined;
  name: string;
  onChange(value: Json): void;
}

function Control({ shape, common, value, name, onChange }: ControlProps) {
  const text = value === undefined ? '' : scalarText(value);
  switch (shape.kind) {
    case 'choice':
      return <Choice options={shape.options} common={common} text={text} onChange={onChange} />;
    case 'boolean':
      return <Choice options={[true, false]} common={common} text={text} onChange={onChange} />;
    case 'list': {
      const values = Array.isArray(value) ? value.map(scalarText) : text === '' ? [] : [text];
      const change = (next: string[]) =>
        onChange(next.length === 0 ? '' : next.map((one) => typed(one, shape.numbers)));
      return shape.options.length === 0 ? (
        <TagsInput {...common} value={values} onChange={change} acceptValueOnBlur clearable />
      ) : (
        <MultiSelect {...common} data={shape.options} value={values} onChange={change} searchable clearable />
      );
    }
    case 'json':
      return <JsonField name={name} value={value} error={common.error} onChange={onChange} />;
    case 'number':
    case 'text':
      return (
        <TextInput
          {...common}
          inputMode={shape.kind === 'number' ? 'decimal' : 'text'}
          value={text}
          spellCheck={false}
          onChange={(event) => onChange(typed(event.currentTarget.value, shape.kind === 'number'))}
        />
      );
  }
}

interface ChoiceProps {
  options: (string | number | boolean)[];
  common: object;
  text: string;
  onChange(value: Json): void;
}

function Choice({ options, common, text, onChange }: ChoiceProps) {
  return (
    <Select
      {...common}
      data={[...new Set(options.map(String))]}
      value={text === '' ? null : text}
      onChange={(chosen) => onChange(options.find((option) => String(option) === chosen) ?? '')}
      clearable
      searchable={options.length > 8}
    />
  );
}

/** A number where the text is one; otherwise the text as it is, so that nothing a person typed is lost. */
function typed(text: string, numbers: boolean): Json {
  return numbers && /^-?\d{1,15}(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function describedAs(parameter: AskedParameter, own: unknown): string | undefined {
  const text = parameter.description ?? (typeof own === 'string' ? own : undefined);
  if (text === undefined) return undefined;
  return text.length > 280 ? `${text.slice(0, 280)}…` : text;
}
