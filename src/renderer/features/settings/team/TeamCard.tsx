import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { Link } from 'react-router';
import { counted } from '#core/counted.ts';
import { ProblemNotice } from '#renderer/entities/sync/ProblemNotice.tsx';
import type { Team } from '#renderer/entities/sync/queries.ts';
import { SyncNowButton } from '#renderer/entities/sync/SyncNowButton.tsx';
import { SyncProgress } from '#renderer/entities/sync/SyncProgress.tsx';
import { hasEnded, isIncomplete, teamWords } from '#renderer/entities/sync/words.ts';
import { roleWords } from '#renderer/entities/tenant/words.ts';
import { OpenVaultButton } from '#renderer/entities/vault/OpenVaultButton.tsx';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { useSession } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { type Fact, FactList } from '#renderer/ui/FactList.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { Block } from '../Block.tsx';
import { openJoin } from './JoinForm.tsx';
import { openLeave } from './LeaveForm.tsx';

/** How it stands with the team, and what can be done about it. */
export function TeamCard({ team }: { team: Team }) {
  const name = useSession()?.tenant.name ?? 'This tenant';
  return (
    <Block title={`${name} is shared`}>
      <Stack gap="md">
        <StatusBadge {...teamWords(team)} />
        {team.progress === null ? null : <SyncProgress progress={team.progress} />}
        {isIncomplete(team) ? (
          <Text size="sm">The first sync is not complete. The next one goes on where it was.</Text>
        ) : null}
        {team.problem === null ? null : <ProblemNotice problem={team.problem} />}
        {team.problem?.code === 'VAULT_LOCKED' ? <OpenVaultButton size="compact-sm" /> : null}
        {team.state === 'offline' ? (
          <Text size="sm">You can go on working. It is tried again by itself, and what you change is sent then.</Text>
        ) : null}
        <FactList facts={factsOf(team)} />
        <WaitingSecrets count={team.waitingForVault} />
        <Group gap="xs">
          {hasEnded(team) ? <Button onClick={openJoin}>Use a new invitation…</Button> : <SyncNowButton team={team} />}
          <Button variant="default" leftSection={<IconDoorExit size={16} aria-hidden />} onClick={openLeave}>
            Leave…
          </Button>
        </Group>
      </Stack>
    </Block>
  );
}

const factsOf = (team: Team): Fact[] => [
  ['Database', team.server],
  ['Login of this computer', team.login],
  ['Your role', roleWords[team.role]],
  ['To send', team.toSend === 0 ? 'Nothing' : counted(team.toSend, 'change')],
  ['Last success', <RelativeTime key="at" at={team.lastSuccessAt} fallback="None yet" />],
  ['Changes of others arrive', arrivalWords(team)],
  team.conflicts + team.heldBack === 0
    ? ['Conflicts', 'None']
    : ['Conflicts', <OpenConflicts key="open" team={team} />],
];

function arrivalWords({ state, hears }: Team): string {
  if (state === 'offline' || state === 'stopped') return 'Not now';
  if (hears === 'atOnce' || state === 'working') return 'At once';
  // Where there is no connection, that nothing is heard tells of no pooler.
  return state === 'waiting' ? 'Not now' : 'Within a few seconds: a connection pooler keeps them from arriving at once';
}

function OpenConflicts({ team: { conflicts, heldBack } }: { team: Team }) {
  const words = [
    conflicts === 0 ? null : counted(conflicts, 'conflict'),
    heldBack === 0 ? null : `${heldBack.toLocaleString('en')} held back`,
  ];
  return (
    <Anchor component={Link} to="/conflicts" size="sm">
      {words.filter((part) => part !== null).join(', ')}
    </Anchor>
  );
}

/** Secrets can be sealed and opened only while the vault is unlocked. */
function WaitingSecrets({ count }: { count: number }) {
  const vault = useVault().data;
  if (count === 0) return null;
  const until = vault?.status === 'setup' ? 'set up' : 'unlocked';
  return (
    <Group gap="xs">
      <Text size="sm">
        {counted(count, 'secret waits', 'secrets wait')} for the vault to be {until}.
      </Text>
      <OpenVaultButton size="compact-sm" />
    </Group>
  );
}
