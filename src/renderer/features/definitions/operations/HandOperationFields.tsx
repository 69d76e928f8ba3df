import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { HandOperation } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'];
const bodies = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

interface HandOperationFieldsProps {
  draft: HandDraft;
  /** Messages by dotted field. */
  problems: Record<string, string>;
  onChange: (draft: HandDraft) => void;
}

/** Method, path, words, parameters and body. */
export function HandOperationFields({ draft, problems, onChange }: HandOperationFieldsProps) {
  const set = (changes: Partial<HandDraft>) => onChange({ ...draft, ...changes });
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Autocomplete
          label="Method"
          w={130}
          data={methods}
          value={draft.method}
          error={problems.method}
          onChange={(method) => set({ method: method.toUpperCase() })}
        />
        <TextInput
          label="Path"
          flex={1}
          required
          data-autofocus
          placeholder="/orders/{id}"
          value={draft.path}
          error={problems.path}
          onChange={(event) => set({ path: event.currentTarget.value })}
          onBlur={() => onChange(withPathParameters(draft))}
        />
      </Group>
      <TextInput
        label="Summary"
        value={draft.summary}
        error={problems.summary}
        onChange={(event) => set({ summary: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.description}
        error={problems.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Select
        label="Body"
        placeholder="None"
        clearable
        w={300}
        data={bodies}
        value={draft.bodyMediaType}
        onChange={(bodyMediaType) => set({ bodyMediaType })}
      />
      <Text size="sm" fw={500}>
        Parameters
      </Text>
      {draft.parameters.map((parameter, index) => (
        <HandParameterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while its name is typed
          key={index}
          parameter={parameter}
          problem={problems[`parameters.${index}.name`]}
          onChange={(next) => set({ parameters: draft.parameters.map((old, at) => (at === index ? next : old)) })}
          onRemove={() => set({ parameters: draft.parameters.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set({ parameters: [...draft.parameters, blankParameter] })}
      >
        Add a parameter
      </Button>
    </Stack>
  );
}

const types = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

interface HandParameterRowProps {
  parameter: HandDraftParameter;
  problem: string | undefined;
  onChange: (parameter: HandDraftParameter) => void;
  onRemove: () => void;
}

/** One parameter of an operation that is written by hand. */
function HandParameterRow({ parameter, problem, onChange, onRemove }: HandParameterRowProps) {
  const set = (changes: Partial<HandDraftParameter>) => onChange({ ...parameter, ...changes });
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <TextInput
        aria-label="Parameter name"
        placeholder="Name"
        flex={2}
        value={parameter.name}
        error={problem}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        aria-label="Place"
        w={100}
        data={handPlaces}
        allowDeselect={false}
        value={parameter.in}
        onChange={(place) => isHandPlace(place) && set({ in: place, required: place === 'path' || parameter.required })}
      />
      <Select
        aria-label="Type"
        w={104}
        data={types}
        allowDeselect={false}
        value={typeOf(parameter.schema)}
        onChange={(type) => type !== null && set({ schema: { type } })}
      />
      <TextInput
        aria-label="Parameter description"
        placeholder="Description"
        flex={3}
        value={parameter.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Checkbox
        label="required"
        mt={8}
        disabled={parameter.in === 'path'}
        checked={parameter.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        mt={4}
        aria-label={`Remove parameter ${parameter.name}`}
        onClick={onRemove}
      >
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

type HandPlace = 'path' | 'query' | 'header' | 'cookie';

interface HandDraftParameter {
  name: string;
  in: HandPlace;
  required: boolean;
  description: string;
  schema: HandOperation['parameters'][number]['schema'];
}

/** An operation while it is written. */
export interface HandDraft extends Omit<HandOperation, 'parameters'> {
  parameters: HandDraftParameter[];
}

const handPlaces: readonly string[] = ['path', 'query', 'header', 'cookie'];

function isHandPlace(value: string | null): value is HandPlace {
  return value !== null && handPlaces.includes(value);
}

/** Starts from an operation that stands, or from nothing. */
export function toDraft(operation: OperationDetail | undefined): HandDraft {
  if (operation === undefined) {
    return { method: 'GET', path: '/', summary: '', description: '', parameters: [], bodyMediaType: null };
  }
  return {
    method: operation.method,
    path: operation.path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    parameters: operation.parameters.flatMap((parameter) =>
      isHandPlace(parameter.in)
        ? [
            {
              name: parameter.name,
              in: parameter.in,
              required: parameter.required,
              description: parameter.description ?? '',
              schema: { type: typeOf(parameter.schema) },
            },
          ]
        : [],
    ),
    bodyMediaType: operation.requestBody?.contents[0]?.mediaType ?? null,
  };
}

/** The simple type of a parameter's schema; anything else is text. */
function typeOf(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;
  return typeof type === 'string' ? type : 'string';
}

/** Parameters for each `{name}` of the path that has none yet. */
function withPathParameters(draft: HandDraft): HandDraft {
  const names = [...draft.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const known = new Set(draft.parameters.filter((each) => each.in === 'path').map((each) => each.name));
  const missing = names.filter((name) => !known.has(name));
  const added = missing.map((name) => ({ ...blankParameter, name, in: 'path' as const, required: true }));
  return added.length === 0 ? draft : { ...draft, parameters: [...draft.parameters, ...added] };
}

const blankParameter: HandDraftParameter = {
  name: '',
  in: 'query',
  required: false,
  description: '',
  schema: { type: 'string' },
};
