import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import classes from './AttentionCards.module.css';
import type { Attention } from './attention.ts';

/** One card for each kind of thing that needs a person; each leads to the list of them. */
export function AttentionCards({ cards }: { cards: readonly Attention[] }) {
  if (cards.length === 0) return <StatusBadge tone="good" label="Nothing needs you" />;
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
