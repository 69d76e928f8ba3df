import { Anchor, Button, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Connection } from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { useMay } from '#renderer/session/session.ts';
import { FactList } from '#renderer/ui/FactList.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { openEditConnection } from '../EditConnection.tsx';
import { useConnectionUses } from '../queries.ts';
import { openReassign } from '../ReassignDialog.tsx';
import { Section } from './Section.tsx';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What is known of a connection: never its secret. */
export function DetailFacts({ connection }: { connection: Connection }) {
  const { integrationId, integrationName, owner, orphaned, visibility, lastStatus, expiresAt } = connection;
  const admin = useMay('admin');
  const { badges, allSentAs } = useCredentialWords();
  return (
    <Section
      title="Details"
      actions={
        <>
          {admin ? (
            <Button size="xs" variant="default" onClick={() => openReassign(connection)}>
              Reassign
            </Button>
          ) : null}
          <Button size="xs" variant="default" onClick={() => openEditConnection(connection)}>
            {connection.editable ? 'Edit' : 'View'}
          </Button>
        </>
      }
    >
      <FactList
        dense
        facts={[
          [
            'Integration',
            <Anchor key="to" component={Link} to={`/integrations/${integrationId}`} size="sm">
              {integrationName}
            </Anchor>,
          ],
          ['Authentication', badges(connection)],
          ['Sent as', allSentAs(connection)],
          ['Allowed hosts', connection.allowedHosts.join(', ')],
          ['Owner', orphaned ? <Orphaned key="owner" name={owner.name} /> : owner.name],
          ['Visible to', visibilityWords[visibility]],
          ['Created', <RelativeTime key="made" at={connection.createdAt} />],
          ['Secret changed', <RelativeTime key="changed" at={connection.secretChangedAt} />],
          ['Expires on', expiresAt === null ? 'Not known' : day.format(expiresAt)],
          ['Last used', <RelativeTime key="used" at={connection.lastUsedAt} fallback="Never" />],
          ['Last checked', <RelativeTime key="checked" at={connection.lastCheckedAt} fallback="Never" />],
          ['Last success', <RelativeTime key="worked" at={connection.lastSucceededAt} fallback="Never" />],
          ['Last result', lastStatus === null ? null : `HTTP ${lastStatus}`],
        ]}
      />
    </Section>
  );
}

function Orphaned({ name }: { name: string }) {
  return (
    <>
      {name}{' '}
      <Text span size="sm" c="dimmed">
        (no longer a member)
      </Text>
    </>
  );
}

/** What stops working without the connection. */
export function UseSection({ connection }: { connection: Connection }) {
  const uses = useConnectionUses(connection.id);
  return (
    <Section title="Used by">
      {uses.isPending ? <Loading h={20} /> : null}
      {uses.data?.length === 0 ? <Text size="sm">Not used by anything.</Text> : null}
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
