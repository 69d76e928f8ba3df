import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type Composed, type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
import type { StoredFile } from '#contract/transfer.ts';
import type { DefinitionReader, OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import type { Facts } from '#main/facts/index.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { handleJobs } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import { createDownloads, type Downloads } from '#main/kernel/downloads.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import { createBodyReader } from './bodyRows.ts';
import { createSchemaMatcher } from './checks.ts';
import { composeRequest, writeRequest } from './compose.ts';
import type { RequestsContext, RequestsPorts } from './context.ts';
import { withKeptText } from './draftFiles.ts';
import { historyFacts, savedRequestFacts } from './facts.ts';
import { clearHistory, listHistory, readRequest } from './history.ts';
import { createInFlight } from './inFlight.ts';
import { createKeptFiles } from './keptFiles.ts';
import { openKeptBody, readBody } from './responseBody.ts';
import { enforceRetention, removeOrphanBodies, requestJobs } from './retention.ts';
import {
  countSavedOf,
  listDeletedSaved,
  listSaved,
  purgeSaved,
  removeSaved,
  restoreSaved,
  savedAffected,
  savedRequestConnections,
  saveRequest,
} from './savedRequests.ts';
import { searchHistory } from './searchHistory.ts';
import { type SendInput, sendRequest, signedOutbound } from './send.ts';
import { savedRequests, sentRequests } from './table.ts';
import { concernsFiles } from './writeBody.ts';

export interface RequestsApi {
  /** The request as it will be sent, with its secrets masked. */
  compose(actor: Actor, draft: RequestDraft): Promise<Composed>;
  /** Sends a draft and records what came back. Throws what `sendRequest` throws. */
  send(actor: Actor, input: SendInput, signal?: AbortSignal): Promise<SentRequest>;
  /** A draft's request with its credentials, for what speaks another protocol than HTTP afterwards. */
  outboundOf(actor: Actor, draft: RequestDraft): Promise<OutboundRequest>;
  /** The body behind an address that `bodyAddress` gave; null where there is none, or no longer. */
  openBody: Downloads['open'];
  /** Takes over a file that a person chose as a body. Throws FORBIDDEN or FILE_NOT_KEPT. */
  keepFile(actor: Actor, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** How many saved requests are of these integrations. */
  countSavedOf(r: Reader, actor: Actor, ids: readonly IntegrationId[]): number;
  /** The saved requests whose operation goes or changes with a new definition. */
  savedAffected(
    actor: Actor,
    integrationId: IntegrationId,
    changes: OperationChanges,
  ): UsesAffected['savedRequestsAffected'];
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
    cookies: ports.cookies,
    files: createKeptFiles(paths.files, now),
    inFlight: createInFlight(),
    schemaMatcher: createSchemaMatcher(),
  };
  const open = (actor: Actor, id: ExchangeId) => openKeptBody(context, actor, id);
  const bodies = createBodyReader(open);
  const downloads = createDownloads(now);
  const whole = async (actor: Actor, sent: SentRequest) => {
    if (!concernsFiles(sent.draft.body)) return sent;
    return { ...sent, draft: await withKeptText(context.files, actor.tenantId, sent.draft) };
  };
  return {
    name: 'requests',
    routes: {
      compose: (actor, draft) => composeRequest(context, actor, draft),
      code: (actor, input) => writeRequest(context, actor, input),
      send: async (actor, input, signal) => whole(actor, await sendRequest(context, actor, input, signal)),
      live: (actor, { id }) => context.inFlight.live(actor, id),
      cancel: (actor, { id }) => ({ cancelled: context.inFlight.cancel(actor, id) }),
      history: (actor, input) => (input.text?.trim() ? searchHistory : listHistory)(store.read, actor, input),
      get: (actor, input) => whole(actor, readRequest(store.read, actor, input)),
      body: (actor, input) => readBody(context, actor, input),
      bodyRows: (actor, input) => bodies.rows(actor, input),
      findInBody: (actor, input) => bodies.find(actor, input),
      bodyAddress: async (actor, { id }) => {
        await (await open(actor, id)).close();
        return downloads.issue(async () => {
          const body = await open(actor, id);
          return { bytes: body.total, stream: body.stream() };
        });
      },
      clearHistory: (actor, input) => clearHistory(context, actor, input),
      saved: (actor) => listSaved(context, actor),
      save: (actor, input) => saveRequest(context, actor, input),
      removeSaved: (actor, input) => removeSaved(context, actor, input),
      restoreSaved: (actor, input) => restoreSaved(context, actor, input),
      deletedSaved: (actor) => listDeletedSaved(store.read, actor),
    },
    api: {
      compose: (actor, draft) => composeRequest(context, actor, draft),
      send: (actor, input, signal) => sendRequest(context, actor, input, signal),
      outboundOf: (actor, draft) => signedOutbound(context, actor, draft),
      openBody: downloads.open,
      keepFile: async (actor, bytes) => {
        requireRole(actor, 'editor');
        const { id, bytes: size } = await context.files.keep(actor.tenantId, bytes).catch(inWords);
        return { id, bytes: size };
      },
      countSavedOf,
      savedAffected: (actor, integrationId, changes) => savedAffected(store.read, actor, integrationId, changes),
    },
    tables: [
      { table: sentRequests, travels: 'none', kept: 'retention', past: [{ at: sentRequests.at }] },
      { table: savedRequests, travels: 'all', kept: 'untilDeleted', past: [{ at: savedRequests.deletedAt }] },
    ],
    facts: [...Object.values(savedRequestFacts), ...Object.values(historyFacts)],
    jobs: handleJobs(requestJobs, {
      removeOrphanBodies: async () => {
        await removeOrphanBodies({ directory: paths.bodies, read: store.read });
        return undefined;
      },
    }),
    references: [savedRequestConnections],
    cleanUp: async (retention) => {
      await purgeSaved(context);
      return enforceRetention(context, retention);
    },
    onTenantRemoved: (tenantId) => context.files.removeTenant(tenantId),
    close: () => context.schemaMatcher.close(),
  };
}

/** @throws FILE_NOT_KEPT where the disk is full */
function inWords(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
  throw requestFaults.fault('FILE_NOT_KEPT', 'The disk is full. Nothing was kept.', {
    todo: 'Free up disk space and try again.',
  });
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
