import { Anchor, Button, Code, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Assistant, Tool } from '#contract/assistants.ts';
import type { Composed, SentRequest } from '#contract/requests.ts';
import { partsOfKey, readsOnly } from '#core/assistants/operationChoice.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { client, orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { CodeEditor, CodeViewer, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { jsonText, parseJson } from '#renderer/ui/json/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { ArgumentFields } from './ArgumentFields.tsx';
import { emptyArguments, fieldsOf, readArguments, schemaOf } from './toolArguments.ts';
import classes from './tools.module.css';

/** One tool as a model sees it, and a way to run it. */
export function ToolDetail({ assistant, tool }: { assistant: Assistant; tool: Tool }) {
  const parameters = useMemo(() => JSON.stringify(tool.parameters, null, 2), [tool.parameters]);
  const { method, path } = partsOfKey(tool.operationKey);
  const operation = new URLSearchParams({ integration: tool.integrationId, operation: tool.operationKey });
  return (
    <article className={classes.detail} aria-label={tool.name}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {tool.name}
          </Title>
          <MethodBadge method={method} />
          <Anchor component={Link} to={`/requests?${operation}`} size="sm" ff="monospace">
            {path}
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

/** Runs one tool with arguments through the attached connection, as a model would. */
function TryTool({ assistant, tool }: { assistant: Assistant; tool: Tool }) {
  const fields = useMemo(() => fieldsOf(tool.parameters), [tool.parameters]);
  const schema = useMemo(() => schemaOf(tool.parameters), [tool.parameters]);
  const [mode, setMode] = useState('form');
  const [text, setText] = useState(() => emptyArguments(fields));
  const may = useMay('editor');
  const running = useRef<AbortController | null>(null);
  const run = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      running.current = new AbortController();
      const { signal } = running.current;
      const input = { assistantId: assistant.id, name: tool.name, arguments: readArguments(text) ?? {} };
      if (!readsOnly(partsOfKey(tool.operationKey).method)) {
        const request = await client.assistants.composeTool(input, { signal });
        if (!(await confirmWrite(request))) return null;
      }
      return client.assistants.tryTool(input, { signal });
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
        {run.data != null && <ToolResponse sent={run.data} />}
      </Stack>
    </section>
  );
}

/** Asks before a request that may change something, and names where it goes. */
function confirmWrite({ method, url }: Pick<Composed, 'method' | 'url'>): Promise<boolean> {
  return confirm({
    title: `Send this ${method} request?`,
    body: (
      <>
        It may change data there:{' '}
        <Code style={{ overflowWrap: 'anywhere' }}>
          {method} {url}
        </Code>
      </>
    ),
    action: `Send ${method}`,
    destructive: method === 'DELETE',
  });
}

/** Bytes of the body that are shown here; the rest is in Requests. */
const shownBytes = 200_000;

/** What came back: status, time and body, and the way to the whole request. */
function ToolResponse({ sent }: { sent: SentRequest }) {
  const { response, fault, timings } = sent;
  return (
    <Stack gap="xs">
      <Group gap="sm" role="status">
        {response !== null && (
          <Text component="div" size="sm" fw={600}>
            <StatusBadge
              tone={response.status < 400 ? 'good' : 'bad'}
              label={`${response.status} ${response.statusText}`.trim()}
            />
          </Text>
        )}
        {timings !== null && <Text size="sm">{Math.round(timings.total).toLocaleString('en')} ms</Text>}
        {response !== null && <Text size="sm">{formatBytes(response.bytes)}</Text>}
        <Anchor component={Link} to={`/requests?exchange=${sent.id}`} size="sm" ml="auto">
          Open in requests
        </Anchor>
      </Group>
      {fault !== null && <ErrorNotice error={new Error([fault.message, fault.todo].filter(Boolean).join(' '))} />}
      {response !== null && response.bytes > 0 && <Body sent={sent} response={response} />}
    </Stack>
  );
}

interface BodyProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
}

function Body({ sent, response }: BodyProps) {
  const input = { id: sent.id, offset: 0, length: shownBytes, as: 'text' as const };
  const { data, error, refetch } = useQuery(orpc.requests.body.queryOptions({ input, enabled: response.textual }));
  const language = languageOfMediaType(response.mediaType);
  if (!response.textual) {
    return <Text size="sm">The body is {response.mediaType ?? 'of an unknown type'} and is not shown here.</Text>;
  }
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading h={160} />;
  return (
    <>
      <CodeViewer label="Response body" value={pretty(data.data, language)} language={language} wrap height="18rem" />
      {data.next !== null && (
        <Text size="xs" c="dimmed">
          The first {formatBytes(shownBytes)} are shown.
        </Text>
      )}
    </>
  );
}

function pretty(text: string, language: string): string {
  if (language !== 'json') return text;
  const parsed = parseJson(text);
  return parsed.ok ? jsonText(parsed.value) : text;
}
