import type { OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type ConnectionRow, mayEdit, requireUsable, secretMayGoTo } from '#main/domains/connections/index.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Facts } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Base, type BuiltRequest, buildRequest } from './buildRequest.ts';
import type { RequestsContext } from './context.ts';

type Integration = Pick<IntegrationRecord, 'id' | 'displayName' | 'baseUrl'>;

/** A draft with everything that it refers to, built but without the secret. */
export interface PreparedRequest {
  readonly draft: RequestDraft;
  readonly built: BuiltRequest;
  readonly operation: OperationDetail | null;
  readonly integration: Integration | null;
  readonly connection: ConnectionRow | null;
  /** The host that the connection's secret may not go to unless it is confirmed; null where it may. */
  readonly foreignHost: string | null;
  /** Who can change the hosts of the connection can also pass them over once; nobody else can. */
  readonly mayConfirm: boolean;
}

type Deps = Pick<RequestsContext, 'store' | 'definitions'>;

/** Reads what the draft refers to and builds its request. Throws NOT_FOUND, FORBIDDEN. */
export async function prepareRequest(context: Deps, actor: Actor, draft: RequestDraft): Promise<PreparedRequest> {
  const r = context.store.read;
  const { integrationId, connectionId, operationKey: key } = draft;
  const integration = integrationId === null ? null : readRecord(r, actor.tenantId, integrationId);
  const connection = connectionId === null ? null : requireUsable(r, actor, connectionId);
  const operation =
    integrationId === null || key === null ? null : await context.definitions.describe(actor, { integrationId, key });
  const built = buildRequest(draft, operation, integration && baseOf(context, actor, integration, draft));
  return {
    draft,
    built,
    operation,
    integration,
    connection,
    foreignHost: foreignHost(connection, built.url),
    mayConfirm: connection !== null && mayEdit(actor, connection),
  };
}

/** The report is only read where the draft names a server that it may declare. */
function baseOf({ store, definitions }: Deps, actor: Actor, { id, baseUrl }: Integration, draft: RequestDraft): Base {
  if (draft.server === null) return { baseUrl, servers: [], sourceUrl: null };
  const found = definitions.reportOf(store.read, actor, id);
  return { baseUrl, servers: found?.report.servers ?? [], sourceUrl: found?.sourceUrl ?? null };
}

function foreignHost(connection: ConnectionRow | null, url: URL | null): string | null {
  if (connection === null || url === null || secretMayGoTo(connection.allowedHosts, url)) return null;
  return url.host;
}

const mostOperations = 50;

/**
 * Keeps the operations that were described last, so that sending one again asks no worker and compiles no schema. Any change of
 * definitions or integrations forgets them all. Whether the actor may see the integration is asked before, each time.
 */
export function cacheOperations(definitions: DefinitionReader, facts: Pick<Facts, 'onFact'>): DefinitionReader {
  let known = new Map<string, Promise<OperationDetail>>();
  facts.onFact(({ type }) => {
    if (/^(definition|operation|integration)\./.test(type)) known = new Map();
  });
  return {
    ...definitions,
    describe: (actor, input) => {
      const key = JSON.stringify([actor.tenantId, input.integrationId, input.key]);
      const cached = known;
      const found = cached.get(key) ?? definitions.describe(actor, input);
      cached.delete(key);
      cached.set(key, found);
      found.catch(() => cached.delete(key));
      for (const oldest of cached.keys()) if (cached.size > mostOperations) cached.delete(oldest);
      return found;
    },
  };
}
