import { Drawer, Skeleton, Stack } from '@mantine/core';
import { useModals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import type { ConnectionId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ConnectionDetail } from './ConnectionDetail.tsx';

interface ConnectionDrawerProps {
  /** Null is closed. */
  id: ConnectionId | null;
  onClose(): void;
}

/** One connection beside the list: its state, its secret, and how its sign-in went. */
export function ConnectionDrawer({ id, onClose }: ConnectionDrawerProps) {
  // A dialog above has the keyboard to itself.
  const covered = useModals().modals.length > 0;
  return (
    <Drawer.Root
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={660}
      closeOnEscape={!covered}
      trapFocus={!covered}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      {id === null ? null : <Content key={id} id={id} />}
    </Drawer.Root>
  );
}

function Content({ id }: { id: ConnectionId }) {
  const { data, error, refetch } = useQuery(orpc.connections.get.queryOptions({ input: { id } }));
  return (
    <Drawer.Content>
      <Drawer.Header>
        <Drawer.Title fw={600} style={{ overflowWrap: 'anywhere' }}>
          {data?.name ?? 'Connection'}
        </Drawer.Title>
        <Drawer.CloseButton aria-label="Close" />
      </Drawer.Header>
      <Drawer.Body>
        {data !== undefined ? <ConnectionDetail connection={data} /> : null}
        {data === undefined && error !== null ? (
          <ErrorNotice error={error} title="The connection could not be read" onRetry={() => void refetch()} />
        ) : null}
        {data === undefined && error === null ? (
          <Stack aria-busy aria-label="Loading">
            <Skeleton h={72} />
            <Skeleton h={220} />
          </Stack>
        ) : null}
      </Drawer.Body>
    </Drawer.Content>
  );
}
