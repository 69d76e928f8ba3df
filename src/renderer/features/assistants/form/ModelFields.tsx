import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import type { FormSection } from './useAssistantForm.ts';

const mostProviders = 500;

/** The AI provider and the model that answer for the assistant. */
export function ModelFields({ values, problems, set }: FormSection) {
  const input = { types: ['ai_provider' as const], limit: mostProviders };
  const providers = useQuery(orpc.integrations.list.queryOptions({ input }));
  const rows = providers.data?.rows ?? [];
  const id = values.providerIntegrationId;
  const chosen = useQuery(orpc.integrations.get.queryOptions({ input: id === null ? skipToken : { id } })).data;
  const own = id === null ? null : chosen?.model;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select
        label="AI provider"
        description="An integration of the type AI provider."
        placeholder={providers.data !== undefined && rows.length === 0 ? 'No AI provider yet' : 'None'}
        clearable
        searchable
        data={rows.map((row) => ({ value: row.id as string, label: row.displayName }))}
        value={id as string | null}
        error={providers.error?.message ?? problems.providerIntegrationId}
        onChange={(value) => set({ providerIntegrationId: rows.find((row) => row.id === value)?.id ?? null })}
      />
      <TextInput
        label="Model"
        description="Empty takes the model that the AI provider is set to."
        placeholder={own ?? ''}
        value={values.model ?? ''}
        error={problems.model}
        spellCheck={false}
        onChange={(event) => set({ model: event.currentTarget.value === '' ? null : event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}
