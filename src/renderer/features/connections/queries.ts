import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { ListedConnection } from '#contract/connections.ts';
import type { SignInState } from '#contract/oauth.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { type FilterState, toFilter } from './FilterBar.tsx';

const signInPollMs = 1_000;

type ConnectionList = Awaited<ReturnType<typeof client.connections.list>>;
type ListInput = ReturnType<typeof toFilter> & Pick<FilterState, 'sort' | 'direction'>;

/** The connections that the filter matches, fetched as they come into view. */
export function useConnectionRows(state: FilterState, integrationId?: IntegrationId) {
  // Opening a row changes the address, and not the filter.
  const text = JSON.stringify({ ...toFilter(state), sort: state.sort, direction: state.direction });
  const filter = useMemo<ListInput>(() => JSON.parse(text), [text]);
  const page = useCallback(
    (offset: number, limit: number) => {
      const of = integrationId === undefined ? {} : { integrationId };
      return orpc.connections.list.queryOptions({ input: { ...filter, ...of, offset, limit } });
    },
    [filter, integrationId],
  );
  return usePagedSource<ListedConnection, ConnectionList>(page);
}

const largestPage = 500;

/** Ids of everything that the filter matches, also what was never on the screen. */
export async function matchingConnections(state: FilterState, integrationId?: IntegrationId): Promise<ConnectionId[]> {
  const { sort, direction } = state;
  const input = { ...toFilter(state), sort, direction, ...(integrationId !== undefined && { integrationId }) };
  const ids: ConnectionId[] = [];
  for (;;) {
    const { rows, total } = await client.connections.list({ ...input, offset: ids.length, limit: largestPage });
    ids.push(...rows.map((row) => row.id));
    if (ids.length >= total || rows.length === 0) return ids;
  }
}

export function useConnection(id: ConnectionId) {
  return useQuery(orpc.connections.get.queryOptions({ input: { id } }));
}

/** What would lose its credentials without the connection. */
export function useConnectionUses(id: ConnectionId) {
  return useQuery(orpc.connections.uses.queryOptions({ input: { id } }));
}

/** What an integration asks for; null reads nothing. */
export function useRequirements(integrationId: IntegrationId | null) {
  const input = integrationId === null ? skipToken : { integrationId };
  return useQuery(orpc.connections.requirements.queryOptions({ input }));
}

/** What the definition says of an OAuth2 scheme. */
export function useOAuthSuggestion(integrationId: IntegrationId, schemeKey: string | null) {
  return useQuery(orpc.oauth.suggest.queryOptions({ input: { integrationId, schemeKey } }));
}

export function useTokens(connectionId: ConnectionId) {
  return useQuery(orpc.oauth.tokens.queryOptions({ input: { connectionId } }));
}

export function useDoctorReport(connectionId: ConnectionId) {
  return useQuery(orpc.oauth.doctor.queryOptions({ input: { connectionId } }));
}

/** How a sign-in that was begun goes on; polled until it ends. */
export function useSignInState(begun: SignInState | undefined) {
  return useQuery(
    orpc.oauth.signInState.queryOptions({
      input: begun === undefined ? skipToken : { id: begun.id },
      refetchInterval: ({ state }) => (isOpen(state.data ?? begun) ? signInPollMs : false),
      enabled: isOpen(begun),
    }),
  );
}

function isOpen(state: SignInState | undefined): boolean {
  return state?.status === 'waiting' || state?.status === 'exchanging';
}

/**
 * Asks for the vault where it is not open, and answers when the person has seen to it or has thought better of it: then what is tried
 * next says what it lacks.
 */
export function useVaultFirst(): () => Promise<void> {
  const { openVault } = useAppActions();
  const queries = useQueryClient();
  return async () => {
    const { status } = await queries.fetchQuery(orpc.vault.state.queryOptions());
    if (status !== 'unlocked') await openVault();
  };
}
