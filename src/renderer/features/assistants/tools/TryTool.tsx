import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { Assistant, Tool } from '#contract/assistants.ts';
import { client } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { CodeEditor } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ArgumentFields } from './ArgumentFields.tsx';
import { ToolResponse } from './ToolResponse.tsx';
import { emptyArguments, fieldsOf, readArguments, schemaOf } from './toolArguments.ts';

/** Runs one tool with arguments through the attached connection, as a model would. */
export function TryTool({ assistant, tool }: { assistant: Assistant; tool: Tool }) {
  const fields = useMemo(() => fieldsOf(tool.parameters), [tool.parameters]);
  const schema = useMemo(() => schemaOf(tool.parameters), [tool.parameters]);
  const [mode, setMode] = useState('form');
  const [text, setText] = useState(() => emptyArguments(fields));
  const may = useMay('editor');
  const running = useRef<AbortController | null>(null);
  const run = useMutation({
    meta: { quiet: true },
    mutationFn: () => {
      running.current = new AbortController();
      const input = { assistantId: assistant.id, name: tool.name, arguments: readArguments(text) ?? {} };
      return client.assistants.tryTool(input, { signal: running.current.signal });
    },
  });
  const broken = readArguments(text) === null;
  const start = () => {
    if (may && !broken && !run.isPending) run.mutate();
  };
  useHotkeys([['mod+Enter', start]], [], true);
  return (
    <section aria-label={`Try ${tool.name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h5">
            Try it
          </Title>
          <SegmentedControl
            size="xs"
            aria-label="How the arguments are written"
            data={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
            value={mode}
            onChange={setMode}
          />
        </Group>
        {mode === 'form' && !broken ? (
          <ArgumentFields fields={fields} text={text} onChange={setText} />
        ) : (
          <CodeEditor
            label="Arguments"
            value={text}
            schema={schema}
            problems={broken ? [{ message: 'This is not a JSON object yet.', line: 1 }] : []}
            height="12rem"
            onChange={setText}
          />
        )}
        <Group gap="xs">
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={!may || broken}
            loading={run.isPending}
            onClick={start}
          >
            Run
          </Button>
          {run.isPending && (
            <Button variant="default" onClick={() => running.current?.abort()}>
              Cancel
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {may ? 'This sends a real request with the attached connection.' : 'Your role does not send requests.'}
          </Text>
        </Group>
        {run.error !== null && <ErrorNotice error={run.error} />}
        {run.data !== undefined && <ToolResponse exchange={run.data} />}
      </Stack>
    </section>
  );
}
