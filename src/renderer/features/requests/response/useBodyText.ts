import { useQuery } from '@tanstack/react-query';
import type { ExchangeId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';

const pieceBytes = 1_000_000;

export interface BodyText {
  text: string;
  /** Bytes of the whole body. */
  total: number;
  complete: boolean;
}

/** The body's text from its beginning, up to `limit` bytes, fetched in pieces so that no call is long. */
export function useBodyText(id: ExchangeId, limit: number, enabled: boolean) {
  return useQuery({
    queryKey: [...orpc.requests.body.key(), 'text', id, limit],
    queryFn: ({ signal }) => readText(id, limit, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    enabled,
  });
}

async function readText(id: ExchangeId, limit: number, signal: AbortSignal): Promise<BodyText> {
  const pieces: string[] = [];
  let offset = 0;
  for (;;) {
    const length = Math.min(pieceBytes, limit - offset);
    const piece = await client.requests.body({ id, offset, length, as: 'text' }, { signal });
    pieces.push(piece.data);
    if (piece.next === null) return { text: pieces.join(''), total: piece.total, complete: true };
    if (piece.next >= limit || piece.next <= offset)
      return { text: pieces.join(''), total: piece.total, complete: false };
    offset = piece.next;
  }
}
