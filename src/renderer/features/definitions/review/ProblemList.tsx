import { Group, ScrollArea, Stack, Text } from '@mantine/core';
import type { DefinitionReport } from '#contract/openapi.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';

const tones = { error: 'bad', warning: 'warn', info: 'info' } satisfies Record<string, Tone>;
const severityWords = { error: 'Error', warning: 'Warning', info: 'Note' };

type Props = { report: Pick<DefinitionReport, 'problems' | 'problemCounts'> };

/** What is wrong in the document, with its place. */
export function ProblemList({ report: { problems, problemCounts } }: Props) {
  const total = problemCounts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <StatusBadge tone="good" label="No problems found" />;
  return (
    <ScrollArea.Autosize mah={240} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Problems' }}>
      <Stack gap={8} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {problems.map((problem) => (
          <Group
            component="li"
            key={`${problem.code}${problem.pointer}${problem.message}`}
            gap="sm"
            wrap="nowrap"
            align="flex-start"
          >
            <StatusBadge tone={tones[problem.severity]} label={severityWords[problem.severity]} />
            <div>
              <Text size="sm">{problem.message}</Text>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {problem.line !== undefined && `Line ${problem.line}, column ${problem.column ?? 1} · `}
                {problem.pointer === '' ? 'the document' : problem.pointer}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
      {total > problems.length && (
        <Text size="sm" c="dimmed" mt="xs">
          And {(total - problems.length).toLocaleString('en')} more of the same kinds.
        </Text>
      )}
    </ScrollArea.Autosize>
  );
}
