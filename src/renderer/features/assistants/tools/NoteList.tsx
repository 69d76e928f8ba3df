import { Alert, Button, List, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';

const few = 3;

/** What was cut or renamed so that the providers take the tools. */
export function NoteList({ notes }: { notes: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (notes.length === 0) return null;
  const shown = all ? notes : notes.slice(0, few);
  return (
    <Alert
      color="gray"
      variant="outline"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
      icon={<IconInfoCircle aria-hidden />}
      title="Changed to stay within the providers’ limits"
    >
      <List size="sm" mah={220} style={{ overflow: 'auto' }}>
        {shown.map((note) => (
          <List.Item key={note}>
            <Text span size="sm">
              {note}
            </Text>
          </List.Item>
        ))}
      </List>
      {notes.length > few && (
        <Button size="compact-xs" variant="subtle" mt={4} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${notes.length.toLocaleString('en')}`}
        </Button>
      )}
    </Alert>
  );
}
