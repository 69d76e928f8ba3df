import { Select, TextInput } from '@mantine/core';
import { z } from 'zod';
import { integrationId } from '#contract/common.ts';
import { type Integration, type JsonFieldName, jsonFields } from '#contract/integrations.ts';
import { type JsonSchema, jsonSchema } from '#contract/openapi.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { useFallbacks } from '../queries.ts';
import { FormPart } from './FormPart.tsx';
import { type IntegrationFormState, jsonProblems } from './integrationForm.ts';

const fields: { name: JsonFieldName; label: string; description: string; schema: JsonSchema }[] = [
  {
    name: 'modelConfiguration',
    label: 'Model configuration',
    description: 'Temperature, limits and other parameters of each call.',
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
    description: 'Limits, prices and when to warn. Without a currency, amounts count as USD.',
    schema: schemaOf('costConfiguration'),
  },
];

function schemaOf(name: JsonFieldName): JsonSchema {
  return jsonSchema.parse(z.toJSONSchema(jsonFields[name], { io: 'input' }));
}

interface ModelPartProps {
  form: IntegrationFormState;
  existing: Integration | undefined;
}

/** What only AI providers have. */
export function ModelPart({ form, existing }: ModelPartProps) {
  const fallbacks = useFallbacks(existing?.id).data ?? [];
  return (
    <FormPart title="Model" description="What calls to this AI provider get, what they cost, and the fallback.">
      <TextInput label="Model" {...form.fields.getInputProps('model')} />
      {fields.map(({ name, label, description, schema }) => (
        <CodeEditor
          key={name}
          label={label}
          description={description}
          value={form.values[name]}
          schema={schema}
          height="9rem"
          problems={jsonProblems(form, name)}
          onChange={(text) => form.set({ [name]: text })}
        />
      ))}
      <Select
        label="Fallback"
        description="Another AI provider of this tenant, used when this one fails."
        placeholder="None"
        clearable
        searchable
        data={fallbacks.map(({ id, displayName }) => ({ value: id as string, label: displayName }))}
        value={form.values.fallbackId as string | null}
        error={form.fields.errors.fallbackId}
        onChange={(id) => form.set({ fallbackId: id === null ? null : integrationId.parse(id) })}
      />
    </FormPart>
  );
}
