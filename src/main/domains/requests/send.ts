import { type ExchangeId, groupId } from '#contract/common.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import type { Standpoint } from '#main/domains/environments/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { lockedFault } from '#main/vault/index.ts';
import type { RequestsContext } from './context.ts';
import { keepDraft } from './draftFiles.ts';
import { type Exchanged, exchange } from './exchange.ts';
import type { GroupDefaults } from './inherit.ts';
import { type Standing, standingOf } from './prepare.ts';
import { discard, type Outcome, recordRequest, recordUseAlone, refuseKnownId } from './record.ts';
import { redactDraft } from './redact.ts';
import type { ScriptValues } from './scriptValues.ts';
import { needsVault } from './sealedNeeds.ts';
import { concernsFiles } from './writeBody.ts';

export interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
  /** A person confirmed that it goes to a production environment, whatever it does there. */
  readonly confirmed?: boolean | undefined;
  /** What the draft holds are values, of a definition, a server or a model: nothing in it is filled in but its server. */
  readonly literal?: boolean | undefined;
  /** Headers with variables that a person wrote for all such requests; they are filled in. */
  readonly headers?: GroupDefaults['headers'] | undefined;
}

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`; one
 * whose body fails keeps its response beside it.
 * Throws NOT_SENDABLE, NEEDS_CONFIRMATION, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  context: RequestsContext,
  actor: Actor,
  input: SendInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  return sendAnd(context, actor, input, signal, (_exchanged, record) => record());
}

/** What a request brought, for who asked many at once. */
export interface Probed {
  readonly outcome: Outcome;
  /** It is in the history. */
  readonly recorded: boolean;
}

/**
 * Sends a draft as `sendRequest` does, and records it only where `keeps` says so of what came back: what sends many would drive out of
 * the history what people sent. That the connection was used is known either way. Throws what `sendRequest` throws.
 */
export function probeRequest(
  context: RequestsContext,
  actor: Actor,
  { keeps, ...input }: SendInput & { readonly keeps: (outcome: Outcome) => boolean },
  signal?: AbortSignal,
): Promise<Probed> {
  return sendAnd(context, actor, input, signal, async (exchanged, record) => {
    const { outcome } = exchanged;
    const recorded = keeps(outcome);
    if (recorded) await record();
    else {
      recordUseAlone(context, actor, exchanged);
      await discard(outcome);
    }
    return { outcome, recorded };
  });
}

/** Sends a draft; `then` is what becomes of the outcome, whose body is gone where it throws. */
function sendAnd<T>(
  context: RequestsContext,
  actor: Actor,
  { id, draft, confirmed, literal, headers = [] }: SendInput,
  signal: AbortSignal | undefined,
  then: (exchanged: Exchanged, record: () => Promise<SentRequest>) => Promise<T>,
): Promise<T> {
  requireRole(actor, 'editor');
  return context.inFlight.run(actor, id, signal, async (stop, live) => {
    refuseKnownId(context.store.read, actor, id);
    const values = context.session.of(actor, placeOf(context, actor, draft));
    const info = { requestName: draft.operationKey ?? draft.url, requestId: id, iteration: 0, iterationCount: 1 };
    const standing = (set: ScriptValues) => withHeaders(standingOf(context, actor, draft, set), headers);
    const input = { draft, confirmed, values, literal, standing, info, onScriptFault: 'stop' as const };
    return exchange(context, actor, input, { signal: stop, live }, async (exchanged) => {
      const { prepared, request, outcome } = exchanged;
      const record = async () => {
        const kept = concernsFiles(draft.body)
          ? await keepDraft(context, actor, prepared, request.secrets)
          : redactDraft(draft, { judge: prepared.judge, secrets: request.secrets });
        return recordRequest(context, actor, { id, ...exchanged, kept, eventTimes: live.eventTimes });
      };
      try {
        return await then(exchanged, record);
      } catch (error) {
        await discard(outcome);
        throw error;
      }
    });
  });
}

/** As if a folder around the request gave them. */
const withHeaders = ({ chain, scope }: Standing, headers: GroupDefaults['headers']): Standing => ({
  chain: headers.length === 0 ? chain : [...chain, { ...aroundAll, headers }],
  scope,
});

/** For who sends many: whether one of them would open something of the vault. Throws VAULT_LOCKED where it is locked then. */
export function requireVault(
  context: RequestsContext,
  actor: Actor,
  { draft, headers = [] }: Pick<SendInput, 'draft' | 'headers'>,
): void {
  const values = context.session.of(actor, placeOf(context, actor, draft));
  const needs = needsVault(draft, withHeaders(standingOf(context, actor, draft, values), headers), values);
  if (needs && context.vault.standing().status === 'locked') throw lockedFault(context.store.read);
}

const aroundAll: GroupDefaults = {
  ...{ id: groupId.parse('00000000-0000-7000-8000-000000000000'), name: '', connectionId: null, headers: [] },
  auth: { kind: 'inherit' },
  scripts: { before: '', after: '' },
  ...{ followRedirects: null, maxRedirects: null, connectSeconds: null, responseSeconds: null },
  ...{ timeoutSeconds: null, httpVersion: null, useCookies: null },
};

/** Where what scripts set for a draft is kept. */
export function placeOf(
  { store, groupChain }: Pick<RequestsContext, 'store' | 'groupChain'>,
  actor: Actor,
  { groupId, environmentId }: Standpoint,
) {
  const collectionId = groupId === null ? null : (groupChain(store.read, actor, groupId)[0]?.id ?? null);
  return { environmentId, collectionId };
}
