import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { setStatus } from '#main/domains/integrations/index.ts';
import type { Traffic } from '#main/facts/index.ts';
import { createRedactor, type OutboundRequest, type OutboundResponse } from '#main/http/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { ConnectionsContext } from './context.ts';
import type { SecretMaterial } from './credentials/credentialKind.ts';
import { destinationsOf, requireDestinations } from './credentials/destinations.ts';
import {
  applyConnection,
  type ConnectedRequest,
  dropBody,
  openMaterials,
  type SignedRequest,
  sendConnected,
} from './credentials/send.ts';
import { noticeOf } from './notices.ts';
import { readReachable } from './read.ts';
import { type CheckedIntegration, requireIntegration } from './requirements.ts';
import { recordPrevented } from './seen.ts';
import {
  type ConnectionRow,
  changeState,
  notSuspended,
  ownerAlone,
  partsOf,
  readState,
  requireUsable,
  type StateRow,
} from './table.ts';
import { type CheckTarget, checkTarget, ledAway, unproved, type Verdict, verdictOf } from './verdict.ts';

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
const bodyBytes = 1_000_000;

/** A check that can be sent. */
interface PreparedCheck {
  readonly target: CheckedIntegration;
  readonly connection: ConnectionRow | null;
  readonly chosen: CheckTarget;
  readonly request: SignedRequest;
  /** Null where nothing of a connection goes along. */
  readonly connected: ConnectedRequest | null;
}

/** A check that was kept. */
export interface Checked extends CheckResult {
  /** A notice says already that the connection was refused. */
  readonly noticed: boolean;
}

interface Answer {
  readonly response: OutboundResponse | null;
  readonly verdict: Verdict;
}

/**
 * Sends one safe request, with the connection where one is given, and keeps the result with the connection and the integration.
 * A host that refuses or fails is a result; faults are for what prevented the sending: NOT_FOUND, VAULT_LOCKED, NO_SECRET,
 * HOST_REFUSED, NEEDS_SIGN_IN.
 */
export async function checkConnection(
  context: ConnectionsContext,
  actor: Actor,
  input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
  signal?: AbortSignal,
): Promise<Checked> {
  requireRole(actor, 'editor');
  const r = context.store.read;
  const target = requireIntegration(r, actor, input.integrationId);
  const connection = input.connectionId === null ? null : requireUsable(r, actor, input.connectionId);
  if (connection !== null && connection.integrationId !== target.id) throw notFound('The connection');
  try {
    const prepared = await prepareCheck(context, actor, target, connection, null);
    return recordCheck(context, actor, prepared, await sendCheck(context, actor, prepared, signal));
  } catch (error) {
    if (connection !== null) recordUnsent(context, actor, target, connection, error);
    throw error;
  }
}

/** Keeps what prevented a check, so that nothing goes on saying that the connection works. */
function recordUnsent(
  context: ConnectionsContext,
  actor: Actor,
  target: CheckedIntegration,
  connection: ConnectionRow,
  error: unknown,
): void {
  const at = context.now();
  const recorded = context.store.record((w) => {
    if (!recordPrevented(w, connection, error)) return false;
    const reason = error.message;
    changeState(w, connection, { lastCheckedAt: at, lastStatus: null });
    setStatus(w, { tenantId: actor.tenantId, id: target.id, status: 'error', reason, at });
    context.facts.recordTraffic(w, {
      ...checkTraffic(actor, target, connection),
      at,
      result: 'failed',
      durationMs: null,
      details: [{ name: 'Result', value: reason }],
    });
    return true;
  });
  if (recorded) context.facts.signal('checked', actor.tenantId, [target.id, connection.id]);
}

/** Sends the same request with other secrets than the stored ones, and keeps nothing. `proven` where the other side accepted them. */
export async function tryConnection(
  context: ConnectionsContext,
  actor: Actor,
  connection: ConnectionRow,
  materials: readonly SecretMaterial[],
  signal?: AbortSignal,
): Promise<{ check: CheckResult; proven: boolean }> {
  const target = requireIntegration(context.store.read, actor, connection.integrationId);
  const prepared = await prepareCheck(context, actor, target, connection, materials);
  const answer = await sendCheck(context, actor, prepared, signal);
  return { check: resultOf(prepared, answer, context.now()), proven: answer.verdict.state === 'valid' };
}

const keysOf = (connection: ConnectionRow | null) =>
  connection === null ? [] : partsOf(connection).map(({ schemeKey }) => schemeKey);

async function prepareCheck(
  context: ConnectionsContext,
  actor: Actor,
  target: CheckedIntegration,
  connection: ConnectionRow | null,
  given: readonly SecretMaterial[] | null,
): Promise<PreparedCheck> {
  const chosen = await checkTarget(context, actor, target.id, keysOf(connection));
  const headers = [['Accept', 'application/json, */*;q=0.8']] as const;
  const bare = { method: 'GET', url: chosen.url, headers };
  if (connection === null) {
    return { target, connection, chosen, request: { ...bare, ...bareOfSecrets }, connected: null };
  }
  const url = new URL(chosen.url);
  requireDestinations(await destinationsOf(context, actor, connection, { url, headers }), connection);
  const materials = given ?? (await openMaterials(context, actor, connection));
  const request = applyConnection(bare, connection, materials, { at: context.now() });
  return {
    target,
    connection,
    chosen,
    request,
    connected: { stored: connection, applied: connection, bare, materials, signed: request },
  };
}

const bareOfSecrets = { secrets: [], credentialHeaders: [], credentialQuery: [] } as const;

