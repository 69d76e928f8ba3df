import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/actor.ts';
import { setStatus } from '#main/domains/integrations/index.ts';
import { createRedactor, type OutboundResponse } from '#main/http/index.ts';
import { requireUsable } from './access.ts';
import { applyConnection, type SignedRequest } from './applyConnection.ts';
import { type CheckTarget, checkTarget } from './checkTarget.ts';
import type { ConnectionsDeps } from './deps.ts';
import { hostRefused } from './faults.ts';
import { secretMayGoTo } from './hostBinding.ts';
import { removeFile } from './removeFile.ts';
import { oneRow } from './rows.ts';
import { openMaterial } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';
import { requireTarget, type Target } from './target.ts';
import { type Verdict, verdictOf } from './verdict.ts';

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
const bodyBytes = 1_000_000;

interface Checked {
  readonly request: SignedRequest;
  readonly response: OutboundResponse | null;
  readonly verdict: Verdict;
}

/**
 * Sends one safe request, with the connection where one is given, and keeps the result with the connection and the integration.
 * A host that refuses or fails is a result; faults are for what prevented the sending: NOT_FOUND, VAULT_LOCKED, NO_SECRET, HOST_REFUSED.
 */
export async function checkConnection(
  deps: ConnectionsDeps,
  actor: Actor,
  input: { integrationId: IntegrationId; connectionId: ConnectionId | null },
  signal?: AbortSignal,
): Promise<CheckResult> {
  requireRole(actor, 'editor');
  const r = deps.store.read;
  const target = requireTarget(r, actor, input.integrationId);
  const connection = input.connectionId === null ? null : requireUsable(r, actor, input.connectionId);
  if (connection !== null && connection.integrationId !== target.id) throw notFound('The connection');
  const chosen = await checkTarget(deps, actor, target.id, connection?.schemeKey ?? null);
  const request = sign(deps, chosen.url, connection);
  const checked = await ask(deps, target, connection, chosen, request, signal);
  return keep(deps, actor, target, connection, checked);
}

function sign(deps: ConnectionsDeps, url: string, connection: ConnectionRow | null): SignedRequest {
  const bare = { method: 'GET', url, headers: [['Accept', 'application/json, */*;q=0.8']] as const };
  if (connection === null) return { ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] };
  if (!secretMayGoTo(connection.allowedHosts, new URL(url)))
    throw hostRefused(new URL(url).host, connection.allowedHosts);
  return applyConnection(bare, connection, openMaterial(deps, deps.store.read, connection));
}

async function ask(
  { outbound }: ConnectionsDeps,
  target: Target,
  connection: ConnectionRow | null,
  { chosenBy }: CheckTarget,
  request: SignedRequest,
  signal?: AbortSignal,
): Promise<Checked> {
  const limits = {
    timeouts,
    redirects: { follow: true, max: 5 },
    maxBodyBytes: bodyBytes,
    overflow: 'truncate',
  } as const;
  const bound = connection === null ? {} : { allowedHosts: connection.allowedHosts };
  try {
    const response = await outbound.send({ ...request, ...limits, ...bound, policy: 'person' }, signal);
    if (response.body.kind === 'file') await removeFile(response.body.path);
    const asked = { name: target.displayName, status: response.status, kind: connection?.kind ?? null, chosenBy };
    return { request, response, verdict: verdictOf(asked) };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED') throw error;
    const verdict = { ok: false, state: 'failing', message: error.message, todo: error.data.todo ?? null } as const;
    return { request, response: null, verdict };
  }
}

function keep(
  deps: ConnectionsDeps,
  actor: Actor,
  target: Target,
  connection: ConnectionRow | null,
  { request, response, verdict }: Checked,
): CheckResult {
  const { ok, message, todo } = verdict;
  const at = deps.now();
  const { tenantId } = actor;
  deps.store.write((w) => {
    const status = ok ? 'ok' : 'error';
    setStatus(w, { tenantId, id: target.id, status, reason: ok ? null : message, at });
    if (connection !== null)
      w.update(connections)
        .set(stateAfter(verdict, response, at))
        .where(oneRow(connection))
        .run();
  });
  deps.events.changed('integrations', tenantId, [target.id]);
  if (connection !== null) deps.events.changed('connections', tenantId, [connection.id]);
  const url = createRedactor(request.secrets).url(request.url);
  const durationMs = response?.timings.total ?? null;
  deps.events.happened({
    ...{ tenantId, actor, kind: 'check', action: 'checked', subject: target.displayName, integrationId: target.id },
    ...{ result: ok ? 'ok' : 'failed', durationMs },
    details: [
      { name: 'Request', value: `GET ${url}` },
      { name: 'Result', value: message },
    ],
  });
  return { ok, at, method: 'GET', url, status: response?.status ?? null, durationMs, message, todo };
}

function stateAfter({ state, message }: Verdict, response: OutboundResponse | null, at: number) {
  const result = state === null ? {} : { state, stateReason: state === 'valid' ? null : message };
  const success = state === 'valid' ? { lastSucceededAt: at } : {};
  return { ...result, ...success, lastCheckedAt: at, lastUsedAt: at, lastStatus: response?.status ?? null };
}
