import { Button, Group, Popover, Stack, Text, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { counted } from '#core/counted.ts';
import { ProblemNotice } from '#renderer/entities/sync/ProblemNotice.tsx';
import { type Team, useTeam } from '#renderer/entities/sync/queries.ts';
import { SyncNowButton } from '#renderer/entities/sync/SyncNowButton.tsx';
import { SyncProgress } from '#renderer/entities/sync/SyncProgress.tsx';
import { hasEnded, isIncomplete, teamWords, toSendWords } from '#renderer/entities/sync/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './Sidebar.module.css';

/** How it stands with the team, as a line of the navigation that opens the words and actions; nothing where the tenant is not shared. */
export function TeamStatus() {
  const team = useTeam();
  const [opened, setOpened] = useState(false);
  // What had the focus in it may be gone, as a button that cancels.
  useHotkeys(opened ? [['Escape', () => setOpened(false)]] : []);
  if (team === null || team === undefined) return null;
  const { tone, label } = teamWords(team);
  return (
    <Popover opened={opened} onChange={setOpened} position="right-end" width={340} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.team} onClick={() => setOpened(!opened)}>
          <VisuallyHidden>Team: </VisuallyHidden>
          <span className={classes.wide}>
            <StatusBadge tone={tone} label={label} />
            {team.state === 'inStep' && team.question === null ? (
              <span>
                {' · '}
                <RelativeTime at={team.lastSuccessAt} />
              </span>
            ) : null}
          </span>
          <Tooltip label={label} position="right" disabled={opened}>
            <span className={classes.slim} role="img" aria-label={label}>
              <StatusBadge tone={tone} label="" />
            </span>
          </Tooltip>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <TeamDetails team={team} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function TeamDetails({ team, onClose }: { team: Team; onClose(): void }) {
  const { tone, label } = teamWords(team);
  return (
    <Stack gap="sm">
      <div>
        <StatusBadge tone={tone} label={label} />
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {team.server}
        </Text>
      </div>
      {team.progress === null ? null : <SyncProgress progress={team.progress} />}
      {team.problem === null ? null : <ProblemNotice problem={team.problem} />}
      <Text size="sm">
        {toSendWords(team.toSend)}. Last success: <RelativeTime at={team.lastSuccessAt} fallback="none yet" />.
      </Text>
      {isIncomplete(team) ? <Text size="sm">The first sync is not complete.</Text> : null}
      {team.state === 'offline' ? (
        <Text size="sm">You can go on working. It is tried again by itself, and what you change is sent then.</Text>
      ) : null}
      <TeamActions team={team} onClose={onClose} />
    </Stack>
  );
}

function TeamActions({ team, onClose }: { team: Team; onClose(): void }) {
  const undecided = team.conflicts + team.heldBack;
  return (
    <Group gap="xs">
      {hasEnded(team) ? null : <SyncNowButton team={team} size="xs" />}
      {undecided === 0 ? null : (
        <Button component={Link} to="/conflicts" size="xs" variant="default" onClick={onClose}>
          {team.conflicts === 0 ? 'Held back' : counted(team.conflicts, 'conflict')}
        </Button>
      )}
      <Button component={Link} to="/settings/team" size="xs" variant="subtle" onClick={onClose}>
        Team settings
      </Button>
    </Group>
  );
}
