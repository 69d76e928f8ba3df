import { Group, Radio, Select, SimpleGrid, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Assistant, type AssistantFields, assistantFields } from '#contract/assistants.ts';
import { assistantId } from '#contract/common.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { useIntegration } from '#renderer/entities/integration/queries.ts';
import { client } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { AssistantGone } from './AssistantLayout.tsx';
import { useAssistant, useProviders } from './queries.ts';

/** Changes an assistant. */
export function EditAssistantPage() {
  const id = assistantId.safeParse(useParams().id);
  return id.success ? <LoadedPage id={id.data} /> : <AssistantGone />;
}

function LoadedPage({ id }: { id: Assistant['id'] }) {
  const { data, error, refetch } = useAssistant(id);
  return (
    <Page>
      <PageHead title={data === undefined ? 'Edit assistant' : `Edit ${data.name}`} />
      {data !== undefined && <LoadedForm key={data.id} assistant={data} />}
      {data === undefined && error !== null && (
        <ErrorNotice error={error} title="The assistant could not be read" onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton h={320} />}
    </Page>
  );
}

function LoadedForm({ assistant }: { assistant: Assistant }) {
  const navigate = useNavigate();
  // As it stood when the form was opened: a change from elsewhere must not undo what is typed.
  const [initial] = useState(() => assistantFields.parse(assistant));
  const saved = ({ id, name }: Assistant) => {
    toastDone(`${name} saved`);
    void navigate(`/assistants/${id}/overview`);
  };
  return <AssistantForm initial={initial} existing={assistant} onSaved={saved} />;
}

/** Makes an assistant; its integrations follow on its own page. */
export function NewAssistantPage() {
  const navigate = useNavigate();
  const saved = ({ id, name }: Assistant) => {
    toastDone(`${name} created. Add the integrations it may use.`);
    void navigate(`/assistants/${id}`, { replace: true });
  };
  return (
    <Page>
      <PageHead title="New assistant" />
      <AssistantForm initial={emptyAssistant} onSaved={saved} />
    </Page>
  );
}

type AssistantFormState = SaveForm<AssistantFields, Assistant>;

const emptyAssistant: AssistantFields = {
  name: '',
  description: '',
  instructions: '',
  providerIntegrationId: null,
  model: null,
  visibility: 'private',
};

interface AssistantFormProps {
  initial: AssistantFields;
  /** Absent for a new one. */
  existing?: Assistant;
  onSaved: (assistant: Assistant) => void;
}

/** Name, instructions, model and visibility of an assistant. */
function AssistantForm({ initial, existing, onSaved }: AssistantFormProps) {
  const navigate = useNavigate();
  const providers = useProviders();
  const form: AssistantFormState = useForm({
    initialValues: initial,
    schema: assistantFields,
    stored: existing && assistantFields.parse(existing),
    words: (field, value) =>
      field === 'providerIntegrationId' ? providers.data?.rows.find(({ id }) => id === value)?.displayName : undefined,
    save: (fields, _values, { changes, expected }) =>
      existing === undefined
        ? client.assistants.create(fields)
        : client.assistants.update({ id: existing.id, changes, expected }),
    onSaved,
    // A name that is taken is always about the name.
    fieldOf: ({ field, code }) => field ?? (code === 'NAME_TAKEN' ? 'name' : undefined),
  });
  return (
    <Form form={form} label={existing === undefined ? 'New assistant' : 'Edit assistant'} guard>
      <Stack gap="md" maw={880}>
        <TextFields form={form} />
        <ModelFields form={form} />
        <Radio.Group label="Visible to" {...form.fields.getInputProps('visibility')}>
          <Group mt={6}>
            {assistantFields.shape.visibility.options.map((option) => (
              <Radio key={option} value={option} label={visibilityWords[option]} />
            ))}
          </Group>
        </Radio.Group>
        <FormFault form={form} />
        <FormActions
          form={form}
          action={existing === undefined ? 'Create' : 'Save'}
          onCancel={() => void navigate(-1)}
        />
      </Stack>
    </Form>
  );
}

function TextFields({ form }: { form: AssistantFormState }) {
  const { getInputProps } = form.fields;
  return (
    <>
      <TextInput label="Name" required maxLength={120} data-autofocus {...getInputProps('name')} />
      <Textarea
        label="Description"
        description="What it is for, for the people who choose it."
        autosize
        minRows={2}
        maxRows={6}
        {...getInputProps('description')}
      />
      <div>
        <Textarea
          label="Instructions"
          description="What the model is told before every conversation: its task, its tone, its limits."
          autosize
          minRows={12}
          maxRows={28}
          {...getInputProps('instructions')}
        />
        <Text size="xs" c="dimmed" ta="end" mt={2}>
          {form.values.instructions.length.toLocaleString('en')} characters
        </Text>
      </div>
    </>
  );
}

/** The AI provider and the model that answer for the assistant. */
function ModelFields({ form }: { form: AssistantFormState }) {
  const { providerIntegrationId: id, model } = form.values;
  const providers = useProviders();
  const rows = providers.data?.rows ?? [];
  const chosen = useIntegration(id).data;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select
        label="AI provider"
        description="An integration of type AI provider."
        placeholder={providers.data !== undefined && rows.length === 0 ? 'No AI provider yet' : 'None'}
        clearable
        searchable
        data={rows.map((row) => ({ value: row.id as string, label: row.displayName }))}
        value={id as string | null}
        error={providers.error?.message ?? form.fields.errors.providerIntegrationId}
        onChange={(value) => form.set({ providerIntegrationId: rows.find((row) => row.id === value)?.id ?? null })}
      />
      <TextInput
        label="Model"
        description="Leave empty to use the model the AI provider is set to."
        placeholder={(id === null ? null : chosen?.model) ?? ''}
        value={model ?? ''}
        error={form.fields.errors.model}
        spellCheck={false}
        onChange={(event) => form.set({ model: event.currentTarget.value === '' ? null : event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}
