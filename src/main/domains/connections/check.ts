import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { setStatus } from '#main/domains/integrations/index.ts';
import { createRedactor, type OutboundRequest, type OutboundResponse } from '#main/http/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { requireUsable } from './access.ts';
import { applyConnection, type SignedRequest } from './applyConnection.ts';
import { type CheckTarget, checkTarget } from './checkTarget.ts';
import type { SecretMaterial } from './credentials/credentialKind.ts';
import type { ConnectionsDeps } from './deps.ts';
import { hostRefused } from './faults.ts';
import { secretMayGoTo } from './hostBinding.ts';
import { noticeOf } from './notice.ts';
import { partsOf } from './partsOf.ts';
import { prepareMaterial } from './prepareMaterial.ts';
import { removeFile } from './removeFile.ts';
import { oneRow } from './rows.ts';
import { type ConnectedRequest, sendConnected } from './sendConnected.ts';
import { type ConnectionRow, connections } from './table.ts';
import { requireTarget, type Target } from './target.ts';
import { ledAway, unproved, type Verdict, verdictOf } from './verdict.ts';

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
const bodyBytes = 1_000_000;

interface Asked {
  readonly target: Target;
  readonly connection: ConnectionRow | null;
  readonly chosen: CheckTarget;
  readonly request: SignedRequest;
  /** Null where nothing of a connection goes along. */
  readonly connected: ConnectedRequest | null;
}

/** A check that was kept. */
export interface Checked extends CheckResult {
  /** A notice says already that the connection was refused. */
  readonly told: boolean;
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
  deps: ConnectionsDeps,
  actor: Actor,
  input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
  signal?: AbortSignal,
): Promise<Checked> {
  requireRole(actor, 'editor');
  const r = deps.store.read;
  const target = requireTarget(r, actor, input.integrationId);
  const connection = input.connectionId === null ? null : requireUsable(r, actor, input.connectionId);
  if (connection !== null && connection.integrationId !== target.id) throw notFound('The connection');
  const asked = await compose(deps, actor, target, connection, null);
  return keep(deps, actor, asked, await ask(deps, actor, asked, signal));
}

/** Sends the same request with other secrets than the stored ones, and keeps nothing. `proven` where the other side accepted them. */
export async function tryConnection(
  deps: ConnectionsDeps,
  actor: Actor,
  connection: ConnectionRow,
  materials: readonly SecretMaterial[],
  signal?: AbortSignal,
): Promise<{ check: CheckResult; proven: boolean }> {
  const target = requireTarget(deps.store.read, actor, connection.integrationId);
  const asked = await compose(deps, actor, target, connection, materials);
  const answer = await ask(deps, actor, asked, signal);
  return { check: resultOf(asked, answer, deps.now()), proven: answer.verdict.state === 'valid' };
}

const keysOf = (connection: ConnectionRow | null) =>
  connection === null ? [] : partsOf(connection).map(({ schemeKey }) => schemeKey);

async function compose(
  deps: ConnectionsDeps,
  actor: Actor,
  target: Target,
  connection: ConnectionRow | null,
  given: readonly SecretMaterial[] | null,
): Promise<Asked> {
  const chosen = await checkTarget(deps, actor, target.id, keysOf(connection));
  const headers = [['Accept', 'application/json, */*;q=0.8']] as const;
  const bare = { method: 'GET', url: chosen.url, headers };
  if (connection === null) {
    return { target, connection, chosen, request: { ...bare, ...bareOfSecrets }, connected: null };
  }
  const url = new URL(chosen.url);
  if (!secretMayGoTo(connection.allowedHosts, url)) throw hostRefused(url.host, connection.allowedHosts);
  const materials = given ?? (await prepareMaterial(deps, actor, connection));
  const request = applyConnection(bare, connection, materials, { at: deps.now() });
  return { target, connection, chosen, request, connected: { connection, bare, materials, signed: request } };
}

const bareOfSecrets = { secrets: [], credentialHeaders: [], credentialQuery: [] } as const;

