import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ExchangeId, exchangeId } from '#contract/common.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import type { LiveResponse } from '#contract/responses.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { confirmProduction } from './draft/confirmSending.ts';

interface Running {
  id: ExchangeId;
  sentAt: number;
}

interface Send {
  /** When the running request was sent, in milliseconds UTC. */
  sentAt: number | null;
  live: LiveResponse | null;
  liveId: ExchangeId | null;
  error: unknown;
  /** `confirmed`: the person agreed to change something in production. */
  send(draft: RequestDraft, key: string, confirmed: boolean): void;
  cancel(): void;
}

/** Sends one request at a time. `onAnswer` gets the sent request and the draft's key, also when another draft is open by then. */
export function useSend(onAnswer: (sent: SentRequest, key: string) => void): Send {
  const queries = useQueryClient();
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<unknown>(null);
  const live = useQuery(
    orpc.requests.live.queryOptions({
      input: running === null ? skipToken : { id: running.id },
      refetchInterval: 300,
      gcTime: 0,
    }),
  );
  const send = async (draft: RequestDraft, key: string, confirmed: boolean): Promise<void> => {
    const id = exchangeId.parse(crypto.randomUUID());
    setRunning({ id, sentAt: Date.now() });
    setError(null);
    try {
      const sent = await client.requests.send({ id, draft, ...(confirmed && { confirmed }) });
      queries.setQueryData(orpc.requests.get.queryKey({ input: { id: sent.id } }), sent);
      onAnswer(sent, key);
    } catch (failure) {
      const fault = readFault(failure);
      // The environment became production while the request was written.
      if (fault.code !== 'NEEDS_CONFIRMATION' || confirmed) return setError(failure);
      setRunning(null);
      if (await confirmProduction(fault.names?.[0] ?? fault.message, draft)) return send(draft, key, true);
    } finally {
      setRunning((now) => (now?.id === id ? null : now));
    }
  };
  return {
    sentAt: running?.sentAt ?? null,
    live: live.data ?? null,
    liveId: running?.id ?? null,
    error,
    send: (draft, key, confirmed) => {
      if (running === null) void send(draft, key, confirmed);
    },
    cancel: () => {
      if (running !== null) client.requests.cancel({ id: running.id }).catch(setError);
    },
  };
}
