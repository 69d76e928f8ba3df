import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { readFault } from './readFault.ts';

const shownMs = 4_000;
const undoMs = 10_000;

/** Px of height with which every page can be used; beyond that messages lie over it until they are closed. */
const leastPage = 480;

/** Px by which the page ends above the messages. */
export const roomForToasts = (covered: number, windowHeight: number): number =>
  Math.max(0, Math.min(covered, windowHeight - leastPage));

/** Says what happened; it goes away by itself. With `undo` it stays longer and offers to take it back, in the word of `action`. */
export function toastDone(message: string, undo?: () => void, action = 'Undo'): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: 'teal',
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: undo === undefined ? shownMs : undoMs,
    role: 'status',
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: undo === undefined ? message : <UndoLine id={id} message={message} undo={undo} action={action} />,
  });
}

interface UndoLineProps {
  id: string;
  message: string;
  undo: () => void;
  action: string;
}

function UndoLine({ id, message, undo, action }: UndoLineProps) {
  const act = () => {
    notifications.hide(id);
    undo();
  };
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{message}</Text>
      <Button size="compact-sm" variant="default" onClick={act}>
        {action}
      </Button>
    </Group>
  );
}

/** Says what is to be known about something that worked; it stays long enough to be read. */
export function toastNote(title: string, message: string): void {
  notifications.show({
    color: 'blue',
    icon: <IconInfoCircle size={16} aria-hidden />,
    autoClose: undoMs,
    role: 'status',
    closeButtonProps: { 'aria-label': 'Close this message' },
    title,
    message,
  });
}

/** Says what went wrong, what was kept and what to do; it stays until it is closed. */
export function toastFault(error: unknown, title?: string): void {
  const fault = readFault(error);
  const lines = [title === undefined ? undefined : fault.message, fault.kept, fault.todo];
  notifications.show({
    // The same failure again replaces the message instead of stacking.
    id: `${fault.code}:${title ?? fault.message}`,
    color: 'red',
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: false,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Close this message' },
    title: title ?? fault.message,
    message: lines.filter((line) => line !== undefined).join(' '),
  });
}
