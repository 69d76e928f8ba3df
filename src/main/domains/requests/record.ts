import { basename } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Exchange } from '#contract/requests.ts';
import type { Actor } from '#main/actor.ts';
import { noteUse, type SignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, type OutboundResponse } from '#main/http/index.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsDeps } from './deps.ts';
import { toExchange } from './exchange.ts';
import { historyCharacters, keptDraft } from './keptDraft.ts';
import { isTextual } from './mediaType.ts';
import type { Outcome } from './outcome.ts';
import type { Prepared } from './prepare.ts';
import { type ExchangeRecord, exchanges, type NewExchange } from './table.ts';

/** Characters of a request's body that are kept. */
const previewCharacters = 64 * 1024;
/** Redacted together with the preview, so that no secret is cut in two at its end. */
const margin = 2_000_000;

/** Throws CONFLICT where an exchange with this id was recorded already. */
export function refuseKnownId(r: Reader, { tenantId }: Actor, id: ExchangeId): void {
  const where = and(eq(exchanges.tenantId, tenantId), eq(exchanges.id, id));
  if (r.select({ id: exchanges.id }).from(exchanges).where(where).get() === undefined) return;
  throw commonFaults.fault('CONFLICT', 'A request with this id was sent before.', { kept: 'Nothing was sent.' });
}

/** Writes down what was sent and what came back, in one transaction, and says so. */
export function recordExchange(
  deps: RequestsDeps,
  actor: Actor,
  id: ExchangeId,
  prepared: Prepared,
  request: SignedRequest,
  outcome: Outcome,
): Exchange {
  const at = deps.now();
  const row = rowOf(actor, { id, at }, prepared, request, outcome);
  const { connection } = prepared;
  deps.store.record((w) => {
    w.insert(exchanges).values(row).run();
    if (connection !== null) noteUse(w, connection, { at, status: row.status ?? null });
    // The activity page's row joins this transaction.
    tell(deps, actor, row);
  });
  deps.events.changed('requests', actor.tenantId, [id]);
  if (connection !== null) deps.events.changed('connections', actor.tenantId, [connection.id]);
  return toExchange(row);
}

function rowOf(
  actor: Actor,
  { id, at }: { id: ExchangeId; at: number },
  { draft, built, integration, connection }: Prepared,
  request: SignedRequest,
  outcome: Outcome,
): NewExchange {
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = 'fault' in outcome ? outcome.fault : null;
  const record: ExchangeRecord = {
    requestHeaders: redactor.headers(request.headers).map(([name, value]) => ({ name, value })),
    requestBody:
      built.body && redactor.text(built.body.shown.slice(0, previewCharacters + margin)).slice(0, previewCharacters),
    response: 'response' in outcome ? shownResponse(outcome) : null,
    fault: fault && {
      code: fault.code,
      message: fault.message,
      phase: fault.data.phase ?? null,
      tried: fault.data.tried ?? null,
      todo: fault.data.todo ?? null,
    },
    timings: response?.timings ?? null,
    draft: keptDraft(draft, redactor, historyCharacters),
  };
  return {
    ...{ tenantId: actor.tenantId, id, at, actorId: actor.userId, actorName: actor.name },
    privateTo: connection?.visibility === 'private' ? actor.userId : null,
    ...{ integrationId: integration?.id ?? null, integrationName: integration?.displayName ?? null },
    ...{ operationKey: draft.operationKey, connectionName: connection?.name ?? null },
    ...{ method: built.method, url: redactor.url(request.url), record },
    ...{ status: response?.status ?? null, faultCode: fault?.code ?? null, totalMs: response?.timings.total ?? null },
    ...bodyColumns(response),
  };
}

function shownResponse({ response, schemaMatch }: Extract<Outcome, { response: unknown }>) {
  const { status, statusText, httpVersion, truncated, remoteAddress, redirects, contentType, body } = response;
  return {
    ...{ status, statusText, httpVersion, truncated, remoteAddress, redirects, schemaMatch },
    headers: response.headers.map(([name, value]) => ({ name, value })),
    mediaType: contentType === '' ? null : contentType,
    bytes: body.bytes,
    textual: contentType === '' ? looksLikeText(body) : isTextual(contentType),
  };
}

function looksLikeText(body: OutboundResponse['body']): boolean {
  return body.kind === 'inline' && !body.data.subarray(0, 4096).includes(0);
}

function bodyColumns(response: OutboundResponse | null) {
  if (response === null) return { bytes: null, charset: null, keptBytes: 0, bodyFile: null, body: null };
  const { body, charset } = response;
  const kept = { bytes: body.bytes, charset, keptBytes: body.bytes };
  if (body.kind === 'inline') return { ...kept, bodyFile: null, body: body.data };
  return { ...kept, bodyFile: basename(body.path), body: null };
}

function tell({ events }: RequestsDeps, actor: Actor, row: NewExchange): void {
  const { method, url, status, faultCode, record } = row;
  const failed = faultCode !== null || (status ?? 0) >= 400;
  events.happened({
    ...{ tenantId: actor.tenantId, actor, kind: 'request', action: 'sent' },
    ...{
      subject: row.operationKey ?? `${method} ${URL.parse(url)?.host ?? url}`,
      integrationId: row.integrationId ?? null,
    },
    result: faultCode === 'CANCELLED' ? 'cancelled' : failed ? 'failed' : 'ok',
    durationMs: row.totalMs ?? null,
    details: [
      { name: 'Request', value: `${method} ${url}` },
      {
        name: 'Result',
        value: status === null || status === undefined ? (record.fault?.message ?? '') : String(status),
      },
      { name: 'Exchange', value: row.id },
    ],
  });
}
