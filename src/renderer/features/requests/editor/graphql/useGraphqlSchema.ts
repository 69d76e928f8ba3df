import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { GraphQLSchema } from 'graphql';
import { exchangeId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { client } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { confirmHost } from '../../draft/confirmSending.ts';
import { readText } from '../../queries.ts';
import { useWorkbench } from '../../workbench.ts';
import { IntrospectionRefused, introspectionQueries, readSchema } from './graphqlLanguage.ts';

/** Bytes of the answer that are read. */
const longestSchema = 50_000_000;

interface SchemaLoad {
  /** Of the request's address, as it was loaded since the page was opened. */
  schema: GraphQLSchema | undefined;
  isLoading: boolean;
  error: Error | null;
  load(): void;
}

/** The schema behind the open request, asked for with the request's own address, headers and authentication. */
export function useGraphqlSchema(): SchemaLoad {
  const { draft, composed } = useWorkbench();
  const queries = useQueryClient();
  const queryKey = ['graphql-schema', draft.integrationId, draft.environmentId, draft.server, draft.url];
  const { data } = useQuery<GraphQLSchema>({
    queryKey,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  const loading = useMutation({
    // It is said beside the button.
    meta: { quiet: true },
    mutationFn: async () => {
      const confirmedHost = await confirmHost(draft, composed?.foreignHost ?? null);
      if (confirmedHost === undefined) return;
      const production = composed?.production ?? null;
      if (production !== null && !(await confirmProduction(production))) return;
      const schema = await fetchSchema({ ...draft, confirmedHost }, production !== null);
      queries.setQueryData(queryKey, schema);
    },
  });
  return { schema: data, isLoading: loading.isPending, error: loading.error, load: () => loading.mutate() };
}

const confirmProduction = (environment: string) =>
  confirm({
    title: `Ask ${environment} for its schema?`,
    body: 'It is a production environment. The introspection query reads the schema and changes nothing.',
    action: 'Load schema',
  });

/** Throws where there is no answer, or none that holds a schema. */
async function fetchSchema(draft: RequestDraft, confirmed: boolean): Promise<GraphQLSchema> {
  const [query, olderQuery] = introspectionQueries;
  try {
    return await askSchema(draft, query, confirmed);
  } catch (error) {
    if (!(error instanceof IntrospectionRefused)) throw error;
    return askSchema(draft, olderQuery, confirmed);
  }
}

async function askSchema(draft: RequestDraft, query: string, confirmed: boolean): Promise<GraphQLSchema> {
  const asking: RequestDraft = {
    ...draft,
    method: 'POST',
    body: { kind: 'graphql', query, variables: '', operationName: null },
    scripts: { before: draft.scripts.before, after: '' },
    assertions: [],
    captures: [],
  };
  const id = exchangeId.parse(crypto.randomUUID());
  const { response, fault } = await client.requests.send({ id, draft: asking, confirmed });
  if (fault !== null) throw new Error(fault.message);
  if (response === null) throw new Error('The server gave no answer.');
  const text = await readText(id, longestSchema);
  if (response.status >= 400 && !text.trimStart().startsWith('{'))
    throw new Error(`The server answered with status ${response.status}.`);
  return readSchema(text);
}
