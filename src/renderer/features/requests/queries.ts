import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type ConnectionId, type ExchangeId, type IntegrationId, savedRequestId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import type { EffectiveVariable } from '#contract/environments.ts';
import type { Composed, RequestDraft, SentRequest } from '#contract/requests.ts';
import type { HistoryFilter } from '#contract/responses.ts';
import type { CodeLanguage } from '#core/code/languages.ts';
import { type DeclaredKey, keysOfSchemes } from '#core/openapi/declaredSecrets.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { type JsonParsed, parseJson } from '#renderer/ui/json/index.ts';
import { readFault } from '#renderer/ui/readFault.ts';

const mostConnections = 500;
const historyPage = 100;
const composePauseMs = 250;
const bodyPieceBytes = 1_000_000;

/** The operation in full; nothing where there is none. */
export function useOperationDetail(integration: IntegrationId | null, operation: string | null) {
  const input = integration === null || operation === null ? skipToken : { integrationId: integration, key: operation };
  return useQuery(orpc.definitions.describe.queryOptions({ input }));
}

export function useIntegration(id: IntegrationId | null) {
  return useQuery(orpc.integrations.get.queryOptions({ input: id === null ? skipToken : { id } }));
}

/** Where the keys of the definition's schemes stand; undefined until it is known, empty without an integration or definition. */
export function useDeclaredKeys(integration: IntegrationId | null): DeclaredKey[] | undefined {
  const input = integration === null ? skipToken : { integrationId: integration };
  const { data, isError } = useQuery(orpc.definitions.report.queryOptions({ input, retry: false }));
  return useMemo(() => {
    if (integration === null || isError) return [];
    return data && keysOfSchemes(data.securitySchemes);
  }, [integration, data, isError]);
}

/** The connections into the integration that the person may use; without an integration, all of them. The first ones, where there are many. */
export function useConnectionsOf(integration: IntegrationId | null) {
  const filter = integration === null ? {} : { integrationId: integration };
  return useQuery(orpc.connections.list.queryOptions({ input: { ...filter, limit: mostConnections } }));
}

/** The connection of a draft, which a long list need not hold. Null: it is gone; undefined: not known yet, or none is chosen. */
export function useChosenConnection(id: ConnectionId | null): Connection | null | undefined {
  const input = id === null ? skipToken : { id };
  const { data, isError } = useQuery(orpc.connections.get.queryOptions({ input }));
  if (id === null) return undefined;
  return isError ? null : data;
}

/** Every collection, folder and saved request of the tenant. */
export function useCollections() {
  return useQuery(orpc.collections.tree.queryOptions());
}

const noneFound: ReadonlySet<string> = new Set();

const searchPauseMs = 200;

/** Ids of what the console finds by a text, also in descriptions; none until it has answered, a moment after the last letter. */
export function useCollectionSearch(text: string): ReadonlySet<string> {
  const [asked] = useDebouncedValue(text, searchPauseMs);
  const input = text === '' || asked !== text ? skipToken : { text: text.slice(0, 200) };
  const { data } = useQuery(orpc.collections.search.queryOptions({ input }));
  return useMemo(() => (data === undefined ? noneFound : new Set(data.items.map(({ id }) => id))), [data]);
}

/** The variables that count for a draft, those of its own before all others, null until they are known; `readAt` is when they were read. */
export function useEffectiveVariables({ environmentId, groupId, variables }: RequestDraft): {
  variables: readonly EffectiveVariable[] | null;
  readAt: number;
} {
  const query = useQuery(
    orpc.environments.effective.queryOptions({ input: { environmentId, groupId }, placeholderData: keepPreviousData }),
  );
  const given = query.data;
  const all = useMemo(() => (given === undefined ? null : withOwn(given, variables)), [given, variables]);
  return { variables: all, readAt: query.dataUpdatedAt };
}

function withOwn(given: readonly EffectiveVariable[], own: RequestDraft['variables']): readonly EffectiveVariable[] {
  const nearest = own
    .filter(({ name, enabled }) => enabled && name !== '')
    .map(({ name, value }): EffectiveVariable => ({ name, kind: 'plain', value, source: 'this request' }));
  const names = new Set(nearest.map(({ name }) => name));
  return [...nearest, ...given.filter(({ name }) => !names.has(name))];
}

