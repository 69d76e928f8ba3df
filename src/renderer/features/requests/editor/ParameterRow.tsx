import { Checkbox, Text } from '@mantine/core';
import { useId } from 'react';
import { findParameter, withParameter } from '../draft/parameters.ts';
import classes from '../requests.module.css';
import { typeWords } from '../schema/fieldShape.ts';
import { useWorkbench } from '../WorkbenchContext.ts';
import type { AskedParameter } from './askedParameter.ts';
import { ParameterField } from './ParameterField.tsx';
import { useProblem } from './useProblem.ts';

/** One parameter: whether it is sent, its name and type, and a control that fits its schema. */
export function ParameterRow({ parameter }: { parameter: AskedParameter }) {
  const { draft, change, detail } = useWorkbench();
  const id = useId();
  const problem = useProblem(parameter.name);
  const entry = findParameter(draft.parameters, parameter.in, parameter.name);
  const set = (changes: Parameters<typeof withParameter>[3]) =>
    change({ parameters: withParameter(draft.parameters, parameter.in, parameter.name, changes) });
  const sent = entry?.enabled ?? false;
  return (
    <div className={classes.fieldRow}>
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
    <Text span c="var(--mantine-color-error)" aria-label="required">
      {' '}
      *
    </Text>
  );
}

/** How several values are written, where it is not what everyone expects. */
function styleHint({ style, explode, in: place }: AskedParameter): string {
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
