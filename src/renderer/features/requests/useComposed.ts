import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Composed, RequestDraft } from '#contract/requests.ts';
import { client } from '#renderer/platform/client.ts';

const pauseMs = 250;

interface ComposedState {
  composed: Composed | null;
  error: unknown;
}

/** Asks, a moment after the last change, how the request would be sent; the last answer stays until the next one is there. */
export function useComposed(draft: RequestDraft): ComposedState {
  const [settled] = useDebouncedValue(draft, pauseMs);
  const [state, setState] = useState<ComposedState>({ composed: null, error: null });
  useEffect(() => {
    if (settled.url === '' && settled.integrationId === null) return setState({ composed: null, error: null });
    const abort = new AbortController();
    client.requests.compose(settled, { signal: abort.signal }).then(
      (composed) => setState({ composed, error: null }),
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ composed: null, error });
      },
    );
    return () => abort.abort();
  }, [settled]);
  return state;
}
