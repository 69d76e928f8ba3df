import type { OperationDetail } from '#contract/openapi.ts';
import type { SentRequest } from '#contract/requests.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { Facts } from '#main/facts/index.ts';
import { handleJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { createSchemaMatcher } from './checks.ts';
import { composeRequest } from './compose.ts';
import type { RequestsContext, RequestsPorts } from './context.ts';
import { historyFacts, savedRequestFacts } from './facts.ts';
import { clearHistory, listHistory, readRequest } from './history.ts';
import { createInFlight } from './inFlight.ts';
import { readBody } from './responseBody.ts';
import { enforceRetention, removeOrphanBodies, requestJobs } from './retention.ts';
import { listSaved, removeSaved, savedRequestConnections, saveRequest } from './savedRequests.ts';
import { type SendInput, sendRequest } from './send.ts';
import { savedRequests, sentRequests } from './table.ts';

export interface RequestsApi {
  /** Sends a draft and records what came back. Throws what `sendRequest` throws. */
  send(actor: Actor, input: SendInput, signal?: AbortSignal): Promise<SentRequest>;
}

/** Requests that people compose and send, their history and their collection. */
export function createRequests(kernel: Kernel, ports: RequestsPorts): Domain<'requests', RequestsApi> {
  const { store, facts, events, vault, outbound, now, paths } = kernel;
  const context: RequestsContext = {
    store,
    facts,
    events,
    vault,
    outbound,
    now,
    bodiesDir: paths.bodies,
    definitions: cacheOperations(ports.definitions, facts),
    tokens: ports.tokens,
    inFlight: createInFlight(),
    schemaMatcher: createSchemaMatcher(),
  };
  return {
    name: 'requests',
    routes: {
      compose: (actor, draft) => composeRequest(context, actor, draft),
      send: (actor, input, signal) => sendRequest(context, actor, input, signal),
      live: (actor, { id }) => context.inFlight.live(actor, id),
      cancel: (actor, { id }) => ({ cancelled: context.inFlight.cancel(actor, id) }),
      history: (actor, input) => listHistory(store.read, actor, input),
      get: (actor, input) => readRequest(store.read, actor, input),
      body: (actor, input) => readBody(context, actor, input),
      clearHistory: (actor, input) => clearHistory(context, actor, input),
      saved: (actor) => listSaved(store.read, actor),
      save: (actor, input) => saveRequest(context, actor, input),
      removeSaved: (actor, input) => removeSaved(context, actor, input),
    },
    api: { send: (actor, input, signal) => sendRequest(context, actor, input, signal) },
    tables: [
      { table: sentRequests, travels: 'none', kept: 'retention', past: [{ at: sentRequests.at }] },
      { table: savedRequests, travels: 'all', kept: 'untilDeleted' },
    ],
    facts: [...Object.values(savedRequestFacts), ...Object.values(historyFacts)],
    jobs: handleJobs(requestJobs, {
      removeOrphanBodies: async () => {
        await removeOrphanBodies({ directory: paths.bodies, read: store.read });
        return undefined;
      },
    }),
    references: [savedRequestConnections],
    cleanUp: (retention) => enforceRetention(context, retention),
    close: () => context.schemaMatcher.close(),
  };
}

const mostOperations = 50;

/**
 * Keeps the operations that were described last, so that sending one again asks no worker and compiles no schema. Any change of
 * definitions or integrations forgets them all. Whether the actor may see the integration is asked before, each time.
 */
export function cacheOperations(definitions: DefinitionReader, facts: Pick<Facts, 'onFact'>): DefinitionReader {
  let known = new Map<string, Promise<OperationDetail>>();
  const forget = () => {
    known = new Map();
  };
  facts.onFact(forget, ['definition', 'operation', 'integration']);
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
