import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import type { RequestDraft } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import classes from '../../requests.module.css';
import { useProblem } from '../../workbench.ts';
import { graphqlProblems, graphqlSupport, operationNames, variablesSchema } from './graphqlLanguage.ts';
import { useGraphqlSchema } from './useGraphqlSchema.ts';

type Graphql = Extract<RequestDraft['body'], { kind: 'graphql' }>;

interface GraphqlBodyProps {
  body: Graphql;
  onChange(body: Graphql): void;
}

/** A GraphQL request: the query, its variables as JSON, and which operation of several runs. */
export function GraphqlBody({ body, onChange }: GraphqlBodyProps) {
  const { schema, isLoading, error, load } = useGraphqlSchema();
  const query = useDeferredValue(body.query);
  const support = useMemo(() => graphqlSupport(schema), [schema]);
  const problems = useMemo(() => graphqlProblems(query, schema), [query, schema]);
  const variables = useMemo(() => variablesSchema(query, schema), [query, schema]);
  const problem = useProblem('variables');
  return (
    <Stack gap={6} className={classes.fillPanel} px="xs" pb="xs" style={{ overflow: 'auto' }}>
      <Group gap="xs" style={{ flex: 'none' }}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          loading={isLoading}
          title="For completion and checks. The address and the credentials of the request are used."
          onClick={load}
        >
          {schema === undefined ? 'Load schema' : 'Load schema again'}
        </Button>
        <Text size="xs" c="dimmed" role="status">
          {schema === undefined ? '' : `Checked against ${counted(typeCount(schema.getTypeMap()), 'type')}`}
        </Text>
        <OperationName body={body} query={query} onChange={onChange} />
      </Group>
      {error === null ? null : (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          The schema could not be loaded. {readFault(error).message}
        </Text>
      )}
      <div style={{ flex: '2 0 160px', minHeight: 0 }} data-field="body">
        <CodeEditor
          label="Query"
          labelHidden
          height="100%"
          language="text"
          support={support}
          problems={problems}
          value={body.query}
          onChange={(text) => onChange({ ...body, query: text })}
        />
      </div>
      <div style={{ flex: '1 0 100px', minHeight: 0 }} data-field="variables">
        <CodeEditor
          label="Variables"
          height="100%"
          language="json"
          schema={variables}
          value={body.variables}
          onChange={(text) => onChange({ ...body, variables: text })}
        />
      </div>
      {problem === undefined ? null : (
        <Text size="xs" c="var(--mantine-color-error)">
          {problem}
        </Text>
      )}
    </Stack>
  );
}

/** Without those of GraphQL itself. */
const typeCount = (types: object): number => Object.keys(types).filter((name) => !name.startsWith('__')).length;

/** Which operation runs, where the document has several. */
function OperationName({ body, query, onChange }: GraphqlBodyProps & { query: string }) {
  const names = useMemo(() => operationNames(query), [query]);
  const { operationName } = body;
  if (names.length < 2 && operationName === null) return null;
  const isGone = operationName !== null && !names.includes(operationName);
  return (
    <Select
      size="xs"
      aria-label="Operation"
      placeholder="Choose the operation"
      w={190}
      data={[...new Set([...names, ...(isGone ? [operationName] : [])])]}
      value={operationName}
      error={isGone && names.length > 0 ? 'The query has no such operation.' : undefined}
      clearable={names.length < 2}
      onChange={(name) => onChange({ ...body, operationName: name })}
    />
  );
}
