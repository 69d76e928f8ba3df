import { Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { counted } from '#core/counted.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { SearchInput } from '#renderer/ui/filters.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import classes from './interchange.module.css';

export interface Note {
  /** Where it is, outermost first; empty for the whole. */
  readonly path: readonly string[];
  readonly message: string;
}

/** A filter helps from so many on. */
const manyNotes = 6;

/** What is to be known about single items: listed, found by a word, and copied. Nothing where there is none. */
export function NoteList({ title, notes }: { title: string; notes: readonly Note[] }) {
  const [text, setText] = useState('');
  const shown = useMemo(
    () => notes.filter((note) => lineOf(note).toLowerCase().includes(text.toLowerCase())),
    [notes, text],
  );
  if (notes.length === 0) return null;
  return (
    <Stack gap={6} component="section" aria-label={title}>
      <Group gap="xs" justify="space-between">
        <div>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Text size="xs" c="dimmed" role="status">
            {text === '' ? counted(notes.length, 'note') : `${shown.length} of ${counted(notes.length, 'note')}`}
          </Text>
        </div>
        <Group gap="xs">
          {notes.length < manyNotes ? null : (
            <SearchInput label="Filter notes" value={text} onChange={setText} width={200} />
          )}
          <CopyTextButton value={shown.map(lineOf).join('\n')}>Copy</CopyTextButton>
        </Group>
      </Group>
      <Lines notes={shown} />
    </Stack>
  );
}

const lineOf = ({ path, message }: Note): string => (path.length === 0 ? message : `${path.join(' / ')}: ${message}`);

const lineHeight = 56;

function Lines({ notes }: { notes: readonly Note[] }) {
  const rows = useVirtualRows({ count: notes.length, rowHeight: lineHeight });
  if (notes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No note has this text.
      </Text>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
    <div ref={rows.frame} className={classes.notes} tabIndex={0}>
      <ul className={classes.lines} style={{ height: rows.height }} aria-label="Notes">
        {rows.items.map(({ index, start }) => {
          const note = notes[index];
          if (note === undefined) return null;
          return (
            <li
              key={index}
              ref={rows.measure}
              data-index={index}
              className={classes.note}
              style={{ transform: `translateY(${start}px)` }}
            >
              {note.path.length === 0 ? null : (
                <Text size="xs" c="dimmed">
                  {note.path.join(' / ')}
                </Text>
              )}
              {note.message}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
