import { ActionIcon, Autocomplete, Button, Checkbox, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import {
  type FormParameter,
  formParameters,
  type ParameterPlace,
  type ParameterValue,
  templateNames,
} from '../draft/parameters.ts';
import classes from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';
import { useWorkbench } from '../workbench.ts';
import { ContentTypeHint } from './ContentTypeHint.tsx';
import { ParameterRow } from './ParameterRow.tsx';

/** Path and query parameters: those that the operation declares as a form, others as pairs. */
export function ParamsTab() {
  const { draft, detail } = useWorkbench();
  const declared = formParameters(detail, ['path', 'query', 'querystring']);
  const inUrl = templateNames(draft.url)
    .filter((name) => !declared.some((one) => one.in === 'path' && one.name === name))
    .map((name): FormParameter => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const shown = [...declared, ...inUrl].sort((a, b) => rank(a) - rank(b));
  return (
    <Stack gap="sm">
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {detail === null
            ? 'Put {names} in braces in the URL to fill them in here.'
            : 'This operation has no parameters.'}
        </Text>
      ) : (
        <div>
          {shown.map((parameter) => (
            <ParameterRow key={`${parameter.in}:${parameter.name}`} parameter={parameter} />
          ))}
        </div>
      )}
      <ExtraPairs
        place="query"
        title={declared.length === 0 ? 'Query parameters' : 'Other query parameters'}
        declared={shown.map((one) => one.name)}
      />
    </Stack>
  );
}

const rank = (parameter: FormParameter) => (parameter.in === 'path' ? 0 : parameter.required ? 1 : 2);

const usualHeaders = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'Prefer',
  'User-Agent',
  'X-Request-Id',
];

/** Headers and cookies: those that the operation declares as a form, others as pairs. */
export function HeadersTab() {
  const { detail } = useWorkbench();
  const shown = formParameters(detail, ['header', 'cookie']);
  const namesIn = (place: string) => shown.filter((one) => one.in === place).map((one) => one.name);
  return (
    <Stack gap="sm">
      {shown.length === 0 ? null : (
        <div>
          {shown.map((parameter) => (
            <ParameterRow key={`${parameter.in}:${parameter.name}`} parameter={parameter} />
          ))}
        </div>
      )}
      <ExtraPairs place="header" title="Headers" declared={namesIn('header')} names={usualHeaders} />
      <ContentTypeHint />
      <ExtraPairs place="cookie" title="Cookies" declared={namesIn('cookie')} />
    </Stack>
  );
}

interface ExtraPairsProps {
  place: ParameterPlace;
  title: string;
  /** Names that have a field elsewhere on the page. */
  declared: readonly string[];
  /** Names to offer. */
  names?: readonly string[];
}

/** Parameters that no definition declares, as pairs of name and value. */
function ExtraPairs({ place, title, declared, names = [] }: ExtraPairsProps) {
  const { draft, change } = useWorkbench();
  const known = new Set(declared.map((name) => name.toLowerCase()));
  const rows = draft.parameters
    .map((entry, index) => ({ entry, index }))
    .filter(({ entry }) => entry.in === place && !known.has(entry.name.toLowerCase()));
  const replace = (index: number, changes: Partial<ParameterValue>) =>
    change({ parameters: draft.parameters.map((entry, at) => (at === index ? { ...entry, ...changes } : entry)) });
  const add = () => change({ parameters: [...draft.parameters, { name: '', in: place, value: '', enabled: true }] });
  return (
    <section aria-label={title}>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      {rows.map(({ entry, index }) => (
        <PairRow
          key={index}
          entry={entry}
          names={names}
          onChange={(changes) => replace(index, changes)}
          onRemove={() => change({ parameters: draft.parameters.filter((_, at) => at !== index) })}
        />
      ))}
      <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} aria-hidden />} onClick={add}>
        Add
      </Button>
    </section>
  );
}

interface PairRowProps {
  entry: ParameterValue;
  names: readonly string[];
  onChange(changes: Partial<ParameterValue>): void;
  onRemove(): void;
}

function PairRow({ entry, names, onChange, onRemove }: PairRowProps) {
  const shown = entry.name === '' ? 'the new pair' : entry.name;
  return (
    <div className={classes.pairRow} data-field={entry.name}>
      <Checkbox
        size="xs"
        aria-label={`Send ${shown}`}
        checked={entry.enabled}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
      <Autocomplete
        size="xs"
        aria-label="Name"
        placeholder="Name"
        data={[...names]}
        value={entry.name}
        onChange={(name) => onChange({ name })}
        spellCheck={false}
      />
      <VariableInput
        size="xs"
        aria-label={`Value of ${shown}`}
        placeholder="Value"
        value={typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)}
        onChange={(value) => onChange({ value })}
        spellCheck={false}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${shown}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
