import { Stack, Table, Text } from '@mantine/core';
import type { Exchange } from '#contract/requests.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import classes from '../requests.module.css';

type Match = NonNullable<Exchange['response']>['schemaMatch'];

const words: Record<Match['state'], { tone: Tone; label: string }> = {
  matches: { tone: 'good', label: 'Matches the definition' },
  differs: { tone: 'warn', label: 'Differs from the definition' },
  undeclared: { tone: 'info', label: 'Not declared' },
  unchecked: { tone: 'idle', label: 'Not checked' },
};

/** Whether the response is what the definition promises, and where it is not. */
export function SchemaResult({ match }: { match: Match }) {
  return (
    <Stack gap="sm">
      <StatusBadge {...words[match.state]} />
      {match.message === '' ? null : <Text size="sm">{match.message}</Text>}
      {match.errors.length === 0 ? null : (
        <Table aria-label="Differences">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Place</Table.Th>
              <Table.Th>What differs</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {match.errors.map((error) => (
              <Table.Tr key={`${error.pointer} ${error.message}`}>
                <Table.Td className={classes.mono}>{error.pointer === '' ? 'the whole body' : error.pointer}</Table.Td>
                <Table.Td>{error.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
