import { Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { CheckResult } from '#contract/connections.ts';
import { Notice } from '#renderer/ui/Notice.tsx';

const colors = { works: 'teal', unproved: 'yellow', needsConnection: 'yellow', failed: 'red' } as const;

/** How a check went: what was asked, what came back, what it means and what to do. */
export function CheckNotice({ result }: { result: CheckResult }) {
  const status = result.status === null ? '' : ` · ${result.status}`;
  const time = result.durationMs === null ? '' : ` · ${Math.round(result.durationMs)} ms`;
  return (
    <Notice
      role={result.ok ? 'status' : 'alert'}
      color={colors[result.outcome]}
      icon={result.outcome === 'works' ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={result.message}
    >
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {result.method} {result.url}
        {status}
        {time}
      </Text>
      {result.todo === null ? null : (
        <Text size="sm" mt={4}>
          {result.todo}
        </Text>
      )}
    </Notice>
  );
}
