import { Fault } from '#contract/fault.ts';
import { type RequestDraft, requestFaults } from '#contract/requests.ts';
import type { TestResults } from '#contract/testResults.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import {
  type ConnectedRequest,
  recordPrevented,
  requireDestinations,
  type SignedRequest,
  sendConnected,
  signByHand,
  signConnected,
} from '#main/domains/connections/index.ts';
import { createRedactor, type OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { WireRequest, WireResponse } from '#main/scripts/index.ts';
import { bodyText, checkResponse, wireResponse } from './checkResponse.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { sentFileBytes, withJoinedBody } from './draftFiles.ts';
import type { LiveProgress } from './inFlight.ts';
import { settingsOf } from './inherit.ts';
import { prepareRequest, requireConfirmed, type Standing, standingOf } from './prepare.ts';
import { type Outcome, redactUrl, type Sent } from './record.ts';
import { createScripting, type Scripting, type ScriptingOptions } from './scripting.ts';
import type { ScriptValues } from './scriptValues.ts';
import { withWire } from './wireRequest.ts';
import { signable } from './writeBody.ts';

/** A request to be sent, and what goes on around it. */
export interface ExchangeInput {
  readonly draft: RequestDraft;
  readonly confirmed?: boolean | undefined;
  readonly values: ScriptValues;
  /** Where it stands with what was set by then, where that is known otherwise. */
  readonly standing?: ((values: ScriptValues) => Standing) | undefined;
  readonly info: ScriptingOptions['info'];
  /** What becomes of a request whose script before it failed. */
  readonly onScriptFault: 'stop' | 'goOn';
}

/** A request that went out, or tried to, with what its checks and scripts came to. */
export interface Exchanged extends Omit<Sent, 'id' | 'kept'> {
  readonly nextRequest: Scripting['nextRequest'];
  /** The address that it was sent to, without secrets. */
  readonly shownUrl: string;
}

interface Way {
  readonly signal: AbortSignal;
  readonly live?: LiveProgress;
}

/**
 * Sends a draft: its scripts run, its variables are filled in, it is signed and sent, and its response is checked. `work` gets what came of
 * it while the files of its body are still there. Nothing is recorded here.
 */
export async function exchange<T>(
  context: RequestsContext,
  actor: Actor,
  input: ExchangeInput,
  way: Way,
  work: (exchanged: Exchanged) => Promise<T>,
): Promise<T> {
  const { values, confirmed } = input;
  let known: Standing | null = null;
  const standing = () => {
    known ??= input.standing?.(values) ?? standingOf(context, actor, input.draft, values);
    return known;
  };
  const send = (request: WireRequest, signal: AbortSignal) => sendForScript(context, actor, input, request, signal);
  const scripting = createScripting(context, { standing, values, info: input.info, send, signal: way.signal });
  requireConfirmed(standing().scope, input.draft, confirmed);
  const { draft, skip } = await scripting.before(input.draft);
  // What they set counts from here on.
  if (scripting.results !== null) known = null;
  requireConfirmed(standing().scope, draft, confirmed);
  const prepared = await prepareRequest(context, actor, draft, {
    readBytes: sentFileBytes,
    values: 'read',
    set: values,
    standing: standing(),
    secrets: scripting.secrets,
    signal: way.signal,
  });
  const stopped = skip ? 'skipped' : isStopped(scripting, input) ? 'failed' : null;
  return withJoinedBody(context, actor, prepared, async (joined) => {
    const sent = stopped === null ? await sendPrepared(context, actor, joined, way) : notSent(joined, stopped);
    await checkResponse(context, sent.outcome, scripting, joined.filled);
    const tests = redactResults(scripting, sent.request.secrets);
    const shownUrl = redactUrl(sent.request.url, createRedactor(sent.request.secrets), joined.judge);
    return work({ prepared: joined, ...sent, tests, nextRequest: scripting.nextRequest, shownUrl });
  });
}

const isStopped = ({ results }: Scripting, { onScriptFault }: ExchangeInput): boolean =>
  onScriptFault === 'stop' && (results?.faults.length ?? 0) > 0;

function notSent({ built }: PreparedRequest, why: 'skipped' | 'failed'): Pick<Sent, 'request' | 'headers' | 'outcome'> {
  const request = { method: built.method, url: built.url?.href ?? built.address, headers: built.headers };
  const fault =
    why === 'skipped'
      ? requestFaults.fault('SKIPPED', 'A script skipped the request.', { kept: 'Nothing was sent.' })
      : requestFaults.fault('SCRIPT_FAILED', 'A script that runs before the request failed.', {
          kept: 'Nothing was sent.',
          todo: 'Look at its error under Tests, and correct it under Scripts.',
        });
  return {
    request: { ...request, secrets: [], credentialHeaders: [], credentialQuery: [] },
    headers: request.headers,
    outcome: { fault },
  };
}

function redactResults({ results, secrets }: Scripting, others: readonly string[]): TestResults | null {
  if (results === null) return null;
  const { text } = createRedactor([...secrets, ...others]);
  return {
    ...results,
    results: results.results.map((each) => ({
      ...each,
      name: text(each.name),
      message: each.message === null ? null : text(each.message),
    })),
    logs: results.logs.map((each) => ({ ...each, text: text(each.text) })),
    faults: results.faults.map((each) => ({ ...each, message: text(each.message) })),
  };
}

/** A request that a script sends of itself: without a connection, by the same rules, and not recorded. */
async function sendForScript(
  context: RequestsContext,
  actor: Actor,
  { draft, values, standing }: ExchangeInput,
  request: WireRequest,
  signal: AbortSignal,
): Promise<WireResponse> {
  const bare: RequestDraft = {
    ...draft,
    integrationId: null,
    operationKey: null,
    connectionId: null,
    auth: { kind: 'connection' },
    url: '',
    parameters: [],
    body: { kind: 'none' },
    scripts: { before: '', after: '' },
  };
  const asked = withWire(bare, request);
  requireConfirmed(standing?.(values).scope ?? standingOf(context, actor, draft, values).scope, asked, undefined);
  const prepared = await prepareRequest(context, actor, asked, {
    readBytes: sentFileBytes,
    values: 'read',
    set: values,
    ...(standing && { standing: { ...standing(values), chain: [] } }),
    signal,
  });
  const { outcome } = await sendPrepared(context, actor, prepared, { signal });
  if ('fault' in outcome) throw outcome.fault;
  return { ...wireResponse(outcome.response), body: await bodyText(outcome.response) };
}

async function sendPrepared(context: RequestsContext, actor: Actor, prepared: PreparedRequest, { signal, live }: Way) {
  return transmit(context, actor, prepared, await sign(context, actor, prepared), signal, live);
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
  const here = 'this request, or its folder or collection';
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(outgoing === null ? {} : { body: outgoing }),
    bodyHasSecrets: bodyHasSecrets || built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      connectMs: seconds(settings.connectSeconds),
      responseMs: seconds(settings.responseSeconds),
      totalMs: seconds(settings.timeoutSeconds),
    },
    limitOwners: { connectMs: here, responseMs: here, totalMs: here },
    ...(settings.httpVersion !== null && { httpVersion: settings.httpVersion }),
    redirects: { follow: settings.followRedirects, max: settings.maxRedirects },
    policy: 'person',
    overflow: 'truncate',
    incomplete: 'keep',
  };
}

