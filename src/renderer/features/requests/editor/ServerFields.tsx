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
  const own = detail?.ownServers ? servers[0]?.url : undefined;
  const first = own ?? integration.baseUrl;
  const options = [...new Set([first, integration.baseUrl, ...servers.map((server) => server.url)])];
  const chosen = servers.find((server) => server.url === (draft.server ?? own));
  return (
    <>
      <Autocomplete
        mt={6}
        size="xs"
        aria-label="Server"
        title={
          draft.server !== null
            ? 'Server for this request only'
            : own
              ? 'Server that the operation names for itself'
              : 'Base URL of the integration'
        }
        leftSection={draft.server === null && own === undefined ? 'Base URL' : 'Server'}
        leftSectionWidth={74}
        classNames={{ section: classes.serverLabel ?? '' }}
        data={options}
        filter={({ options: all }) => all}
        value={draft.server ?? first}
        onChange={(value) => change({ server: value === first ? null : value })}
        error={problem}
        wrapperProps={{ 'data-field': 'server' }}
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
