import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ConnectionState } from '#contract/connections.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import classes from './overview.module.css';
import { brokenStates, endingStates, type Overview, signInStates } from './queries.ts';

/** One card for each kind of thing that needs a person; each leads to the list of them. */
export function AttentionCards({ cards }: { cards: readonly Attention[] }) {
  if (cards.length === 0) return <StatusBadge tone="good" label="Nothing needs attention" />;
  return (
    <ul className={classes.cards}>
      {cards.map((card) => (
        <li key={card.to}>
          <Link to={card.to} className={classes.card} data-tone={card.tone}>
            <Text fw={600}>{card.title}</Text>
            <Text size="sm" c="dimmed">
              {card.text}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface Attention {
  count: number;
  title: string;
  text: string;
  tone: 'warn' | 'bad';
  /** The list, filtered to what the card counts. */
  to: string;
}

/** What needs a person, the worst first; nothing where all is well. */
export function attentionCards({ integrations, failing, refused, needsSignIn, expiring }: Overview): Attention[] {
  const errors = failing.data?.total ?? 0;
  const broken = refused.data?.total ?? 0;
  const signIns = needsSignIn.data?.total ?? 0;
  const ending = expiring.data?.total ?? 0;
  const unconnected = Math.max(0, (integrations.data?.attention ?? 0) - errors);
  const cards: Attention[] = [
    {
      count: errors,
      title: counted(errors, 'integration failing', 'integrations failing'),
      text: 'The last check did not succeed.',
      tone: 'bad',
      to: '/integrations?status=error',
    },
    {
      count: broken,
      title: counted(broken, 'connection failing', 'connections failing'),
      text: 'The secret was refused or is missing, or the service fails.',
      tone: 'bad',
      to: connectionsIn(brokenStates),
    },
    {
      count: signIns,
      title: counted(signIns, 'connection needs a sign-in', 'connections need a sign-in'),
      text: 'A person must sign in before they can be used again.',
      tone: 'bad',
      to: connectionsIn(signInStates),
    },
    {
      count: ending,
      title: counted(ending, 'connection expires', 'connections expire'),
      text: 'Expired or about to. Rotate or renew them.',
      tone: 'warn',
      to: connectionsIn(endingStates),
    },
    {
      count: unconnected,
      title: counted(unconnected, 'integration needs a connection', 'integrations need a connection'),
      text: 'They need authentication and have no connection yet.',
      tone: 'warn',
      to: '/integrations?attention=1',
    },
  ];
  return cards.filter(({ count }) => count > 0);
}

function connectionsIn(states: readonly ConnectionState[]): string {
  return `/connections?${states.map((state) => `state=${state}`).join('&')}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
