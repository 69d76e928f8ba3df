import { Checkbox, MultiSelect, Select, TagsInput, Text } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { type Json, json } from '#contract/common.ts';
import { parseExact } from '#core/json/exact.ts';
import { type Definitions, flattenSchema } from '#core/jsonSchema/schema.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { type FormParameter, findParameter, withParameter } from '../draft/parameters.ts';
import classes from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';
import { useProblem, useWorkbench } from '../workbench.ts';
import { type FieldShape, fieldShape, typeWords } from './fieldShape.ts';

/** One parameter: whether it is sent, its name and type, and a control that fits its schema. */
export function ParameterRow({ parameter }: { parameter: FormParameter }) {
  const { draft, change, detail } = useWorkbench();
  const id = useId();
  const problem = useProblem(parameter.name);
  const entry = findParameter(draft.parameters, parameter.in, parameter.name);
  const set = (changes: Parameters<typeof withParameter>[3]) =>
    change({ parameters: withParameter(draft.parameters, parameter.in, parameter.name, changes) });
  const sent = entry?.enabled ?? false;
  return (
    <div className={classes.fieldRow} data-field={parameter.name}>
      <Checkbox
        className={classes.fieldCheck}
        size="xs"
        aria-label={`Send ${parameter.name}`}
        checked={sent}
        disabled={parameter.required && parameter.in === 'path'}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      <div className={classes.fieldName}>
        <label htmlFor={id} className={classes.mono}>
          {parameter.name}
          {parameter.required ? <RequiredMark /> : null}
        </label>
        <Text size="xs" c="dimmed">
          {parameter.in} · {typeWords(parameter.schema, detail?.definitions ?? {})}
          {styleHint(parameter)}
          {parameter.deprecated ? ' · deprecated' : ''}
        </Text>
      </div>
      <ParameterField
        id={id}
        parameter={parameter}
        definitions={detail?.definitions ?? {}}
        value={entry?.value}
        error={sent || parameter.required ? problem : undefined}
        onChange={(value) => set({ value, enabled: parameter.required || value !== '' })}
      />
    </div>
  );
}

function RequiredMark() {
  return (
    <Text span role="img" c="var(--mantine-color-error)" aria-label="required">
      {' '}
      *
    </Text>
  );
}

/** How several values are written, where it is not what everyone expects. */
function styleHint({ style, explode, in: place }: FormParameter): string {
  if (style === undefined || style === 'simple' || style === 'cookie') return '';
  if (style === 'form') return place === 'query' && explode === false ? ' · comma-separated' : '';
  const words: Partial<Record<typeof style, string>> = {
    spaceDelimited: 'space-separated',
    pipeDelimited: 'separated by |',
    tabDelimited: 'tab-separated',
    deepObject: 'name[key]=value',
    matrix: ';name=value',
    label: '.value',
  };
  return ` · ${words[style] ?? style}`;
}

interface ParameterFieldProps {
  id: string;
  parameter: FormParameter;
  definitions: Definitions;
  value: Json | undefined;
  error: string | undefined;
  onChange(value: Json): void;
}

/** The control that fits the parameter's schema, with its description and what happens without a value. */
function ParameterField({ id, parameter, definitions, value, error, onChange }: ParameterFieldProps) {
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
        <VariableInput
          {...common}
          inputMode={shape.kind === 'number' ? 'decimal' : 'text'}
          value={text}
          spellCheck={false}
          onChange={(next) => onChange(typed(next, shape.kind === 'number'))}
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

function describedAs(parameter: FormParameter, own: unknown): string | undefined {
  const text = parameter.description ?? (typeof own === 'string' ? own : undefined);
  if (text === undefined) return undefined;
  return text.length > 280 ? `${text.slice(0, 280)}…` : text;
}

interface JsonFieldProps {
  name: string;
  value: Json | undefined;
  error: string | undefined;
  onChange(value: Json): void;
}

/** An object or a list of objects, written as JSON; what does not parse is kept as text until it does. */
function JsonField({ name, value, error, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => asText(value));
  const problems = error === undefined ? [] : [{ message: error, line: 1 }];
  return (
    <CodeEditor
      label={name}
      labelHidden
      value={text}
      problems={problems}
      height="6rem"
      onChange={(next) => {
        setText(next);
        onChange(parsed(next));
      }}
    />
  );
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === '') return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function parsed(text: string): Json {
  try {
    // A number that would change stays in the text; it is sent as it was written.
    if (JSON.stringify(parseExact(text)) !== JSON.stringify(JSON.parse(text))) return text;
    return json.parse(JSON.parse(text));
  } catch {
    // Half-written JSON is normal while a person types.
    return text;
  }
}
