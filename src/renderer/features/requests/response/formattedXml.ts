import { skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import { formatXml } from '#core/formatXml.ts';
import { startThread } from '#renderer/platform/threads.ts';
import threadAddress from './xmlThread.ts?worker&url';

/** A longer text would hold the page up; characters. */
const quick = 50_000;

/** XML set in line by line; null where it is none, undefined until it is known. A long one is formatted on a thread. */
export function useFormattedXml(id: ExchangeId, text: string | undefined): string | null | undefined {
  const isQuick = text !== undefined && text.length <= quick;
  const here = useMemo(() => (isQuick ? formatXml(text) : undefined), [isQuick, text]);
  const { data, isError } = useQuery({
    queryKey: ['formatted XML', id],
    queryFn: text === undefined || isQuick ? skipToken : ({ signal }) => formatInThread(text, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
  });
  if (isQuick) return here;
  return isError ? null : data?.formatted;
}

async function formatInThread(text: string, signal: AbortSignal): Promise<{ formatted: string | null }> {
  const thread = startThread(threadAddress);
  try {
    return await new Promise((resolve, reject) => {
      thread.addEventListener('message', ({ data }: MessageEvent<string | null>) => resolve({ formatted: data }));
      thread.addEventListener('error', () => reject(new Error('The text could not be formatted.')));
      signal.addEventListener('abort', () => reject(new Error('It is not looked at any more.')));
      thread.postMessage(text);
    });
  } finally {
    thread.terminate();
  }
}
