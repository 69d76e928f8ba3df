import { List, Text } from '@mantine/core';
import type { DefinitionReport } from '#contract/openapi.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';

const listed = 20;

/** How many operations of the document can be used, and why the others cannot. */
export function Coverage({ coverage }: Pick<DefinitionReport, 'coverage'>) {
  const { mapped, total, unmapped } = coverage;
  const whole = mapped === total;
  return (
    <>
      <StatusBadge
        tone={whole ? 'good' : 'warn'}
        label={`${mapped.toLocaleString('en')} of ${total.toLocaleString('en')} operations`}
      />
      {unmapped.length > 0 && (
        <List size="sm" mt={4}>
          {unmapped.slice(0, listed).map(({ pointer, reason }) => (
            <List.Item key={pointer}>
              {reason}{' '}
              <Text span size="xs" c="dimmed">
                {pointer}
              </Text>
            </List.Item>
          ))}
          {unmapped.length > listed && <List.Item>and {unmapped.length - listed} more</List.Item>}
        </List>
      )}
    </>
  );
}
