import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Exchange } from '#contract/requests.ts';
import { orpc } from '#renderer/platform/client.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { CodeViewer, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { jsonText, parseJson } from '#renderer/ui/json/index.ts';

/** Bytes of the body that are shown here; the rest is in Requests. */
const shownBytes = 200_000;

/** What came back: status, time and body, and the way to the whole exchange. */
export function ToolResponse({ exchange }: { exchange: Exchange }) {
  const { response, fault, timings } = exchange;
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
        <Anchor component={Link} to={`/requests?exchange=${exchange.id}`} size="sm" ml="auto">
          Open in requests
        </Anchor>
      </Group>
      {fault !== null && <ErrorNotice error={new Error([fault.message, fault.todo].filter(Boolean).join(' '))} />}
      {response !== null && response.bytes > 0 && <Body exchange={exchange} response={response} />}
    </Stack>
  );
}

interface BodyProps {
  exchange: Exchange;
  response: NonNullable<Exchange['response']>;
}

function Body({ exchange, response }: BodyProps) {
  const input = { id: exchange.id, offset: 0, length: shownBytes, as: 'text' as const };
  const { data, error, refetch } = useQuery(orpc.requests.body.queryOptions({ input, enabled: response.textual }));
  const language = languageOfMediaType(response.mediaType);
  if (!response.textual) {
    return <Text size="sm">The body is {response.mediaType ?? 'of an unknown type'} and is not shown here.</Text>;
  }
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={160} aria-busy aria-label="Loading" />;
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
