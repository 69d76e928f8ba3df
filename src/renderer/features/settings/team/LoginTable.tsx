import { Button, Group, Menu, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TeamLogin } from '#contract/sync.ts';
import type { Team } from '#renderer/entities/sync/queries.ts';
import { hasEnded } from '#renderer/entities/sync/words.ts';
import { roleWords } from '#renderer/entities/tenant/words.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay, useSession } from '#renderer/session/session.ts';
import { StatusBadge, Tag, type Tone } from '#renderer/ui/badges.tsx';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { Block } from '../Block.tsx';
import { openInvite } from './InviteForm.tsx';
import { removeMember } from './RemoveMember.tsx';

const statusWords: Record<TeamLogin['status'], { tone: Tone; label: string }> = {
  active: { tone: 'good', label: 'Active' },
  invited: { tone: 'info', label: 'Invited' },
  expired: { tone: 'warn', label: 'Expired' },
  revoked: { tone: 'idle', label: 'Revoked' },
};
const order: readonly TeamLogin['status'][] = ['active', 'invited', 'expired', 'revoked'];

const title = 'Computers and invitations';
const description = 'Each computer has a login of its own to the team’s database.';

/** The computers and invitations of the team, each with its own login. */
export function LoginTable({ team }: { team: Team }) {
  // The database is asked itself: not while it cannot be, nor beside a download.
  const canAsk = team.state === 'inStep' || team.state === 'waiting' || team.question !== null;
  const logins = useQuery(orpc.sync.logins.queryOptions({ enabled: canAsk }));
  const may = useMay('admin');
  const [all, setAll] = useState(false);
  if (logins.data === undefined && !canAsk) {
    return (
      <Block title={title} description={description}>
        <Text size="sm" c="dimmed">
          {hasEnded(team)
            ? 'They are listed once this computer can log in again.'
            : team.state === 'working'
              ? 'They are listed once the sync is complete.'
              : 'They are listed once the database can be asked again.'}
        </Text>
      </Block>
    );
  }
  if (logins.isError && canAsk) {
    return (
      <ErrorNotice
        error={logins.error}
        title="The computers of the team could not be read"
        onRetry={() => void logins.refetch()}
        retrying={logins.isFetching}
      />
    );
  }
  if (logins.data === undefined) return <Loading h={160} />;
  const sorted = logins.data.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const ended = sorted.filter(({ status }) => status === 'revoked');
  return (
    <Block title={title} description={description}>
      <Rows logins={all ? sorted : sorted.filter(({ status }) => status !== 'revoked')} admin={may} />
      <Group gap="xs">
        {may ? (
          <Button
            variant="default"
            leftSection={<IconUserPlus size={16} aria-hidden />}
            disabled={!canAsk}
            onClick={() => openInvite()}
          >
            Invite…
          </Button>
        ) : null}
        {ended.length === 0 ? null : (
          <Button variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Hide revoked' : `Show ${ended.length.toLocaleString('en')} revoked`}
          </Button>
        )}
      </Group>
    </Block>
  );
}

function Rows({ logins, admin }: { logins: readonly TeamLogin[]; admin: boolean }) {
  return (
    <Table aria-label="Computers and invitations">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>Last seen</Table.Th>
          <Table.Th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {logins.map((login) => (
          <Table.Tr key={login.login}>
            <Table.Td>
              <Group gap={6}>
                {login.person}
                {login.self ? <Tag kind="quiet">this computer</Tag> : null}
              </Group>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {login.login}
              </Text>
            </Table.Td>
            <Table.Td>{login.role === null ? '–' : roleWords[login.role]}</Table.Td>
            <Table.Td>
              <StatusBadge {...statusWords[login.status]} />
              <Ends login={login} />
            </Table.Td>
            <Table.Td>
              <RelativeTime at={login.lastSeenAt} fallback="Never" />
              {login.app === null ? null : (
                <Text size="xs" c="dimmed">
                  Version {login.app}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="end">{admin ? <Actions login={login} /> : null}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Until when an invitation can be used, or when it could no longer. */
function Ends({ login: { status, expiresAt } }: { login: TeamLogin }) {
  if (expiresAt === null || (status !== 'invited' && status !== 'expired')) return null;
  return (
    <Text size="xs" c="dimmed">
      {status === 'invited' ? 'ends ' : 'ended '}
      <RelativeTime at={expiresAt} />
    </Text>
  );
}

/** What an admin can do about a computer, an invitation, and the person that it is of. */
function Actions({ login }: { login: TeamLogin }) {
  const queries = useQueryClient();
  const me = useSession()?.user.id;
  const { person, userId, status, self } = login;
  const revoke = useMutation(
    orpc.sync.revokeLogin.mutationOptions({
      onSuccess: (logins) => {
        queries.setQueryData(orpc.sync.logins.queryKey(), logins);
        toastDone(
          status === 'active' ? `A computer of ${person} was revoked` : `The invitation of ${person} was revoked`,
        );
      },
    }),
  );
  const ask = async () => {
    if (await confirm(revokeQuestion(login))) revoke.mutate({ login: login.login });
  };
  const isOther = userId !== null && userId !== me && !self;
  const canRevoke = status !== 'revoked' && !self;
  if (userId === null && !canRevoke) return null;
  return (
    <RowMenu label={`Actions for ${person}, ${login.login}`} width={270} tabbable>
      {userId === null ? null : (
        <Menu.Item onClick={() => openInvite({ userId, name: person })}>Invite another computer of {person}</Menu.Item>
      )}
      {canRevoke ? (
        <Menu.Item color="red" onClick={() => void ask()}>
          {status === 'active' ? 'Revoke this computer…' : 'Revoke this invitation…'}
        </Menu.Item>
      ) : null}
      {isOther ? (
        <Menu.Item color="red" onClick={() => void removeMember({ userId, name: person }, queries)}>
          Remove {person} from the team…
        </Menu.Item>
      ) : null}
    </RowMenu>
  );
}

const revokeQuestion = ({ person, status, login }: TeamLogin) =>
  status === 'active'
    ? {
        title: `Revoke this computer of ${person}?`,
        body: `The login ${login} ends at once. What is on the computer stays there; it sends and gets nothing more. Other computers of ${person} are not touched.`,
        action: 'Revoke',
      }
    : {
        title: `Revoke the invitation of ${person}?`,
        body: 'It can no longer be used. You can invite again at any time.',
        action: 'Revoke',
      };