/** The jar of the environment, or of the tenant; undefined where cookies are not used. */
async function jarOf({ cookies }: Pick<RequestsContext, 'cookies'>, actor: Actor, { filled }: PreparedRequest) {
  return filled.useCookies === false ? undefined : cookies.jarFor(actor, filled.environmentId ?? '');
}

/**
 * A draft's request with its credentials and cookies, for what begins as a request and then speaks otherwise. Throws what `sendRequest`
 * throws before anything is sent.
 */
export async function signedOutbound(
  context: RequestsContext,
  actor: Actor,
  draft: RequestDraft,
): Promise<OutboundRequest> {
  requireRole(actor, 'editor');
  const prepared = await prepareRequest(context, actor, draft, { readBytes: sentFileBytes, values: 'read' });
  const { signed } = await sign(context, actor, prepared);
  return { ...outboundOf(prepared, signed), cookies: await jarOf(context, actor, prepared) };
}

/** Sends, and compares what comes back with what the operation declares. A fault of the network is an outcome too. */
async function transmit(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  { connected, signed, withTyped }: SignedDraft,
  signal: AbortSignal,
  live: LiveProgress | undefined,
): Promise<Pick<Sent, 'request' | 'headers' | 'outcome'>> {
  let request = signed;
  let written: Sent['headers'] | null = null;
  const cookies = await jarOf(context, actor, prepared);
  const progress = {
    ...(live && { onHead: live.onHead, onData: live.onData }),
    onRequest: (headers: [name: string, value: string][]) => {
      written = headers;
    },
  };
  const outbound = (given: SignedRequest) => {
    request = given;
    return { ...outboundOf(prepared, given), cookies, progress };
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
