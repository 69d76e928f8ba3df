import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconTool } from '@tabler/icons-react';
import type { Finding } from '#contract/oauth.ts';

/** A finding: what it is, the fix, then why. */
export function FindingNotice({ finding }: { finding: Finding }) {
  const { code, title, explanation, fix } = finding;
  const well = code === 'ALL_WELL';
  return (
    <Alert
      variant="outline"
      color={well ? 'teal' : 'orange'}
      icon={well ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
      title={title}
    >
      <Stack gap={6}>
        {fix === null ? null : (
          <Text size="sm" fw={600}>
            <IconTool size={14} aria-label="Fix:" style={{ verticalAlign: '-2px', marginInlineEnd: 6 }} />
            {fix}
          </Text>
        )}
        <Text size="sm">{explanation}</Text>
      </Stack>
    </Alert>
  );
}
