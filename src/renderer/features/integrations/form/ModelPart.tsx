import { Select, TextInput } from '@mantine/core';
import { z } from 'zod';
import { integrationId } from '#contract/common.ts';
import { type Integration, type JsonFieldName, jsonFields } from '#contract/integrations.ts';
import { type JsonSchema, jsonSchema } from '#contract/openapi.ts';
import { CodeEditor, jsonFault } from '#renderer/ui/code/index.ts';
import { useFallbacks } from '../queries.ts';
import { FormPart } from './FormPart.tsx';
import type { FieldProblem, FormSection } from './useIntegrationForm.ts';

const fields: { name: JsonFieldName; label: string; description: string; schema: JsonSchema }[] = [
  {
    name: 'modelConfiguration',
    label: 'Model configuration',
    description: 'Temperature, limits and what else each call gets.',
    schema: schemaOf('modelConfiguration'),
  },
  {
    name: 'providerMetadata',
    label: 'Provider metadata',
    description: 'Organization, project, deployment, API version, region.',
    schema: schemaOf('providerMetadata'),
  },
  {
    name: 'costConfiguration',
    label: 'Cost configuration',
    description: 'Prices per million tokens, with their currency.',
    schema: schemaOf('costConfiguration'),
  },
];

function schemaOf(name: JsonFieldName): JsonSchema {
  return jsonSchema.parse(z.toJSONSchema(jsonFields[name], { io: 'input' }));
}

/** What only AI providers have. */
export function ModelPart({ values, problems, set, existing }: FormSection & { existing: Integration | undefined }) {
  const fallbacks = useFallbacks(existing?.id).data ?? [];
  return (
    <FormPart
      title="Model"
      description="What calls to this AI provider get, what they cost, and who steps in when it fails."
    >
      <TextInput
        label="Model"
        value={values.model}
        error={problems.model?.message}
        onChange={(event) => set({ model: event.currentTarget.value })}
      />
      {fields.map(({ name, label, description, schema }) => (
        <CodeEditor
          key={name}
          label={label}
          description={description}
          value={values[name]}
          schema={schema}
          height="9rem"
          problems={placed(problems[name] ?? jsonSyntax(values[name]))}
          onChange={(text) => set({ [name]: text })}
        />
      ))}
      <Select
        label="Fallback"
        description="Another AI provider of this tenant that is asked when this one fails."
        placeholder="None"
        clearable
        searchable
        data={fallbacks.map(({ id, displayName }) => ({ value: id as string, label: displayName }))}
        value={values.fallbackId as string | null}
        error={problems.fallbackId?.message}
        onChange={(id) => set({ fallbackId: id === null ? null : integrationId.parse(id) })}
      />
    </FormPart>
  );
}

function placed(problem: { message: string; line?: number; column?: number } | null) {
  if (problem === null) return [];
  return [
    {
      message: problem.message,
      line: problem.line ?? 1,
      ...(problem.column !== undefined && { column: problem.column }),
    },
  ];
}

/** Where a text stops being JSON; null where it is JSON or empty. */
function jsonSyntax(text: string): FieldProblem | null {
  const place = text.trim() === '' ? null : jsonFault(text);
  return place === null ? null : { message: 'This is not valid JSON.', ...place };
}
