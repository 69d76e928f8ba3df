import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SavedRequest } from '#contract/collections.ts';
import { type ExchangeId, type IntegrationId, integrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import { orpc } from '#renderer/platform/client.ts';
import { urlText } from '#renderer/ui/useUrlState.ts';
import { useConnectionsOf, useNamedRequest, useOperationDetail, useSavedRequest } from '../queries.ts';
import { blankDraft, draftFromOperation } from './draft.ts';
import { readDraft } from './keptDraft.ts';

/** What the address of the page says is open. `draft` tells requests that belong to nothing from each other. */
export const requestAddress = {
  integration: urlText,
  operation: urlText,
  exchange: urlText,
  saved: urlText,
  draft: urlText,
};

export interface RequestAddress {
  integration: string;
  operation: string;
  exchange: string;
  saved: string;
  draft: string;
}

/** The address of a request that belongs to nothing. */
export const noAddress: RequestAddress = { integration: '', operation: '', exchange: '', saved: '', draft: '' };

/** Names what an address opens. */
export function addressKey({ integration, operation, exchange, saved, draft }: RequestAddress): string {
  if (exchange !== '') return `exchange:${exchange}`;
  if (saved !== '') return `saved:${saved}`;
  if (integration !== '') return `operation:${integration}:${operation}`;
  return draft === '' ? 'free' : `free:${draft}`;
}

/** Whether the key of a draft is that of a request that was begun by New request. */
export const isNewRequest = (key: string): boolean => key.includes(':free:');

/** The key of what another address opens, for the tenant of a key. */
export const keyAt = (key: string, address: RequestAddress): string =>
  `${key.slice(0, key.indexOf(':'))}:${addressKey(address)}`;

/** Whether the key of a draft is that of a request that belongs to nothing. */
export const isFree = (key: string): boolean => key.includes(':free');

const handedOver = new Map<string, RequestDraft>();

/** Gives a new request what it begins with. It goes no way through the browser's storage, which takes no secrets. */
export function newAddress(begins?: RequestDraft): RequestAddress {
  const address = { ...noAddress, draft: crypto.randomUUID() };
  if (begins !== undefined) handedOver.set(address.draft, begins);
  return address;
}

/** What is open, and how something else is opened. */
export interface SidebarProps {
  address: RequestAddress;
  onOpen(address: Partial<RequestAddress>): void;
}

/** The draft that the address names, as it was left or as it begins. */
export interface LoadedDraft {
  key: string;
  draft: RequestDraft;
  exchangeId: ExchangeId | null;
  saved: SavedRequest | null;
  /** The same as it was when the draft began from it. */
  seen: Pick<SavedRequest, 'name' | 'draft'> | null;
}

type DraftLoad =
  | { state: 'loading' }
  | { state: 'failed'; error: unknown; retry: () => void }
  | { state: 'loaded'; loaded: LoadedDraft };

const idOf = (text: string): IntegrationId | null => integrationId.safeParse(text).data ?? null;

/** Loads what the address names; the draft kept on this machine comes before what the operation begins with. */
export function useLoadedDraft(address: RequestAddress): DraftLoad {
  const session = useQuery(orpc.tenants.session.queryOptions());
  const sent = useNamedRequest(address.exchange);
  const saved = useSavedRequest(address.saved);
  const integration = address.exchange === '' && address.saved === '' ? idOf(address.integration) : null;
  const operation = integration !== null && address.operation !== '' ? address.operation : null;
  const detail = useOperationDetail(integration, operation);
  const connections = useConnectionsOf(integration);
  const needed = [
    session,
    ...(address.exchange === '' ? [] : [sent]),
    ...(address.saved === '' ? [] : [saved]),
    ...(operation === null ? [] : [detail]),
    ...(integration === null ? [] : [connections]),
  ];
  const tenantId = session.data?.tenant.id;
  const pending = needed.some((query) => query.isPending);
  const loaded = useMemo(() => {
    if (tenantId === undefined || pending) return null;
    const found = address.saved === '' ? null : (saved.data ?? null);
    const rows = connections.data?.rows ?? [];
    const initial = initialDraft(integration, sent.data, found, detail.data, rows);
    const key = `${tenantId}:${addressKey(address)}`;
    const kept = readDraft(key);
    const begins = handedOver.get(address.draft);
    return {
      ...initial,
      ...(begins !== undefined && { draft: begins }),
      ...kept,
      key,
      saved: found,
      seen: kept?.seen ?? found,
    };
  }, [tenantId, pending, address, integration, sent.data, saved.data, detail.data, connections.data]);
  const failed = needed.find((query) => query.isError);
  if (failed !== undefined) return { state: 'failed', error: failed.error, retry: () => void failed.refetch() };
  return loaded === null ? { state: 'loading' } : { state: 'loaded', loaded };
}

function initialDraft(
  integration: IntegrationId | null,
  sent: SentRequest | undefined,
  saved: SavedRequest | null,
  detail: OperationDetail | undefined,
  connections: readonly Connection[],
): Pick<LoadedDraft, 'draft' | 'exchangeId'> {
  if (sent !== undefined) return { draft: sent.draft, exchangeId: sent.id };
  if (saved !== null) return { draft: saved.draft, exchangeId: null };
  const connection = (connections.find((one) => one.isDefault) ?? connections[0])?.id ?? null;
  if (integration === null) return { draft: blankDraft(), exchangeId: null };
  if (detail === undefined) {
    return { draft: { ...blankDraft(), integrationId: integration, connectionId: connection }, exchangeId: null };
  }
  return { draft: draftFromOperation(integration, detail, detail.anonymous ? null : connection), exchangeId: null };
}
