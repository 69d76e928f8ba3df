import { Stack, Text } from '@mantine/core';
import { templateNames } from '../draft/parameters.ts';
import { useWorkbench } from '../WorkbenchContext.ts';
import { type AskedParameter, askedParameters } from './askedParameter.ts';
import { ExtraPairs } from './ExtraPairs.tsx';
import { ParameterRow } from './ParameterRow.tsx';

/** Path and query parameters: those that the operation declares as a form, others as pairs. */
export function ParamsTab() {
  const { draft, detail } = useWorkbench();
  const declared = askedParameters(detail, ['path', 'query']);
  const inUrl = templateNames(draft.url)
    .filter((name) => !declared.some((one) => one.in === 'path' && one.name === name))
    .map((name): AskedParameter => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const asked = [...declared, ...inUrl].sort((a, b) => rank(a) - rank(b));
  return (
    <Stack gap="sm">
      {asked.length === 0 ? (
        <Text size="sm" c="dimmed">
          {detail === null
            ? 'Write {names} in braces into the URL to fill them in here.'
            : 'The operation declares no parameters.'}
        </Text>
      ) : (
        <div>
          {asked.map((parameter) => (
            <ParameterRow key={`${parameter.in}:${parameter.name}`} parameter={parameter} />
          ))}
        </div>
      )}
      <ExtraPairs place="query" title="Other query parameters" declared={asked.map((one) => one.name)} />
    </Stack>
  );
}

const rank = (parameter: AskedParameter) => (parameter.in === 'path' ? 0 : parameter.required ? 1 : 2);
