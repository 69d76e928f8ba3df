import { List, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

export interface ConfirmOptions {
  /** A question with a verb, for example "Delete 3 integrations?". */
  title: string;
  body?: ReactNode;
  /** What will be gone, by name. */
  lost?: readonly string[];
  /** The verb on the button. */
  action: string;
  destructive?: boolean;
}

/** Asks before something that cannot be undone; resolves to false when the person thinks better of it. */
export function confirm({ title, body, lost = [], action, destructive = true }: ConfirmOptions): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: <ConfirmBody body={body} lost={lost} />,
      labels: { confirm: action, cancel: 'Cancel' },
      confirmProps: { color: destructive ? 'red' : 'indigo', 'data-autofocus': !destructive },
      cancelProps: { 'data-autofocus': destructive },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}

function ConfirmBody({ body, lost }: { body: ReactNode; lost: readonly string[] }) {
  return (
    <Stack gap="sm">
      {body !== undefined && <Text size="sm">{body}</Text>}
      {lost.length > 0 && (
        <List size="sm" aria-label="What will be lost">
          {lost.map((name) => (
            <List.Item key={name}>{name}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
