import { Drawer, Skeleton, Stack, Tabs } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { DialogContext, useAnyDialog, useCarefulClose } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { useConnection } from '../queries.ts';
import { SecretTab } from '../secret/RotateSecret.tsx';
import { DetailFacts, UseSection } from './DetailSections.tsx';
import { DoctorTab } from './DoctorTab.tsx';
import { StateSection } from './StateSection.tsx';
import { TokenSection } from './TokenSection.tsx';

interface ConnectionDrawerProps {
  /** Null is closed. */
  id: ConnectionId | null;
  onClose(): void;
}

/** One connection beside the list: its state, its secret, and how its sign-in went. */
export function ConnectionDrawer({ id, onClose }: ConnectionDrawerProps) {
  // A dialog above has the keyboard to itself.
  const covered = useAnyDialog();
  const { control, close } = useCarefulClose(onClose);
  return (
    <Drawer.Root
      opened={id !== null}
      onClose={close}
      position="right"
      size={660}
      closeOnEscape={!covered}
      trapFocus={!covered}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <DialogContext value={control}>{id === null ? null : <Content key={id} id={id} />}</DialogContext>
    </Drawer.Root>
  );
}

function Content({ id }: { id: ConnectionId }) {
  const { data, error, refetch } = useConnection(id);
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
          <Stack role="status" aria-busy aria-label="Loading">
            <Skeleton h={72} />
            <Skeleton h={220} />
          </Stack>
        ) : null}
      </Drawer.Body>
    </Drawer.Content>
  );
}

/** State first, then what is known, its secret, and for OAuth2 the doctor. */
function ConnectionDetail({ connection }: { connection: Connection }) {
  const [tab, setTab] = useState<string | null>('about');
  const secret = useRef<HTMLDivElement>(null);
  /** Opens the form with the keyboard in its first field. */
  const rotate = () => {
    setTab('secret');
    requestAnimationFrame(() => secret.current?.querySelector<HTMLElement>('input')?.focus());
  };
  const oauth = connection.parts.some((part) => part.kind === 'oauth2');
  return (
    <Stack gap="md">
      <StateSection connection={connection} onRotate={rotate} />
      {/* What was typed stays, and is asked about, behind another tab too. */}
      <Tabs value={tab} onChange={setTab} keepMounted={false} keepMountedMode="display-none">
        <Tabs.List>
          <Tabs.Tab value="about">About</Tabs.Tab>
          {/* The arrow keys, which open a tab as well, stay on the tabs. */}
          <Tabs.Tab value="secret" onClick={({ detail }) => detail > 0 && rotate()}>
            Rotate
          </Tabs.Tab>
          {oauth ? <Tabs.Tab value="doctor">OAuth doctor</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="about" pt="md">
          <Stack gap="lg">
            {oauth ? <TokenSection connection={connection} /> : null}
            <DetailFacts connection={connection} />
            <UseSection connection={connection} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel ref={secret} value="secret" pt="md" keepMounted>
          <SecretTab connection={connection} />
        </Tabs.Panel>
        {oauth ? (
          <Tabs.Panel value="doctor" pt="md">
            <DoctorTab connection={connection} />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </Stack>
  );
}
