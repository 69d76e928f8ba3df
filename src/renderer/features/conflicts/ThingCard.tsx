import { Anchor, Button, Checkbox, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Conflict } from '#contract/sync.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './conflicts.module.css';
import { openEdit } from './EditConflict.tsx';
import type { Deciding } from './useDeciding.ts';
import { CompareButton, Values } from './Values.tsx';
import {
  type ConflictedThing,
  choicesOf,
  conflictName,
  conflictSentence,
  isEditable,
  sentenceCase,
  thingWords,
} from './words.ts';

interface ThingCardProps {
  thing: ConflictedThing;
  deciding: Deciding;
  /** The person may decide. */
  may: boolean;
}

/** The conflicts of one thing, a field each. */
export function ThingCard({ thing: { conflicts }, deciding, may }: ThingCardProps) {
  const [{ thing, name, path }] = conflicts;
  const ids = conflicts.map(({ id }) => id);
  const chosen = ids.filter((id) => deciding.chosen.has(id)).length;
  return (
    <section className={classes.thing} aria-label={`${thingWords(thing)} ${name}`}>
      <Group gap="xs" className={classes.head ?? ''} wrap="nowrap">
        {may && conflicts.length > 1 ? (
          <Checkbox
            size="xs"
            aria-label={`Select all of ${thingWords(thing).toLowerCase()} ${name}`}
            checked={chosen === ids.length}
            indeterminate={chosen > 0 && chosen < ids.length}
            onChange={(event) => deciding.choose(ids, event.currentTarget.checked)}
          />
        ) : null}
        <Tag>{thingWords(thing)}</Tag>
        {path === null ? (
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
        ) : (
          <Anchor component={Link} to={path} size="sm" fw={600} truncate>
            {name}
          </Anchor>
        )}
      </Group>
      {conflicts.map((conflict) => (
        <ConflictRow key={conflict.id} conflict={conflict} deciding={deciding} may={may} />
      ))}
    </section>
  );
}

interface ConflictRowProps {
  conflict: Conflict;
  deciding: Deciding;
  may: boolean;
}

function ConflictRow({ conflict, deciding, may }: ConflictRowProps) {
  const { id, field, mineAt, theirsAt } = conflict;
  const name = conflictName(conflict);
  return (
    <article className={classes.conflict} aria-label={name} tabIndex={-1} data-conflict={id}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        {may ? (
          <Checkbox
            size="xs"
            mt={2}
            aria-label={`Select ${name}`}
            checked={deciding.chosen.has(id)}
            onChange={(event) => deciding.choose([id], event.currentTarget.checked)}
          />
        ) : null}
        <div>
          {field === null ? null : (
            <Text size="sm" fw={600}>
              {sentenceCase(field)}
            </Text>
          )}
          <Text size="sm">{conflictSentence(conflict)}</Text>
          <Text size="xs" c="dimmed">
            You: <RelativeTime at={mineAt} /> · {conflict.by}: <RelativeTime at={theirsAt} />
          </Text>
        </div>
      </Group>
      <Values conflict={conflict} />
      <Group gap="xs">
        {may ? <Choices conflict={conflict} deciding={deciding} /> : null}
        <CompareButton conflict={conflict} />
      </Group>
    </article>
  );
}

function Choices({ conflict, deciding }: Omit<ConflictRowProps, 'may'>) {
  const name = conflictName(conflict);
  const choices = choicesOf(conflict);
  return (
    <>
      {(['mine', 'theirs'] as const).map((choose) => {
        const { label, deletes } = choices[choose];
        return (
          <Button
            key={choose}
            size="xs"
            variant="default"
            {...(deletes && { c: 'var(--mantine-color-error)' })}
            aria-label={`${label}: ${name}`}
            onClick={() => void deciding.decide([conflict], choose)}
          >
            {label}
          </Button>
        );
      })}
      {isEditable(conflict) ? (
        <Button size="xs" variant="subtle" aria-label={`Edit: ${name}`} onClick={() => openEdit(conflict)}>
          Edit…
        </Button>
      ) : null}
    </>
  );
}
