import { Button, Group } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { SyncQuestion } from '#contract/sync.ts';
import { counted } from '#core/counted.ts';
import { type Team, useSyncActions, useTeam } from '#renderer/entities/sync/queries.ts';
import { hasEnded, isStopped } from '#renderer/entities/sync/words.ts';
import { useMay } from '#renderer/session/session.ts';
import { type ConfirmOptions, confirm } from '#renderer/ui/dialog/index.ts';
import { Bar } from './bars.tsx';

/** Says on every page that sync waits for a person, before they edit more, and takes the decision. */
export function TeamBar() {
  const team = useTeam();
  if (team === null || team === undefined || !isStopped(team)) return null;
  if (team.question !== null) return <QuestionBar question={team.question} />;
  return <ProblemBar team={team} />;
}

const icon = <IconUsersGroup size={18} aria-hidden />;

function ProblemBar({ team }: { team: Team }) {
  const { now } = useSyncActions();
  const { problem } = team;
  if (problem === null) return null;
  return (
    <Bar
      icon={icon}
      action={
        <Group gap="xs" wrap="nowrap">
          {hasEnded(team) ? (
            <>
              <Button size="compact-sm" variant="default" onClick={() => void openFromSettings('openJoin')}>
                Use a new invitation…
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => void openFromSettings('openLeave')}>
                Leave…
              </Button>
            </>
          ) : (
            <>
              <Button size="compact-sm" variant="default" loading={now.isPending} onClick={() => now.mutate(undefined)}>
                Try again
              </Button>
              <Button component={Link} to="/settings/team" size="compact-sm" variant="default">
                Team settings
              </Button>
            </>
          )}
        </Group>
      }
    >
      {[problem.message, problem.kept, problem.todo].filter((line) => line !== null).join(' ')}
    </Bar>
  );
}

/** The dialogs of the team are fetched when they are first opened. */
export async function openFromSettings(name: 'openShare' | 'openJoin' | 'openInvite' | 'openLeave'): Promise<void> {
  const settings = await import('#renderer/features/settings/index.ts');
  settings[name]();
}

type Answer = Parameters<ReturnType<typeof useSyncActions>['answer']['mutate']>[0];

interface Choice {
  label: string;
  answer: Answer;
  /** Asked first, where it cannot be undone. */
  ask?: ConfirmOptions;
}

function QuestionBar({ question }: { question: SyncQuestion }) {
  const { answer } = useSyncActions();
  const may = useMay('editor');
  const choose = async (choice: Choice) => {
    if (choice.ask === undefined || (await confirm(choice.ask))) answer.mutate(choice.answer);
  };
  return (
    <Bar
      icon={icon}
      action={
        may ? (
          <Group gap="xs" justify="flex-end">
            {choicesOf(question).map((choice) => (
              <Button
                key={choice.label}
                size="compact-sm"
                variant="default"
                loading={answer.isPending && answer.variables.choose === choice.answer.choose}
                onClick={() => void choose(choice)}
              >
                {choice.label}
              </Button>
            ))}
          </Group>
        ) : null
      }
    >
      {questionWords(question)}
      {may ? null : ' An editor or admin has to decide.'}
    </Bar>
  );
}

function questionWords(question: SyncQuestion): string {
  if (question.kind === 'deletions') {
    return `${question.rows.toLocaleString('en')} of ${counted(question.of, 'entry', 'entries')} were deleted on this computer. Nothing is sent to the team until you say whether that was meant.`;
  }
  return question.restored
    ? 'The team’s database was set back to an earlier state. Nothing is sent or taken over until you decide.'
    : 'The address of the team leads to another database than before. Nothing is sent or taken over until you decide.';
}

function choicesOf(question: SyncQuestion): Choice[] {
  if (question.kind === 'deletions') {
    const rows = counted(question.rows, 'entry', 'entries');
    return [
      { label: 'Bring them back', answer: { kind: 'deletions', choose: 'restore' } },
      {
        label: 'Send the deletions…',
        answer: { kind: 'deletions', choose: 'send' },
        ask: {
          title: `Delete ${rows} for the whole team?`,
          body: 'They are deleted on every computer of the team.',
          action: 'Send the deletions',
        },
      },
    ];
  }
  return [
    {
      label: 'Use the database’s state…',
      answer: { kind: 'otherDatabase', choose: 'takeTheirs' },
      ask: {
        title: 'Use the database’s state?',
        body: 'This computer takes over what the database has. What is here and not there is gone from this tenant. Back up first where you are not sure.',
        action: 'Use the database’s state',
      },
    },
    {
      label: 'Send what is here…',
      answer: { kind: 'otherDatabase', choose: 'sendMine' },
      ask: {
        title: 'Send what is here?',
        body: 'Everything of this tenant on this computer goes into the database, for the whole team.',
        action: 'Send',
      },
    },
    {
      label: 'Leave the team…',
      answer: { kind: 'otherDatabase', choose: 'leave' },
      ask: {
        title: 'Leave the team?',
        body: 'What is here stays on this computer. Nothing is sent or taken over any more.',
        action: 'Leave',
      },
    },
  ];
}