async function ask(deps: ConnectionsDeps, actor: Actor, asked: Asked, signal?: AbortSignal): Promise<Answer> {
  const { connection, connected, request } = asked;
  const bound = connection === null ? {} : { allowedHosts: connection.allowedHosts };
  const outboundOf = (signed: SignedRequest): OutboundRequest => ({
    ...{ ...signed, ...bound, timeouts, maxBodyBytes: bodyBytes },
    ...{ redirects: { follow: true, max: 5 }, overflow: 'truncate', policy: 'person' },
  });
  try {
    const response =
      connected === null
        ? await deps.outbound.send(outboundOf(request), signal)
        : (await sendConnected(deps, actor, connected, outboundOf, signal)).response;
    if (response.body.kind === 'file') await removeFile(response.body.path);
    const verdict = judge(asked, response);
    if (connected === null || verdict.state !== 'valid' || asked.chosen.proves) return { response, verdict };
    const proved = await isRefusedBare(deps, outboundOf({ ...connected.bare, ...bareOfSecrets }), connected, signal);
    return { response, verdict: proved ? verdict : unproved(connected.connection.kind) };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED' || error.code === 'NEEDS_SIGN_IN') throw error;
    const said = { message: error.message, todo: error.data.todo ?? null };
    return { response: null, verdict: { ok: false, outcome: 'failed', state: 'failing', ...said } };
  }
}

/** Whether the same request is refused without the connection. A server that asks for a certificate does not even talk. */
async function isRefusedBare(
  { outbound }: Pick<ConnectionsDeps, 'outbound'>,
  request: OutboundRequest,
  { connection }: ConnectedRequest,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    const { status, body } = await outbound.send(request, signal);
    if (body.kind === 'file') await removeFile(body.path);
    return status === 401 || status === 403;
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED') throw error;
    return partsOf(connection).some(({ kind }) => kind === 'mutualTls');
  }
}

function judge({ target, connection, chosen }: Asked, { status, redirects }: OutboundResponse): Verdict {
  if (redirects.some((hop) => hop.credentialsDropped)) return ledAway(target.displayName, redirects.at(-1)?.to ?? '');
  const kind = connection?.kind ?? null;
  return verdictOf({ name: target.displayName, status, kind, chosenBy: chosen.chosenBy });
}

function resultOf({ request }: Asked, { response, verdict }: Answer, at: number): CheckResult {
  const url = createRedactor(request.secrets).url(request.url);
  const { ok, outcome, message, todo } = verdict;
  const durationMs = response?.timings.total ?? null;
  return { ok, outcome, at, method: 'GET', url, status: response?.status ?? null, durationMs, message, todo };
}

function keep(deps: ConnectionsDeps, actor: Actor, asked: Asked, answer: Answer): Checked {
  const { target, connection } = asked;
  const result = resultOf(asked, answer, deps.now());
  const { ok, outcome, message, at, url, durationMs } = result;
  const { tenantId } = actor;
  // What was seen, not what a person entered: it does not wait for the disk (ADR 7).
  deps.store.record((w) => {
    const status = ok ? 'ok' : outcome === 'needsConnection' ? 'unknown' : 'error';
    setStatus(w, { tenantId, id: target.id, status, reason: ok ? null : message, at });
    if (connection !== null)
      w.update(connections)
        .set(stateAfter(answer.verdict, answer.response, at))
        .where(oneRow(connection))
        .run();
  });
  deps.events.changed('integrations', tenantId, [target.id]);
  const told = connection !== null && tellState(deps, connection, answer.verdict);
  deps.events.happened({
    ...{ tenantId, actor, kind: 'check', action: 'checked', subject: target.displayName, integrationId: target.id },
    ...{ result: ok ? 'ok' : 'failed', durationMs },
    details: [
      { name: 'Request', value: `GET ${url}` },
      { name: 'Result', value: message },
    ],
  });
  return { ...result, told };
}

/** A refusal is news only once. Answers whether it was told. */
function tellState({ events, store }: ConnectionsDeps, before: ConnectionRow, { state, message }: Verdict): boolean {
  events.changed('connections', before.tenantId, [before.id]);
  if (state !== 'refused' || before.state === 'refused') return false;
  events.notice(noticeOf(store.read, before, { level: 'error', what: 'was refused', body: message }));
  return true;
}

function stateAfter({ state, message }: Verdict, response: OutboundResponse | null, at: number) {
  const result = state === null ? {} : { state, stateReason: state === 'valid' ? null : message };
  const success = state === 'valid' ? { lastSucceededAt: at, halt: null, haltReason: null } : {};
  return { ...result, ...success, lastCheckedAt: at, lastUsedAt: at, lastStatus: response?.status ?? null };
}
