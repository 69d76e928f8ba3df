import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Connection } from '#contract/connections.ts';
import type { SignInState } from '#contract/oauth.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { BrowserStep } from './BrowserStep.tsx';
import { CodeStep } from './CodeStep.tsx';
import { SignedIn } from './SignedIn.tsx';
import { useSignIn } from './useSignIn.ts';

interface SignInFlowProps {
  connection: Connection;
  /** Absent begins one at once. */
  begun?: SignInState;
}

/** A sign-in from the waiting to its result; a failed or cancelled one can be begun again. */
export function SignInFlow({ connection, begun }: SignInFlowProps) {
  const flow = useSignIn(connection.id, begun);
  const { state, error } = flow;
  const start = useRef(begun === undefined ? flow.begin : undefined);
  useEffect(() => {
    start.current?.();
    start.current = undefined;
  }, []);
  if (error !== null) {
    return (
      <ErrorNotice error={error} title="The sign-in did not work" onRetry={flow.begin} retrying={flow.beginning} />
    );
  }
  if (state === undefined || flow.beginning || state.status === 'exchanging') return <Busy />;
  if (state.status === 'done') return <SignedIn connection={connection} />;
  if (state.status !== 'waiting') return <NotSignedIn state={state} onAgain={flow.begin} />;
  const Step = state.userCode === null ? BrowserStep : CodeStep;
  return <Step state={state} onCancel={flow.cancel} cancelling={flow.cancelling} />;
}

function Busy() {
  return (
    <Group role="status" gap="sm">
      <Loader size="sm" aria-hidden />
      <Text size="sm">The authorization server is asked…</Text>
    </Group>
  );
}

function NotSignedIn({ state, onAgain }: { state: SignInState; onAgain(): void }) {
  const cancelled = state.status === 'cancelled';
  return (
    <Alert
      role={cancelled ? 'status' : 'alert'}
      variant="outline"
      color={cancelled ? 'gray' : 'red'}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
      icon={<IconAlertTriangle aria-hidden />}
      title={cancelled ? 'The sign-in was cancelled' : (state.message ?? 'The sign-in did not work')}
    >
      <Stack gap={6} align="flex-start">
        <Text size="sm">{state.todo ?? 'The connection is kept. The doctor of the connection shows each step.'}</Text>
        <Button size="xs" variant="default" onClick={onAgain}>
          Sign in again
        </Button>
      </Stack>
    </Alert>
  );
}
