import { Autocomplete, Group, Select, TextInput } from '@mantine/core';
import type { DefinitionServer } from '#contract/openapi.ts';
import classes from '../requests.module.css';
import { useProblem, useWorkbench } from '../workbench.ts';

/** The base that a relative URL is joined to, and the variables in it. Nothing for a request without an integration. */
export function ServerFields() {
  const { draft, change, detail, integration } = useWorkbench();
  const problem = useProblem('server');
  if (integration === null) return null;
  const servers = detail?.servers ?? [];
  const options = [...new Set([integration.baseUrl, ...servers.map((server) => server.url)])];
  const chosen = servers.find((server) => server.url === draft.server);
  return (
    <>
      <Autocomplete
        mt={6}
        size="xs"
        aria-label="Server"
        title={draft.server === null ? 'Base URL of the integration' : 'Server for this request only'}
        leftSection={draft.server === null ? 'Base URL' : 'Server'}
        leftSectionWidth={74}
        classNames={{ section: classes.serverLabel ?? '' }}
        data={options}
        filter={({ options: all }) => all}
        value={draft.server ?? integration.baseUrl}
        onChange={(value) => change({ server: value === integration.baseUrl ? null : value })}
        error={problem}
        spellCheck={false}
      />
      {chosen === undefined || chosen.variables.length === 0 ? null : <VariableFields variables={chosen.variables} />}
    </>
  );
}

function VariableFields({ variables }: { variables: DefinitionServer['variables'] }) {
  const { draft, change } = useWorkbench();
  const set = (name: string, value: string) => change({ serverVariables: { ...draft.serverVariables, [name]: value } });
  return (
    <Group gap="xs" mt="xs" grow>
      {variables.map((variable) =>
        variable.enum === undefined ? (
          <TextInput
            key={variable.name}
            size="xs"
            label={variable.name}
            description={variable.description}
            value={draft.serverVariables[variable.name] ?? variable.default}
            onChange={(event) => set(variable.name, event.currentTarget.value)}
          />
        ) : (
          <Select
            key={variable.name}
            size="xs"
            label={variable.name}
            description={variable.description}
            data={variable.enum}
            allowDeselect={false}
            value={draft.serverVariables[variable.name] ?? variable.default}
            onChange={(value) => set(variable.name, value ?? variable.default)}
          />
        ),
      )}
    </Group>
  );
}
