import type { ExchangeId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type Composed, type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
import type { StoredFile } from '#contract/transfer.ts';
import type { Judge } from '#core/http/secretJudge.ts';
import type { DefinitionReader } from '#main/domains/definitions/index.ts';
import type { SetValues, Standpoint } from '#main/domains/environments/index.ts';
import type { Facts } from '#main/facts/index.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { handleJobs } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import { createDownloads, type Downloads } from '#main/kernel/downloads.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { createScriptRunner } from '#main/scripts/index.ts';
import { createBodyAnalysis } from './bodies/bodyAnalysis.ts';
import { createBodyReader } from './bodyRows.ts';
import { createSchemaMatcher } from './checks.ts';
import { composeRequest, writeRequest } from './compose.ts';
import type { RequestsContext, RequestsPorts } from './context.ts';
import { withKeptText } from './draftFiles.ts';
import { type Exchanged, type ExchangeInput, exchange } from './exchange.ts';
import { historyFacts } from './facts.ts';
import { clearHistory, isSearch, listHistory, readRequest } from './history.ts';
import { createInFlight } from './inFlight.ts';
import { createKeptFiles } from './keptFiles.ts';
import { markRequest } from './marks.ts';
import { judgeOfDraft } from './prepare.ts';
import { openKeptBody, readBody } from './responseBody.ts';
import { enforceRetention, removeOrphanBodies, requestJobs } from './retention.ts';
import { createSessionValues } from './scriptValues.ts';
import { searchHistory } from './searchHistory.ts';
import { type Probed, placeOf, probeRequest, requireVault, type SendInput, sendRequest } from './send.ts';
import { sentRequests } from './table.ts';
import { signedOutbound } from './transmit.ts';
import { concernsFiles } from './writeBody.ts';

export interface RequestsApi {
  /** The request as it will be sent, with its secrets masked. Of a literal one nothing is filled in. */
  compose(actor: Actor, draft: RequestDraft, literal?: boolean): Promise<Composed>;
  /** Sends a draft and records what came back. Throws what `sendRequest` throws. */
  send(actor: Actor, input: SendInput, signal?: AbortSignal): Promise<SentRequest>;
  /** The same for who sends many: only what `keeps` says is recorded. */
  probe(
    actor: Actor,
    input: SendInput & { readonly keeps: (outcome: Probed['outcome']) => boolean },
    signal?: AbortSignal,
  ): Promise<Probed>;
  /** Throws VAULT_LOCKED where sending would open something of a vault that is locked. */
  requireVault(actor: Actor, input: Pick<SendInput, 'draft' | 'headers'>): void;
  /** A draft's request with its credentials, for what speaks another protocol than HTTP afterwards. */
  outboundOf(actor: Actor, draft: RequestDraft): Promise<OutboundRequest>;
  /** The body behind an address that `bodyAddress` gave; null where there is none, or no longer. */
  openBody: Downloads['open'];
  /** Takes over a file that a person chose as a body. Throws FORBIDDEN or FILE_NOT_KEPT. */
  keepFile(actor: Actor, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** The judge of what is typed into a draft: the definition counts as long as it has the operation. */
  judgeOf(actor: Actor, draft: RequestDraft): Promise<Judge>;
  /** Starts what runs scripts, ahead of some that will come soon. */
  warmScripts(): void;
  /** Sends a draft with its scripts and checks, and records nothing. Throws what `exchange` throws. */
  exchange<T>(
    actor: Actor,
    input: ExchangeInput,
    signal: AbortSignal,
    work: (exchanged: Exchanged) => Promise<T>,
  ): Promise<T>;
  /** What was sent, with the beginning of its response's body as text. Throws NOT_FOUND or BODY_GONE. */
  readSent(actor: Actor, id: ExchangeId, bytes: number): Promise<{ sent: SentRequest; body: string }>;
  /** What scripts and captures of the actor set, for requests of a standpoint. */
  setValues(actor: Actor, standpoint: Standpoint): SetValues;
}

/** Requests that people compose and send, and their history. */
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
    variables: ports.variables,
    groupChain: ports.groupChain,
    isFileSaved: ports.isFileSaved,
    savedNamed: ports.savedNamed,
    cookies: ports.cookies,
    files: createKeptFiles(paths.files, now),
    inFlight: createInFlight(),
    schemaMatcher: createSchemaMatcher(),
    scripts: createScriptRunner(),
    session: createSessionValues(),
  };
  // What scripts got of secrets goes with them.
  const forgetting = vault.onLocked(() => context.session.clear());
  const open = (actor: Actor, id: ExchangeId) => openKeptBody(context, actor, id);
  const bodies = createBodyReader(open);
  const analysis = createBodyAnalysis(context);
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
      send: async (actor, { id, draft, confirmed }, signal) =>
        whole(actor, await sendRequest(context, actor, { id, draft, confirmed }, signal)),
      live: (actor, { id }) => context.inFlight.live(actor, id),
      cancel: (actor, { id }) => ({ cancelled: context.inFlight.cancel(actor, id) }),
      history: (actor, input) => (isSearch(input) ? searchHistory : listHistory)(store.read, actor, input),
      get: (actor, input) => whole(actor, readRequest(store.read, actor, input)),
      body: (actor, input) => readBody(context, actor, input),
      bodyRows: (actor, input) => bodies.rows(actor, input),
      findInBody: (actor, input) => bodies.find(actor, input),
      jsonRows: (actor, input) => analysis.rows(actor, input),
      filterJson: (actor, input, signal) => analysis.filter(actor, input, signal),
      compareBodies: (actor, input, signal) => analysis.compare(actor, input, signal),
      events: (actor, input) => context.inFlight.events(actor, input) ?? analysis.events(actor, input),
      bodyAddress: async (actor, { id }) => {
        await (await open(actor, id)).close();
        return downloads.issue(async () => {
          const body = await open(actor, id);
          return { bytes: body.total, stream: body.stream() };
        });
      },
      mark: (actor, input) => markRequest(context, actor, input),
      clearHistory: (actor, input) => clearHistory(context, actor, input),
    },
    api: {
      compose: (actor, draft, literal) => composeRequest(context, actor, draft, literal),
      send: (actor, input, signal) => sendRequest(context, actor, input, signal),
      probe: (actor, input, signal) => probeRequest(context, actor, input, signal),
      requireVault: (actor, input) => requireVault(context, actor, input),
      outboundOf: (actor, draft) => signedOutbound(context, actor, draft),
      openBody: downloads.open,
      keepFile: async (actor, bytes) => {
        requireRole(actor, 'editor');
        const { id, bytes: size } = await context.files.keep(actor.tenantId, bytes).catch(inWords);
        return { id, bytes: size };
      },
      judgeOf: (actor, draft) => judgeOfDraft(context, actor, draft),
      warmScripts: () => context.scripts.warm(),
      exchange: (actor, input, signal, work) => exchange(context, actor, input, { signal }, work),
      readSent: async (actor, id, length) => {
        const sent = readRequest(store.read, actor, { id });
        const { data } = await readBody(context, actor, { id, offset: 0, length, as: 'text' });
        return { sent, body: data };
      },
      setValues: (actor, standpoint) => context.session.of(actor, placeOf(context, actor, standpoint)),
    },
    tables: [
      {
        table: sentRequests,
        travels: 'none',
        kept: 'retention',
        past: [{ at: sentRequests.at }, { at: sentRequests.pinnedAt }],
      },
    ],
    facts: Object.values(historyFacts),
    jobs: handleJobs(requestJobs, {
      removeOrphanBodies: async () => {
        await removeOrphanBodies({ directory: paths.bodies, read: store.read });
        return undefined;
      },
    }),
    cleanUp: (retention) => enforceRetention(context, retention),
    onTenantRemoved: (tenantId) => context.files.removeTenant(tenantId),
    close: async () => {
      forgetting();
      await Promise.all([context.schemaMatcher.close(), context.scripts.close(), analysis.close()]);
    },
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