async function sendCheck(
  context: ConnectionsContext,
  actor: Actor,
  prepared: PreparedCheck,
  signal?: AbortSignal,
): Promise<Answer> {
  const { connection, connected, request } = prepared;
  const bound = connection === null ? {} : { allowedHosts: connection.allowedHosts };
  const outboundOf = (signed: SignedRequest): OutboundRequest => ({
    ...signed,
    ...bound,
    timeouts,
    maxBodyBytes: bodyBytes,
    redirects: { follow: true, max: 5 },
    overflow: 'truncate',
    policy: 'person',
  });
  try {
    const response =
      connected === null
        ? await context.outbound.send(outboundOf(request), signal)
        : (await sendConnected(context, actor, connected, outboundOf, signal)).response;
    await dropBody(response);
    const verdict = readVerdict(prepared, response);
    if (connected === null || verdict.state !== 'valid' || prepared.chosen.proves) return { response, verdict };
    const proved = await isRefusedBare(context, outboundOf({ ...connected.bare, ...bareOfSecrets }), connected, signal);
    return { response, verdict: proved ? verdict : unproved(connected.applied.kind) };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED' || error.code === 'NEEDS_SIGN_IN') throw error;
    const said = { message: error.message, todo: error.data.todo ?? null };
    return { response: null, verdict: { ok: false, outcome: 'failed', state: 'failing', ...said } };
  }
}

/** Whether the same request is refused without the connection. A server that asks for a certificate does not even talk. */
async function isRefusedBare(
  { outbound }: Pick<ConnectionsContext, 'outbound'>,
  request: OutboundRequest,
  { applied }: ConnectedRequest,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const response = await outbound.send(request, signal);
    await dropBody(response);
    const { status } = response;
    return status === 401 || status === 403;
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED') throw error;
    return partsOf(applied).some(({ kind }) => kind === 'mutualTls');
  }
}

function readVerdict({ target, connection, chosen }: PreparedCheck, { status, redirects }: OutboundResponse): Verdict {
  if (redirects.some((hop) => hop.credentialsDropped)) return ledAway(target.displayName, redirects.at(-1)?.to ?? '');
  const kind = connection?.kind ?? null;
  return verdictOf({ name: target.displayName, status, kind, chosenBy: chosen.chosenBy });
}

function resultOf({ request }: PreparedCheck, { response, verdict }: Answer, at: number): CheckResult {
  const url = createRedactor(request.secrets).url(request.url);
  const { ok, outcome, message, todo } = verdict;
  const durationMs = response?.timings.total ?? null;
  return { ok, outcome, at, method: 'GET', url, status: response?.status ?? null, durationMs, message, todo };
}

/** Says to who waits that the refusal is kept, where the connection now shows it: one that has ended says that first. */
function marked(context: ConnectionsContext, actor: Actor, connection: ConnectionRow | null, message: string): string {
  const [kept] = connection === null ? [] : readReachable(context, context.store.read, actor, [connection.id]);
  if (kept === undefined) return message;
  return `${message} The connection is kept${kept.state === 'refused' ? ' and marked refused' : ''}.`;
}

function recordCheck(context: ConnectionsContext, actor: Actor, prepared: PreparedCheck, answer: Answer): Checked {
  const { target, connection } = prepared;
  const result = resultOf(prepared, answer, context.now());
  // What was seen, not what a person entered: it does not wait for the disk (ADR 7).
  const before = context.store.record((w) => {
    const known = connection === null ? undefined : readState(w, connection);
    const { ok, message, at } = result;
    const status = ok ? 'ok' : result.outcome === 'needsConnection' ? 'unknown' : 'error';
    setStatus(w, { tenantId: actor.tenantId, id: target.id, status, reason: ok ? null : message, at });
    if (connection !== null) changeState(w, connection, stateAfter(answer.verdict, result));
    context.facts.recordTraffic(w, trafficOf(actor, prepared, result));
    return known;
  });
  context.facts.signal('checked', actor.tenantId, connection === null ? [target.id] : [target.id, connection.id]);
  const noticed = connection !== null && before !== undefined && noticeRefusal(context, connection, before, answer);
  if (answer.verdict.state !== 'refused') return { ...result, noticed };
  return { ...result, message: marked(context, actor, connection, result.message), noticed };
}

function checkTraffic(actor: Actor, target: CheckedIntegration, connection: ConnectionRow | null) {
  return {
    tenantId: actor.tenantId,
    actor,
    kind: 'check',
    action: 'checked',
    subject: target.displayName,
    integrationId: target.id,
    privateTo: ownerAlone(connection),
  } as const;
}

function trafficOf(actor: Actor, { target, connection }: PreparedCheck, result: CheckResult): Traffic {
  return {
    ...checkTraffic(actor, target, connection),
    at: result.at,
    result: result.ok ? 'ok' : 'failed',
    durationMs: result.durationMs,
    details: [
      { name: 'Request', value: `GET ${result.url}` },
      { name: 'Result', value: result.message },
    ],
  };
}

/** A refusal is news only once. Answers whether it was. */
function noticeRefusal(
  { events, store }: ConnectionsContext,
  connection: ConnectionRow,
  before: StateRow,
  { verdict: { state, message } }: Answer,
): boolean {
  if (state !== 'refused' || before.state === 'refused') return false;
  events.notice(noticeOf(store.read, connection, { level: 'error', what: 'was refused', body: message }));
  return true;
}

function stateAfter({ state, message }: Verdict, { at, status }: CheckResult): Partial<StateRow> {
  const seen = { lastCheckedAt: at, lastUsedAt: at, lastStatus: status };
  if (state === null) return seen;
  if (state !== 'valid') return { ...seen, state, stateReason: message };
  return { ...seen, ...notSuspended, state, stateReason: null, lastSucceededAt: at };
}
