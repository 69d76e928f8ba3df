import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ExchangeId, exchangeId } from '#contract/common.ts';
import type { Exchange, RequestDraft } from '#contract/requests.ts';
import { client, orpc } from '#renderer/platform/client.ts';

interface Running {
  id: ExchangeId;
  sentAt: number;
}

interface Send {
  /** When the running request was sent, in milliseconds UTC. */
  sentAt: number | null;
  error: unknown;
  send(draft: RequestDraft, key: string): void;
  cancel(): void;
}

/** Sends one request at a time. `onAnswer` is told the exchange and the draft's key, also when another draft is open by then. */
export function useSend(onAnswer: (exchange: Exchange, key: string) => void): Send {
  const queries = useQueryClient();
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (draft: RequestDraft, key: string) => {
    const id = exchangeId.parse(crypto.randomUUID());
    setRunning({ id, sentAt: Date.now() });
    setError(null);
    try {
      const exchange = await client.requests.send({ id, draft });
      queries.setQueryData(orpc.requests.get.queryKey({ input: { id: exchange.id } }), exchange);
      onAnswer(exchange, key);
    } catch (failure) {
      setError(failure);
    } finally {
      setRunning((now) => (now?.id === id ? null : now));
    }
  };
  return {
    sentAt: running?.sentAt ?? null,
    error,
    send: (draft, key) => {
      if (running === null) void send(draft, key);
    },
    cancel: () => {
      if (running !== null) client.requests.cancel({ id: running.id }).catch(setError);
    },
  };
}
