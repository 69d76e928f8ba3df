import { Button, Group, List, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { counted } from '#renderer/ui/format.ts';
import classes from './tools.module.css';

/** What was cut or renamed so that the providers take the tools; one line until a person opens it. */
export function NoteList({ notes }: { notes: readonly string[] }) {
  const [opened, setOpened] = useState(false);
  const listId = useId();
  if (notes.length === 0) return null;
  return (
    <section className={classes.notes} aria-label="Notes about limits">
      <Group gap="xs" wrap="nowrap">
        <IconInfoCircle size={18} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" flex={1}>
          {notes.length === 1 ? notes[0] : `${counted(notes.length, 'note')} about the providers’ limits`}
        </Text>
        {notes.length > 1 && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={opened}
            aria-controls={listId}
            onClick={() => setOpened(!opened)}
          >
            {opened ? 'Hide' : 'Show'}
          </Button>
        )}
      </Group>
      <div id={listId} hidden={!opened} className={classes.noteTexts}>
        {opened && (
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        )}
      </div>
    </section>
  );
}
