import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Assistant, Tool } from '#contract/assistants.ts';
import { CodeViewer } from '#renderer/ui/code/index.ts';
import { TryTool } from './TryTool.tsx';
import classes from './tools.module.css';

/** One tool as a model sees it, and a way to run it. */
export function ToolDetail({ assistant, tool }: { assistant: Assistant; tool: Tool }) {
  const parameters = useMemo(() => JSON.stringify(tool.parameters, null, 2), [tool.parameters]);
  const operation = new URLSearchParams({ integration: tool.integrationId, operation: tool.operationKey });
  return (
    <article className={classes.detail} aria-label={tool.name}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {tool.name}
          </Title>
          <Anchor component={Link} to={`/requests?${operation}`} size="sm" ff="monospace">
            {tool.operationKey}
          </Anchor>
        </div>
        <Text size="sm" className={classes.description ?? ''}>
          {tool.description === '' ? 'No description. A model has only the name to go by.' : tool.description}
        </Text>
        <div>
          <Text size="sm" fw={600} mb={4}>
            Parameters
          </Text>
          <CodeViewer label="Parameters" value={parameters} language="json" wrap height="16rem" />
        </div>
        <TryTool key={tool.name} assistant={assistant} tool={tool} />
      </Stack>
    </article>
  );
}
