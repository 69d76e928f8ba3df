import { Text } from '@mantine/core';
import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import type { ConnectionState, ListedConnection } from '#contract/connections.ts';
import type { IntegrationRow } from '#contract/integrations.ts';
import type { Conflict } from '#contract/sync.ts';
import { attentionStates } from '#core/connections/state.ts';
import { counted } from '#core/counted.ts';
import { fullName } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import classes from './overview.module.css';
import { named, notFailing, type Overview } from './queries.ts';

/** One card for each kind of thing that needs a person: it leads to the list of them, and names the first. */
export function AttentionCards({ cards }: { cards: readonly Attention[] }) {
  if (cards.length === 0) return <StatusBadge tone="good" label="Nothing needs attention" />;
  return (
    <ul className={classes.cards} style={{ '--cards': cards.length } as CSSProperties}>
      {cards.map((card) => (
        <li key={card.to} className={classes.card} data-tone={card.tone}>
          <Link to={card.to} className={classes.cardTitle}>
            {card.title}
          </Link>
          <Text size="sm" c="dimmed">
            {card.text}
          </Text>
          <Named card={card} />
        </li>
      ))}
    </ul>
  );
}

function Named({ card: { names, count, to } }: { card: Attention }) {
  const more = count - names.length;
  return (
    <ul className={classes.names}>
      {names.map(({ name, to: own }) => (
        <li key={`${own} ${name}`}>
          <Link to={own} className={classes.cardName} title={name}>
            {name}
          </Link>
        </li>
      ))}
      {more > 0 && (
        <li>
          <Link to={to} className={classes.cardName}>
            {more.toLocaleString('en')} more
          </Link>
        </li>
      )}
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
  /** The first of them, each with its own page. */
  names: { name: string; to: string }[];
}

/** What needs a person, the worst first; nothing where all is well. */
export function attentionCards(overview: Overview): Attention[] {
  const { failing, unconnected, refused, needsSignIn, expiring, conflicts } = overview;
  const errors = failing.data?.total ?? 0;
  const broken = refused.data?.total ?? 0;
  const signIns = needsSignIn.data?.total ?? 0;
  const ending = expiring.data?.total ?? 0;
  const undecided = conflicts.data?.length ?? 0;
  const bare = unconnected.data?.total ?? 0;
  const cards: Attention[] = [
    {
      count: errors,
      title: counted(errors, 'integration failing', 'integrations failing'),
      text: 'The last check did not succeed.',
      tone: 'bad',
      to: '/integrations?status=error',
      names: integrationNames(failing.data?.rows),
    },
    {
      count: broken,
      title: counted(broken, 'connection failing', 'connections failing'),
      text: 'The secret was refused or is missing, or the service fails.',
      tone: 'bad',
      to: connectionsIn(attentionStates.failing),
      names: connectionNames(refused.data?.rows),
    },
    {
      count: signIns,
      title: counted(signIns, 'connection needs a sign-in', 'connections need a sign-in'),
      text: 'A person must sign in before they can be used again.',
      tone: 'bad',
      to: connectionsIn(attentionStates.signIn),
      names: connectionNames(needsSignIn.data?.rows),
    },
    {
      count: undecided,
      title: counted(undecided, 'conflict'),
      text: 'You and someone else of the team changed the same.',
      tone: 'warn',
      to: '/conflicts',
      names: conflictNames(conflicts.data),
    },
    {
      count: ending,
      title: counted(ending, 'connection expired or expiring', 'connections expired or expiring'),
      text: 'Rotate the secret or sign in again.',
      tone: 'warn',
      to: connectionsIn(attentionStates.ending),
      names: connectionNames(expiring.data?.rows),
    },
    {
      count: bare,
      title: counted(bare, 'integration needs a connection', 'integrations need a connection'),
      text: 'They need authentication and have no connection yet.',
      tone: 'warn',
      to: `/integrations?attention=1&${notFailing.map((status) => `status=${status}`).join('&')}`,
      names: integrationNames(unconnected.data?.rows),
    },
  ];
  return cards.filter(({ count }) => count > 0);
}

function connectionsIn(states: readonly ConnectionState[]): string {
  return `/connections?${states.map((state) => `state=${state}`).join('&')}`;
}

const integrationNames = (rows: readonly Pick<IntegrationRow, 'id' | 'displayName'>[] = []) =>
  rows.map(({ id, displayName }) => ({ name: displayName, to: `/integrations/${id}` }));

const connectionNames = (rows: readonly Pick<ListedConnection, 'id' | 'name' | 'integrationName'>[] = []) =>
  rows.map((row) => ({ name: fullName(row), to: `/connections?open=${row.id}` }));

const conflictNames = (rows: readonly Pick<Conflict, 'name' | 'field'>[] = []) =>
  rows.slice(0, named).map(({ name, field }) => ({
    name: field === null ? name : `${name}: ${field}`,
    to: `/conflicts?text=${encodeURIComponent(name)}`,
  }));
