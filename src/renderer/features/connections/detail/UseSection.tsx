import { Anchor, List, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Connection } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Section } from './Section.tsx';

/** What stops working without the connection. */
export function UseSection({ connection }: { connection: Connection }) {
  const uses = useQuery(orpc.connections.uses.queryOptions({ input: { id: connection.id } }));
  return (
    <Section title="Used by">
      {uses.isPending ? <Skeleton h={20} aria-label="Loading" /> : null}
      {uses.data?.length === 0 ? <Text size="sm">Nothing uses it.</Text> : null}
      {uses.data === undefined || uses.data.length === 0 ? null : (
        <List size="sm">
          {uses.data.map(({ kind, name, path }) => (
            <List.Item key={`${kind} ${name}`}>
              {path == null ? (
                name
              ) : (
                <Anchor component={Link} to={path} size="sm">
                  {name}
                </Anchor>
              )}{' '}
              <Text span size="sm" c="dimmed">
                {kind}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      {uses.isError ? <Text size="sm">This could not be read.</Text> : null}
    </Section>
  );
}
