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
import { type HandOperation, handParameter } from '#contract/definitions.ts';
import type { SaveForm } from '#renderer/ui/form/index.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'];
const bodies = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const types = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

type HandParameter = HandOperation['parameters'][number];

const blankParameter: HandParameter = {
  name: '',
  in: 'query',
  required: false,
  description: '',
  schema: { type: 'string' },
};

/** Method, path, words, parameters and body. */
export function HandOperationFields<Result>({ form }: { form: SaveForm<HandOperation, Result> }) {
  const { fields, values, set } = form;
  const { parameters } = values;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Autocomplete
          label="Method"
          w={130}
          data={methods}
          {...fields.getInputProps('method')}
          onChange={(method) => set({ method: method.toUpperCase() })}
        />
        <TextInput
          label="Path"
          flex={1}
          required
          data-autofocus
          placeholder="/orders/{id}"
          {...fields.getInputProps('path')}
          onBlur={() => set({ parameters: withPathParameters(values) })}
        />
      </Group>
      <TextInput label="Summary" {...fields.getInputProps('summary')} />
      <Textarea label="Description" autosize minRows={2} maxRows={8} {...fields.getInputProps('description')} />
      <Select
        label="Body"
        placeholder="None"
        clearable
        w={300}
        data={bodies}
        {...fields.getInputProps('bodyMediaType')}
      />
      <Text size="sm" fw={500}>
        Parameters
      </Text>
      {parameters.map((parameter, index) => (
        <ParameterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while its name is typed
          key={index}
          parameter={parameter}
          problem={fields.errors[`parameters.${index}.name`]}
          onChange={(next) => set({ parameters: parameters.map((old, at) => (at === index ? next : old)) })}
          onRemove={() => set({ parameters: parameters.filter((_, at) => at !== index) })}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => set({ parameters: [...parameters, blankParameter] })}
      >
        Add a parameter
      </Button>
    </Stack>
  );
}

interface ParameterRowProps {
  parameter: HandParameter;
  problem: React.ReactNode;
  onChange: (parameter: HandParameter) => void;
  onRemove: () => void;
}

function ParameterRow({ parameter, problem, onChange, onRemove }: ParameterRowProps) {
  const set = (changes: Partial<HandParameter>) => onChange({ ...parameter, ...changes });
  const place = (given: string | null) => {
    const known = handParameter.shape.in.safeParse(given);
    if (known.success) set({ in: known.data, required: known.data === 'path' || parameter.required });
  };
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
        data={handParameter.shape.in.options}
        allowDeselect={false}
        value={parameter.in}
        onChange={place}
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

/** The simple type of a parameter's schema; anything else is text. */
function typeOf(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;
  return typeof type === 'string' ? type : 'string';
}

/** The parameters, with one for each `{name}` of the path that had none. */
function withPathParameters({ path, parameters }: HandOperation): HandParameter[] {
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const known = new Set(parameters.filter((each) => each.in === 'path').map((each) => each.name));
  const missing = names.filter((name) => !known.has(name));
  const added = missing.map((name): HandParameter => ({ ...blankParameter, name, in: 'path', required: true }));
  return [...parameters, ...added];
}
