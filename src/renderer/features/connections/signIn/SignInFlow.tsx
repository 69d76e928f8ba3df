import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import type { SignInState } from '#contract/oauth.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { ScopeList } from '../detail/ScopeList.tsx';
import { useSignInState, useTokens } from '../queries.ts';
import { BrowserStep, CodeStep } from './WaitingSteps.tsx';

/** Opens a dialog that signs the connection in (again). */
export function openSignIn(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`Sign in to ${connection.integrationName}`} size="lg" closeOnClickOutside={false} onClose={close}>
      <Stack gap="md">
        <SignInFlow connection={connection} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  ));
}

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
    const { code, names = [] } = readFault(error);
    if (code === 'ORIGIN_UNCONFIRMED')
      return <ConfirmOrigins origins={names} busy={flow.beginning} onConfirm={() => flow.begin([...names])} />;
    return <ErrorNotice error={error} title="Sign-in failed" onRetry={() => flow.begin()} retrying={flow.beginning} />;
  }
  if (state === undefined || flow.beginning || state.status === 'exchanging') return <Busy />;
  if (state.status === 'done') return <SignedIn connection={connection} />;
  if (state.status !== 'waiting') return <NotSignedIn state={state} onAgain={() => flow.begin()} />;
  const Step = state.userCode === null ? BrowserStep : CodeStep;
  return <Step state={state} onCancel={flow.cancel} cancelling={flow.cancelling} />;
}

interface ConfirmOriginsProps {
  origins: readonly string[];
  busy: boolean;
  onConfirm(): void;
}

/** Asks whether secrets may go where only the server's metadata sends them. The answer is kept until it changes. */
function ConfirmOrigins({ origins, busy, onConfirm }: ConfirmOriginsProps) {
  return (
    <Notice role="alert" color="orange" title="Send secrets to another host?">
      <Stack gap={6} align="flex-start">
        <Text size="sm">
          The issuer’s metadata names another host for tokens and the client’s secret. Nothing was sent there yet.
          Confirm it only if it belongs to the same provider.
        </Text>
        {origins.map((origin) => (
          <Text key={origin} size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {origin}
          </Text>
        ))}
        <Button size="xs" loading={busy} onClick={onConfirm}>
          Confirm and sign in
        </Button>
      </Stack>
    </Notice>
  );
}

function Busy() {
  return (
    <Group role="status" gap="sm">
      <Loader size="sm" aria-hidden />
      <Text size="sm">Contacting the authorization server…</Text>
    </Group>
  );
}

function NotSignedIn({ state, onAgain }: { state: SignInState; onAgain(): void }) {
  const cancelled = state.status === 'cancelled';
  return (
    <Notice
      role={cancelled ? 'status' : 'alert'}
      color={cancelled ? 'gray' : 'red'}
      title={cancelled ? 'Sign-in cancelled' : (state.message ?? 'Sign-in failed')}
    >
      <Stack gap={6} align="flex-start">
        <Text size="sm">{state.todo ?? 'The connection is kept. The doctor of the connection shows each step.'}</Text>
        <Button size="xs" variant="default" onClick={onAgain}>
          Sign in again
        </Button>
      </Stack>
    </Notice>
  );
}

/** The tokens are there: what was granted, and whether the API takes them. */
function SignedIn({ connection }: { connection: Connection }) {
  const { id: connectionId, integrationId } = connection;
  const tokens = useTokens(connectionId);
  const check = useMutation(orpc.connections.check.mutationOptions({ meta: { quiet: true } }));
  const { mutate } = check;
  useEffect(() => mutate({ integrationId, connectionId }), [mutate, integrationId, connectionId]);
  return (
    <Stack gap="sm">
      <Notice role="status" color="teal" icon={<IconCircleCheck aria-hidden />} title="Signed in">
        {tokens.data === undefined ? (
          <Text size="sm">The tokens are in the vault.</Text>
        ) : (
          <ScopeList requested={tokens.data.requestedScopes} granted={tokens.data.grantedScopes} />
        )}
      </Notice>
      {check.isPending ? <Loading h={56} label="Checking" /> : null}
      {check.data === undefined ? null : <CheckNotice result={check.data} />}
      {check.isError ? <ErrorNotice error={check.error} title="Couldn’t check it" /> : null}
    </Stack>
  );
}

const quiet = { meta: { quiet: true } };

/** A sign-in as it goes on: `begun` is one that was begun already, `begin` starts another. */
function useSignIn(connectionId: ConnectionId, begun?: SignInState) {
  const begin = useMutation(orpc.oauth.signIn.mutationOptions(quiet));
  const first = begin.data ?? begun;
  const latest = useSignInState(first);
  const state = latest.data ?? first;
  const waitsFor = state?.status === 'waiting' ? state.id : undefined;
  useEffect(() => {
    if (waitsFor === undefined) return;
    // Ends with this dialog or its page, and main closes the port then.
    const here = new AbortController();
    client.oauth.attendSignIn({ id: waitsFor }, { signal: here.signal }).catch(() => undefined);
    return () => here.abort();
  }, [waitsFor]);
  const cancel = useMutation(orpc.oauth.cancelSignIn.mutationOptions({ onSuccess: () => latest.refetch() }));
  return {
    state,
    error: begin.error ?? latest.error,
    beginning: begin.isPending,
    begin: (confirmedOrigins?: string[]) =>
      begin.mutate({ connectionId, ...(confirmedOrigins && { confirmedOrigins }) }),
    cancel: () => first !== undefined && cancel.mutate({ id: first.id }),
    cancelling: cancel.isPending,
  };
}
