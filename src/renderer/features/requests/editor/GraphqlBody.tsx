import { Stack, Text } from '@mantine/core';
import type { RequestDraft } from '#contract/requests.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import classes from '../requests.module.css';
import { useProblem } from '../workbench.ts';

type Graphql = Extract<RequestDraft['body'], { kind: 'graphql' }>;

/** A GraphQL request: the query, and its variables as JSON. */
export function GraphqlBody({ body, onChange }: { body: Graphql; onChange(body: Graphql): void }) {
  const problem = useProblem('variables');
  return (
    <Stack gap={4} className={classes.fillPanel} px="xs" pb="xs">
      <div style={{ flex: 2, minHeight: 0 }} data-field="body">
        <CodeEditor
          label="Query"
          height="100%"
          language="text"
          value={body.query}
          onChange={(query) => onChange({ ...body, query })}
        />
      </div>
      <div style={{ flex: 1, minHeight: 0 }} data-field="variables">
        <CodeEditor
          label="Variables"
          height="100%"
          language="json"
          value={body.variables}
          onChange={(variables) => onChange({ ...body, variables })}
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
