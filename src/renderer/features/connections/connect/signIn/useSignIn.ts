import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { ConnectionId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import { orpc } from '#renderer/platform/client.ts';

const askEveryMs = 1_000;
const quiet = { meta: { quiet: true } };

/** A sign-in as it goes on: `begun` is one that was begun already, `begin` starts another. */
export function useSignIn(connectionId: ConnectionId, begun?: SignInState) {
  const begin = useMutation(orpc.oauth.signIn.mutationOptions(quiet));
  const first = begin.data ?? begun;
  const asked = useQuery(
    orpc.oauth.signInState.queryOptions({
      input: first === undefined ? skipToken : { id: first.id },
      refetchInterval: ({ state }) => (isOpen(state.data ?? first) ? askEveryMs : false),
      enabled: isOpen(first),
    }),
  );
  const cancel = useMutation(orpc.oauth.cancelSignIn.mutationOptions({ onSuccess: () => asked.refetch() }));
  return {
    state: asked.data ?? first,
    error: begin.error ?? asked.error,
    beginning: begin.isPending,
    begin: () => begin.mutate({ connectionId }),
    cancel: () => first !== undefined && cancel.mutate({ id: first.id }),
    cancelling: cancel.isPending,
  };
}

function isOpen(state: SignInState | undefined): boolean {
  return state?.status === 'waiting' || state?.status === 'exchanging';
}
