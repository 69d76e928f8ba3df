import { randomUUID } from 'node:crypto';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import { declaredSecrets, keysOfSchemes } from '#core/openapi/declaredSecrets.ts';
import {
  type ConnectedRequest,
  destinationsOf,
  handCredentials,
  recordPrevented,
  requireDestinations,
  requireUsable,
  type SignedRequest,
  sendConnected,
  signByHand,
  signConnected,
} from '#main/domains/connections/index.ts';
import type { VariableScope } from '#main/domains/environments/index.ts';
import { findRecord, type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Base, buildRequest } from './buildRequest.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { findFiles, keepDraft, sentFileBytes, withJoinedBody } from './draftFiles.ts';
import { type FillSources, fillDraft } from './fillDraft.ts';
import type { LiveProgress } from './inFlight.ts';
import { settingsOf, withInherited } from './inherit.ts';
import { discard, type Outcome, recordRequest, redactDraft, refuseKnownId, type Sent } from './record.ts';
import { concernsFiles, outgoingOf, signable } from './writeBody.ts';

export interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
  /** A person confirmed that it goes to a production environment, whatever it does there. */
  readonly confirmed?: boolean | undefined;
}

/** What a run gives to the requests that it sends. */
export interface RunValues {
  /** Values by name, over all others. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`; one
 * whose body fails keeps its response beside it.
 * Throws NOT_SENDABLE, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  context: RequestsContext,
  actor: Actor,
  { id, draft, confirmed }: SendInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  requireRole(actor, 'editor');
  return context.inFlight.run(actor, id, signal, async (stop, live) => {
    refuseKnownId(context.store.read, actor, id);
    const written = await prepareRequest(context, actor, draft, {
      readBytes: sentFileBytes,
      values: 'read',
      signal: stop,
    });
    requireConfirmed(written, confirmed);
    const transfer = async (prepared: PreparedRequest) => {
      const signed = await sign(context, actor, prepared);
      const { outcome, ...sent } = await transmit(context, actor, prepared, signed, stop, live);
      try {
        const kept = concernsFiles(draft.body)
          ? await keepDraft(context, actor, prepared, sent.request.secrets)
          : redactDraft(draft, { judge: prepared.judge, secrets: sent.request.secrets });
        return recordRequest(context, actor, { id, prepared, ...sent, outcome, kept });
      } catch (error) {
        await discard(outcome);
        throw error;
      }
    };
    return withJoinedBody(context, actor, written, transfer);
  });
}

type Deps = Pick<RequestsContext, 'store' | 'definitions' | 'outbound' | 'files' | 'variables' | 'groupChain' | 'now'>;

interface PrepareOptions {
  /** Longest text file that is read. */
  readonly readBytes: number;
  /** `shown`: names stand in for values that are no one's to see, so that nothing is opened or run. */
  readonly values: 'read' | 'shown';
  readonly given?: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal;
}

/**
 * Reads what the draft refers to, fills its variables in, and builds its request. Throws NOT_FOUND, FORBIDDEN, and where values are read what
 * that throws.
 */
export async function prepareRequest(
  context: Deps,
  actor: Actor,
  draft: RequestDraft,
  options: PrepareOptions,
): Promise<PreparedRequest> {
  const r = context.store.read;
  const { integrationId, operationKey: key } = draft;
  const integration = integrationId === null ? null : readRecord(r, actor.tenantId, integrationId);
  const chain = draft.groupId === null ? [] : context.groupChain(r, actor, draft.groupId);
  const scope = context.variables.scope(r, actor, draft);
  const inherited = withInherited(draft, chain);
  const connection = inherited.connectionId === null ? null : requireUsable(r, actor, inherited.connectionId);
  const operation =
    integrationId === null || key === null ? null : await describeKnown(context, actor, { integrationId, key });
  const judge = judgeOf(context, actor, integration, operation);
  const { files, draft: read } = concernsFiles(draft.body)
    ? await findFiles(context.files, actor.tenantId, draft, options.readBytes)
    : { files: undefined, draft };
  const values = await fillDraft({ ...inherited, body: read.body }, sourcesOf(context, scope, options));
  const { draft: filled } = values;
  const { auth } = filled;
  const base = integration && baseOf(context, actor, integration, filled, operation);
  const built = buildRequest(filled, operation, base, judge, files);
  return {
    draft,
    read,
    filled,
    secrets: values.secrets,
    bodyHasSecrets: values.bodyHasSecrets,
    scope,
    chain,
    built: { ...built, problems: [...built.problems, ...values.problems] },
    outgoing: built.body === null ? null : outgoingOf(built.body),
    judge,
    operation,
    integration,
    connection,
    byHand: auth.kind === 'connection' || auth.kind === 'inherit' ? null : handCredentials(auth),
    destinations:
      connection === null || built.url === null
        ? null
        : destinationsOf(context, actor, connection, { url: built.url, headers: built.headers }),
  };
}

