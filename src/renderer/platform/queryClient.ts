import { ORPCError } from '@orpc/client';
import { MutationCache, QueryClient } from '@tanstack/react-query';

const retries = 2;

/**
 * Change events say when data is stale, so that it is kept until then. Only calls that did not get an answer are tried
 * again: a fault is an answer. `onMutationFault` is told of each failed change that has no `meta.quiet`.
 */
export function createQueryClient(onMutationFault: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.quiet !== true) onMutationFault(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (count, error) => count < retries && !(error instanceof ORPCError),
      },
      mutations: { networkMode: 'always' },
    },
  });
}
