import { Button, Code, CopyButton, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';

/** The key of the sample API, to copy into the connection. It opens nothing else. */
export function SampleKey() {
  const sample = useQuery(orpc.sample.start.queryOptions()).data;
  if (sample === undefined) return null;
  return (
    <Group gap="sm">
      <Text size="sm">The key of the sample is</Text>
      <Code>{sample.apiKey}</Code>
      <CopyButton value={sample.apiKey}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
      <Text size="sm" c="dimmed">
        It opens this API on this computer and nothing else.
      </Text>
    </Group>
  );
}