/** The saved request that an address names. */
export function useSavedRequest(id: string) {
  const named = savedRequestId.safeParse(id).data;
  return useQuery(orpc.collections.request.queryOptions({ input: named === undefined ? skipToken : { id: named } }));
}

/** The sent request that an address names. */
export function useNamedRequest(id: string) {
  const input = id === '' ? skipToken : { id };
  return useQuery(orpc.requests.get.queryOptions({ input, staleTime: Number.POSITIVE_INFINITY }));
}

/** The last answer stays on the screen while the next one of the same draft loads. One that is no longer kept is none. */
export function useLastSent(id: ExchangeId | null): { sent: SentRequest | null; error: unknown } {
  const query = useQuery(
    orpc.requests.get.queryOptions({
      input: id === null ? skipToken : { id },
      staleTime: Number.POSITIVE_INFINITY,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  );
  if (id === null) return { sent: null, error: null };
  const isGone = query.isError && readFault(query.error).code === 'NOT_FOUND';
  return { sent: query.data ?? null, error: isGone ? null : query.error };
}

/** What was sent, the newest first. */
export function useHistory(filter: HistoryFilter) {
  return useInfiniteQuery(
    orpc.requests.history.infiniteOptions({
      input: (offset: number) => ({ offset, limit: historyPage, ...filter }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
        return loaded < last.total && last.rows.length > 0 ? loaded : undefined;
      },
      placeholderData: keepPreviousData,
    }),
  );
}

interface Preview {
  composed: Composed | null;
  error: unknown;
}

/**
 * How the request would be sent, read a moment after the last change, and again when `stamp` is another; the last answer stays until the
 * next one is there.
 */
export function useComposed(draft: RequestDraft, stamp: string): Preview {
  const [settled] = useDebouncedValue(draft, composePauseMs);
  const [preview, setPreview] = useState<Preview>({ composed: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the stamp stands for changes how the same draft is sent
  useEffect(() => {
    if (settled.url === '' && settled.integrationId === null) return setPreview({ composed: null, error: null });
    const abort = new AbortController();
    client.requests.compose(settled, { signal: abort.signal }).then(
      (composed) => setPreview({ composed, error: null }),
      (error: unknown) => {
        if (!abort.signal.aborted) setPreview({ composed: null, error });
      },
    );
    return () => abort.abort();
  }, [settled, stamp]);
  return preview;
}

/** The request as a program. */
export function useCode(draft: RequestDraft, language: CodeLanguage) {
  return useQuery(orpc.requests.code.queryOptions({ input: { draft, language }, placeholderData: keepPreviousData }));
}

export interface BodyText {
  text: string;
  /** What it holds as JSON; null where that was not asked for. */
  json: JsonParsed | null;
}

/** The body's text from its beginning, up to `limit` bytes, fetched in pieces so that no call is long. */
export function useBodyText(id: ExchangeId, limit: number, { isJson, enabled }: { isJson: boolean; enabled: boolean }) {
  return useQuery({
    queryKey: [...orpc.requests.body.key(), 'text', id, limit, isJson],
    queryFn: async ({ signal }): Promise<BodyText> => {
      const text = await readText(id, limit, signal);
      if (!isJson) return { text, json: null };
      // The page may draw before it parses.
      await new Promise((resolve) => setTimeout(resolve));
      return { text, json: parseJson(text) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    enabled,
  });
}

/** The beginning of a kept body as text, up to `limit` bytes. */
export async function readText(id: ExchangeId, limit: number, signal?: AbortSignal): Promise<string> {
  const pieces: string[] = [];
  let offset = 0;
  for (;;) {
    const length = Math.min(bodyPieceBytes, limit - offset);
    const piece = await client.requests.body({ id, offset, length, as: 'text' }, signal && { signal });
    pieces.push(piece.data);
    if (piece.next === null || piece.next >= limit || piece.next <= offset) return pieces.join('');
    offset = piece.next;
  }
}
