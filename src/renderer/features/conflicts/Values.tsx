import { Button, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import type { Conflict } from '#contract/sync.ts';
import { compareLines } from '#core/compareLines.ts';
import { ComparedLines } from '#renderer/ui/Compared.tsx';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import classes from './conflicts.module.css';
import { conflictName, isSecret } from './words.ts';

type Value = Conflict['mine'];

/** What stands here, in the team, and what stood there before both, beside each other. */
export function Values({ conflict }: { conflict: Conflict }) {
  const { kind, mine, theirs, base, by } = conflict;
  if (isSecret(conflict)) {
    return (
      <Text size="sm" c="dimmed">
        The value is secret and is not shown.
      </Text>
    );
  }
  if (kind !== 'field' && mine === null && theirs === null) return null;
  return (
    <dl className={classes.values}>
      <Shown name="Mine" value={mine} gone={kind === 'youDeleted'} />
      <Shown name={`Theirs (${by})`} value={theirs} gone={kind === 'theyDeleted'} />
      <Shown name="Before" value={base} />
    </dl>
  );
}

function Shown({ name, value, gone = false }: { name: string; value: Value; gone?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-empty={value === null || undefined}>{textOf(value, gone)}</dd>
    </div>
  );
}

function textOf(value: Value, gone: boolean): string {
  if (value === null) return gone ? 'Deleted' : 'Empty';
  if (value.text === '') return 'Empty text';
  return value.isCut ? `${value.text}…` : value.text;
}

const longText = 160;
const isLong = (value: Value) => value !== null && (value.text.length > longText || value.text.includes('\n'));

/** Opens the difference of two values that are too long to be compared by eye. */
export function CompareButton({ conflict }: { conflict: Conflict }) {
  const { mine, theirs } = conflict;
  if (mine === null || theirs === null || !(isLong(mine) || isLong(theirs))) return null;
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<IconArrowsDiff size={14} aria-hidden />}
      aria-label={`Compare the values of ${conflictName(conflict)}`}
      onClick={() => openComparison(conflict, mine.text, theirs.text)}
    >
      Compare
    </Button>
  );
}

function openComparison(conflict: Conflict, mine: string, theirs: string): void {
  const isCut = conflict.mine?.isCut === true || conflict.theirs?.isCut === true;
  const compared = compareLines(mine, theirs);
  openDialog((close) => (
    <Dialog title={`${conflict.name}: ${conflict.field ?? 'both versions'}`} size="xl" onClose={close}>
      <Text size="sm" mb="sm">
        Lines with − stand here, lines with + are those of {conflict.by}.
        {isCut ? ' Only the beginning of long values is shown.' : null}
        {mine === theirs ? ' What is shown is the same in both; they differ further on.' : null}
      </Text>
      <ComparedLines label="Lines that differ" {...compared} />
    </Dialog>
  ));
}
