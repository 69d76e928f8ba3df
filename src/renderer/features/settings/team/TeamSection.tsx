import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconDoorEnter, IconShare2 } from '@tabler/icons-react';
import { useSyncStatus } from '#renderer/entities/sync/queries.ts';
import { useMay, useSession } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Block } from '../Block.tsx';
import { openJoin } from './JoinForm.tsx';
import { LoginTable } from './LoginTable.tsx';
import { SecretsSwitch } from './SecretsSwitch.tsx';
import { openShare } from './ShareSteps.tsx';
import { TeamCard } from './TeamCard.tsx';

/** The tenant and the team that it is shared with. */
export function TeamSection() {
  const status = useSyncStatus();
  if (status.isError) {
    return (
      <ErrorNotice
        error={status.error}
        title="The state of the team could not be read"
        onRetry={() => void status.refetch()}
        retrying={status.isFetching}
      />
    );
  }
  if (status.isPending) return <Loading h={300} />;
  const { team } = status.data;
  if (team === null) return <NotShared />;
  return (
    <>
      <TeamCard team={team} />
      <LoginTable team={team} />
      <SecretsSwitch team={team} />
    </>
  );
}

/** What sharing does and needs, and the two ways in. */
function NotShared() {
  const name = useSession()?.tenant.name ?? 'this tenant';
  const may = useMay('admin');
  return (
    <>
      <Block title={`${name} is on this computer only`}>
        <Stack gap="xs" maw={680}>
          <Text size="sm">
            Several people can work on one tenant, each on their own computer and offline too. Their changes meet in a
            Postgres database that your team owns, version 13 or newer. Nothing else has to be installed or run.
          </Text>
          <Text size="sm" fw={600}>
            What travels
          </Text>
          <Text size="sm">
            Integrations and their definitions, connections without their secrets, assistants, collections, environments
            without secret values, and people with their roles.
          </Text>
          <Text size="sm" fw={600}>
            What stays on each computer
          </Text>
          <List size="sm">
            <List.Item>The history of requests, responses, activity and logs. They never travel.</List.Item>
            <List.Item>
              Secrets, unless an admin turns them on. Then they travel sealed, and the database cannot open them.
            </List.Item>
          </List>
        </Stack>
      </Block>
      <Group>
        {may ? (
          <Button leftSection={<IconShare2 size={16} aria-hidden />} onClick={openShare}>
            Share this tenant…
          </Button>
        ) : null}
        <Button variant="default" leftSection={<IconDoorEnter size={16} aria-hidden />} onClick={openJoin}>
          Join a team…
        </Button>
      </Group>
      {may ? null : (
        <Text size="sm" c="dimmed">
          Only an admin of {name} can share it.
        </Text>
      )}
    </>
  );
}
