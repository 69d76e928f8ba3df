import { Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { Tag } from '#renderer/ui/badges.tsx';

const words = {
  granted: { icon: IconCheck, note: 'granted', kind: 'plain' },
  refused: { icon: IconX, note: 'not granted', kind: 'warn' },
  unasked: { icon: IconPlus, note: 'granted, not requested', kind: 'quiet' },
} as const satisfies Record<ScopeRow['result'], unknown>;

interface ScopeListProps {
  requested: readonly string[];
  granted: readonly string[] | null;
}

/** Scopes that were requested beside those that were granted. */
export function ScopeList({ requested, granted }: ScopeListProps) {
  const rows = scopeRows(requested, granted);
  if (rows.length === 0)
    return <Text size="sm">No scopes were requested; the server decided what the token may do.</Text>;
  const refused = rows.filter(({ result }) => result === 'refused').length;
  return (
    <Stack gap={6}>
      <Text size="sm">
        {refused === 0
          ? 'Every requested scope was granted.'
          : `${refused} of ${requested.length} requested scopes were not granted.`}
        {granted === null ? ' The server didn’t list them, which means all were granted.' : ''}
      </Text>
      <Group component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }} aria-label="Scopes">
        {rows.map(({ name, result }) => {
          const { icon: Icon, note, kind } = words[result];
          return (
            <li key={name}>
              <Tag kind={kind} title={note} icon={<Icon size={12} aria-label={note} />}>
                {name}
              </Tag>
            </li>
          );
        })}
      </Group>
    </Stack>
  );
}

interface ScopeRow {
  name: string;
  result: 'granted' | 'refused' | 'unasked';
}

/**
 * What became of each scope. Where the server does not say what it granted, it is what was requested (RFC 6749 section 5.1);
 * `unasked` was granted though nobody asked for it.
 */
export function scopeRows(requested: readonly string[], granted: readonly string[] | null): ScopeRow[] {
  const given = granted ?? requested;
  const asked = requested.map((name): ScopeRow => ({ name, result: given.includes(name) ? 'granted' : 'refused' }));
  const others = given.filter((name) => !requested.includes(name));
  return [...asked, ...[...new Set(others)].map((name): ScopeRow => ({ name, result: 'unasked' }))];
}
