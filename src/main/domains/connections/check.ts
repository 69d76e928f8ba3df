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
import { ledAway, type Verdict, verdictOf } from './verdict.ts';

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
const bodyBytes = 1_000_000;

interface Asked {
  readonly target: Target;
  readonly connection: ConnectionRow | null;
  readonly chosen: CheckTarget;
  readonly request: SignedRequest;
}

interface Answer {
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
  const asked = { target, connection, chosen, request };
  return keep(deps, actor, asked, await ask(deps, asked, signal));
}

function sign(deps: ConnectionsDeps, url: string, connection: ConnectionRow | null): SignedRequest {
  const bare = { method: 'GET', url, headers: [['Accept', 'application/json, */*;q=0.8']] as const };
  if (connection === null) return { ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] };
  if (!secretMayGoTo(connection.allowedHosts, new URL(url)))
    throw hostRefused(new URL(url).host, connection.allowedHosts);
  return applyConnection(bare, connection, openMaterial(deps, deps.store.read, connection));
}

async function ask({ outbound }: ConnectionsDeps, asked: Asked, signal?: AbortSignal): Promise<Answer> {
  const { connection, request } = asked;
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
    return { response, verdict: judge(asked, response) };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CANCELLED') throw error;
    const verdict = { ok: false, state: 'failing', message: error.message, todo: error.data.todo ?? null } as const;
    return { response: null, verdict };
  }
}

function judge({ target, connection, chosen }: Asked, { status, redirects }: OutboundResponse): Verdict {
  if (redirects.some((hop) => hop.credentialsDropped)) return ledAway(target.displayName, redirects.at(-1)?.to ?? '');
  const kind = connection?.kind ?? null;
  return verdictOf({ name: target.displayName, status, kind, chosenBy: chosen.chosenBy });
}

function keep(deps: ConnectionsDeps, actor: Actor, asked: Asked, { response, verdict }: Answer): CheckResult {
  const { target, connection, request } = asked;
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
