import { List, Spoiler, Stack, Text } from '@mantine/core';
import type { Review } from '#contract/definitions.ts';
import { Section } from './Section.tsx';

type Compared = NonNullable<Review['comparison']>;

/** What importing again changes, before it is applied. */
export function Comparison({ comparison }: { comparison: Compared }) {
  const { operations, schemes, connectionsAffected, handEditsAffected } = comparison;
  if (comparison.identical) {
    return <Text size="sm">The document says the same as the one that is there.</Text>;
  }
  const counts = `${operations.added.length} added, ${operations.changed.length} changed, ${operations.removed.length} removed, ${operations.unchanged} as before`;
  return (
    <Stack gap="xs">
      <Text size="sm">Operations: {counts}. Connections and hand edits stay.</Text>
      <Names title="Added" names={operations.added.map(({ key }) => key)} />
      <Names title="Changed" names={operations.changed.map(({ key, aspects }) => `${key} (${aspects.join(', ')})`)} />
      <Names title="Removed" names={operations.removed.map(({ key }) => key)} />
      <Names title="Authentication added" names={schemes.added} />
      <Names title="Authentication changed" names={schemes.changed} />
      <Names title="Authentication removed" names={schemes.removed} />
      <Names title="Connections affected" names={connectionsAffected.map(({ name, reason }) => `${name}: ${reason}`)} />
      <Names title="Hand edits affected" names={handEditsAffected.map(({ key, reason }) => `${key}: ${reason}`)} />
    </Stack>
  );
}

function Names({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <Section title={`${title} (${names.length.toLocaleString('en')})`}>
      <Spoiler
        maxHeight={110}
        showLabel="Show all"
        hideLabel="Show fewer"
        styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}
      >
        <List size="sm">
          {names.slice(0, 500).map((name) => (
            <List.Item key={name} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </List.Item>
          ))}
          {names.length > 500 && <List.Item>and {names.length - 500} more</List.Item>}
        </List>
      </Spoiler>
    </Section>
  );
}