/** Stands in for a value that is not to be seen; it is sought and masked as the value would be. */
const standIn = (name: string) => `hidden-value-of-${Buffer.from(name).toString('hex')}`;

function sourcesOf(
  { variables, now }: Deps,
  scope: VariableScope,
  { values, given = new Map(), signal }: PrepareOptions,
): FillSources {
  const isHidden = (name: string) => (scope.variables.get(name)?.row.kind ?? 'plain') !== 'plain';
  return {
    given,
    scope,
    chance: { now, random: Math.random, uuid: randomUUID },
    readValues: async (names) =>
      values === 'read'
        ? variables.readValues(scope, names, signal)
        : new Map(names.filter(isHidden).map((name) => [name, standIn(name)])),
  };
}

/** Methods that change nothing on a server that keeps to RFC 9110 section 9.2.1. */
export const isSafeMethod = (method: string): boolean => /^(GET|HEAD|OPTIONS)$/.test(method);

/** Throws NEEDS_CONFIRMATION for a request that may change something in a production environment. */
function requireConfirmed({ scope, built }: PreparedRequest, confirmed: boolean | undefined): void {
  const { environment } = scope;
  if (environment === null || !environment.isProduction || confirmed === true || isSafeMethod(built.method)) return;
  throw requestFaults.fault('NEEDS_CONFIRMATION', `${environment.name} is a production environment.`, {
    kept: 'Nothing was sent.',
    todo: `Confirm that ${built.method} is to be sent there.`,
    names: [environment.name],
  });
}

/** Null where the operation is gone: a saved request outlives it, and goes out as it is. */
async function describeKnown(
  { definitions }: Pick<Deps, 'definitions'>,
  actor: Actor,
  input: { integrationId: IntegrationId; key: string },
): Promise<OperationDetail | null> {
  return definitions.describe(actor, input).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'DEFINITION_OPERATION_UNKNOWN') return null;
    throw error;
  });
}

/** The judge of what is typed for an integration; the report is only read where the operation does not tell the keys itself. */
export function judgeOf(
  { store, definitions }: Pick<Deps, 'store' | 'definitions'>,
  actor: Actor,
  integration: Pick<IntegrationRecord, 'id' | 'manualAuth'> | null,
  operation: OperationDetail | null,
): Judge {
  if (integration === null) return createJudge();
  const { id, manualAuth } = integration;
  const report = operation?.apiKeys === undefined ? definitions.reportOf(store.read, actor, id)?.report : undefined;
  const keys = keysOfSchemes(report?.securitySchemes ?? []);
  return createJudge(declaredSecrets(operation, [...keys, ...(manualAuth.kind === 'apiKey' ? [manualAuth] : [])]));
}

/** The same for a draft: what the definition says counts as long as there is one, and a draft outlives its operation. */
export async function judgeOfDraft(
  context: Pick<Deps, 'store' | 'definitions'>,
  actor: Actor,
  { integrationId, operationKey: key }: RequestDraft,
): Promise<Judge> {
  const integration =
    integrationId === null ? undefined : findRecord(context.store.read, actor.tenantId, integrationId);
  if (integration === undefined || integrationId === null) return createJudge();
  const described = key === null ? null : context.definitions.describe(actor, { integrationId, key });
  const operation = await described?.catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
  return judgeOf(context, actor, integration, operation ?? null);
}

/** The report is only read where the draft or the operation names a server that it may declare. */
function baseOf(
  { store, definitions }: Deps,
  actor: Actor,
  { id, baseUrl }: NonNullable<PreparedRequest['integration']>,
  draft: RequestDraft,
  operation: OperationDetail | null,
): Base {
  if (draft.server === null && !operation?.ownServers) return { baseUrl, servers: [], sourceUrl: null };
  const found = definitions.reportOf(store.read, actor, id);
  return { baseUrl, servers: found?.report.servers ?? [], sourceUrl: found?.sourceUrl ?? null };
}

