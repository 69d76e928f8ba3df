import { Button, Group, Menu, Stack, Textarea } from '@mantine/core';
import { IconArrowsDiff, IconNote, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SentRequestRow } from '#contract/requests.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { CompareDialog } from '../response/CompareDialog.tsx';

interface HistoryMenuProps {
  row: SentRequestRow;
  /** How the row is called. */
  name: string;
  onDelete(): void;
}

/** What can be done with a sent request. */
export function HistoryMenu({ row, name, onDelete }: HistoryMenuProps) {
  const queries = useQueryClient();
  const mark = useMutation(
    orpc.requests.mark.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.requests.history.key() }),
      onError: (error) => toastFault(error, 'Nothing was changed'),
    }),
  );
  const { id, pinned, note } = row;
  return (
    <RowMenu tabbable label={`Actions for ${name}`}>
      <Menu.Item
        leftSection={pinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
        onClick={() => mark.mutate({ id, pinned: !pinned })}
      >
        {pinned ? 'Unpin' : 'Pin'}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconNote size={14} />}
        onClick={() =>
          openDialog((close) => (
            <NoteDialog note={note ?? ''} onClose={close} onSave={(text) => mark.mutate({ id, note: text })} />
          ))
        }
      >
        {note === null ? 'Add a note…' : 'Edit the note…'}
      </Menu.Item>
      {row.status === null ? null : (
        <Menu.Item
          leftSection={<IconArrowsDiff size={14} />}
          onClick={() => openDialog((close) => <CompareDialog left={id} onClose={close} />)}
        >
          Compare with…
        </Menu.Item>
      )}
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={onDelete}>
        Delete
      </Menu.Item>
    </RowMenu>
  );
}

interface NoteDialogProps {
  note: string;
  onClose: () => void;
  onSave: (text: string) => void;
}

const longest = 2_000;

function NoteDialog({ note, onClose, onSave }: NoteDialogProps) {
  const [text, setText] = useState(note);
  return (
    <Dialog title="Note" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(text);
          onClose();
        }}
      >
        <Stack gap="sm">
          <Textarea
            label="Note on this request"
            description="It is shown in the history and found by its search. An empty one is removed."
            autosize
            minRows={3}
            maxLength={longest}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Save note</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