/** A request that is ready to go out. */
interface SignedDraft {
  /** Null where no connection goes along. */
  readonly connected: ConnectedRequest | null;
  readonly signed: SignedRequest;
  /** Adds what a person typed into the draft by hand to what must be redacted and dropped. */
  readonly withTyped: (signed: SignedRequest) => SignedRequest;
}

/** The request with its credentials. Throws where it must not go out. */
async function sign(context: RequestsContext, actor: Actor, prepared: PreparedRequest): Promise<SignedDraft> {
  const { draft, built, connection, byHand, destinations } = prepared;
  const problem = built.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined || built.url === null) throw notSendable(problem?.message, problem?.field);
  const bare = { method: built.method, url: built.url.href, headers: built.headers };
  const withTyped = typedCredentials(prepared, built.url);
  if (byHand !== null) {
    const connected = signByHand(context, byHand, { ...bare, body: signable(prepared.outgoing) });
    return { connected, signed: withTyped(connected.signed), withTyped };
  }
  if (connection === null) {
    const signed = withTyped({ ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] });
    return { connected: null, signed, withTyped };
  }
  if (destinations !== null) requireDestinations(destinations, connection, draft.confirmedHost);
  const unsigned = { ...bare, body: signable(prepared.outgoing) };
  const connected = await signConnected(context, actor, connection, unsigned).catch((error: unknown) => {
    if (context.store.record((w) => recordPrevented(w, connection, error)))
      context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
    throw error;
  });
  return { connected, signed: withTyped(connected.signed), withTyped };
}

function typedCredentials({ built, judge, secrets: filledIn }: PreparedRequest, url: URL): SignedDraft['withTyped'] {
  const secrets = [...soughtValues(built.typed), ...filledIn];
  const names = built.headers.filter(([name, value]) => judge('header', name, value)).map(([name]) => name);
  const query = [...url.searchParams].filter(([name, value]) => judge('query', name, value)).map(([name]) => name);
  return (signed) => ({
    ...signed,
    secrets: [...signed.secrets, ...secrets],
    credentialHeaders: [...signed.credentialHeaders, ...names],
    credentialQuery: [...signed.credentialQuery, ...query],
  });
}

function outboundOf(prepared: PreparedRequest, request: SignedRequest): OutboundRequest {
  const { filled, built, connection, destinations, outgoing, bodyHasSecrets } = prepared;
  const seconds = (value: number | null) => (value === null ? undefined : value * 1000);
  const settings = settingsOf(filled, []);
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(outgoing === null ? {} : { body: outgoing }),
    bodyHasSecrets: bodyHasSecrets || built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      connectMs: seconds(settings.connectSeconds) ?? 15_000,
      responseMs: seconds(settings.responseSeconds) ?? 0,
      totalMs: seconds(settings.timeoutSeconds),
    },
    redirects: { follow: settings.followRedirects, max: settings.maxRedirects },
    policy: 'person',
    overflow: 'truncate',
    incomplete: 'keep',
  };
}

/** Sends, and compares what comes back with what the operation declares. A fault of the network is an outcome too. */
async function transmit(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  { connected, signed, withTyped }: SignedDraft,
  signal: AbortSignal,
  live: LiveProgress,
): Promise<Pick<Sent, 'request' | 'headers' | 'outcome'>> {
  let request = signed;
  let written: Sent['headers'] | null = null;
  const progress = {
    onHead: live.onHead,
    onData: live.onData,
    onRequest: (headers: [name: string, value: string][]) => {
      written = headers;
    },
  };
  const outbound = (given: SignedRequest) => {
    request = given;
    return { ...outboundOf(prepared, given), progress };
  };
  // Where nothing was written, what was given is shown.
  const sent = (outcome: Outcome) => ({ request, headers: written ?? request.headers, outcome });
  try {
    const { response } =
      connected === null
        ? { response: await context.outbound.send(outbound(signed), signal) }
        : await sendConnected(context, actor, connected, (given) => outbound(withTyped(given)), signal);
    return sent({ response, schemaMatch: await context.schemaMatcher.match(prepared.operation, response) });
  } catch (error) {
    if (error instanceof Fault) return sent({ fault: error });
    throw error;
  }
}

function notSendable(message = 'This is not a valid URL.', field = 'url') {
  return requestFaults.fault('NOT_SENDABLE', message, {
    kept: 'Nothing was sent. Your request is kept.',
    todo: 'Correct it and send again.',
    field,
  });
}
