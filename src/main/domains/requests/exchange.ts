import { type RequestDraft, requestFaults } from '#contract/requests.ts';
import type { CookieSource } from '#main/domains/cookies/domain.ts';
import { createRedactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { WireRequest, WireResponse } from '#main/scripts/index.ts';
import { bodyText, checkResponse, wireResponse } from './checkResponse.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { sentFileBytes, withJoinedBody } from './draftFiles.ts';
import { prepareRequest, requireConfirmed, type Standing, standingOf } from './prepare.ts';
import type { Sent } from './record.ts';
import { redactUrl } from './redact.ts';
import { redactResults } from './resultTexts.ts';
import { scriptCookies } from './scriptCookies.ts';
import { createScripting, type Scripting, type ScriptingOptions } from './scripting.ts';
import type { ScriptValues } from './scriptValues.ts';
import { noCredentials, sendPrepared, typedCredentials, type Way } from './transmit.ts';
import { withWire } from './wireRequest.ts';

/** A request to be sent, and what goes on around it. */
export interface ExchangeInput {
  readonly draft: RequestDraft;
  readonly confirmed?: boolean | undefined;
  readonly values: ScriptValues;
  /** Where it stands with what was set by then, where that is known otherwise. */
  readonly standing?: ((values: ScriptValues) => Standing) | undefined;
  readonly info: ScriptingOptions['info'];
  /** The draft's own texts are values of elsewhere: nothing in them is filled in. */
  readonly literal?: boolean | undefined;
  /** In the place of the jars of the tenant. */
  readonly cookies?: CookieSource | null | undefined;
  /** What becomes of a request whose script before it failed. */
  readonly onScriptFault: 'stop' | 'goOn';
}

/** A request that went out, or tried to, with what its checks and scripts came to. */
export interface Exchanged extends Omit<Sent, 'id' | 'kept'> {
  readonly nextRequest: Scripting['nextRequest'];
  /** The address that it was sent to, without secrets. */
  readonly shownUrl: string;
}

/**
 * Sends a draft: its scripts run, its variables are filled in, it is signed and sent, and its response is checked. `work` gets what came of
 * it while the files of its body are still there. Nothing is recorded here.
 */
export async function exchange<T>(
  shared: RequestsContext,
  actor: Actor,
  input: ExchangeInput,
  way: Way,
  work: (exchanged: Exchanged) => Promise<T>,
): Promise<T> {
  const { values, confirmed } = input;
  const context = input.cookies ? { ...shared, cookies: input.cookies } : shared;
  let known: Standing | null = null;
  const standing = () => {
    known ??= input.standing?.(values) ?? standingOf(context, actor, input.draft, values);
    return known;
  };
  const scripting: Scripting = createScripting(context, {
    standing,
    values,
    info: input.info,
    send: (request, signal) => sendForScript(context, actor, input, { request, scripting, signal }),
    cookiesFor: async (draft) => {
      const asked = await prepareRequest(context, actor, draft, {
        readBytes: 0,
        values: 'shown',
        set: values,
        standing: standing(),
      });
      return scriptCookies(context, actor, asked, scripting.hide);
    },
    signal: way.signal,
  });
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
    literal: input.literal,
    secrets: scripting.secrets,
    signal: way.signal,
  });
  const stopped = skip ? 'skipped' : isStopped(scripting, input) ? 'failed' : null;
  return withJoinedBody(context, actor, prepared, async (joined) => {
    const sent =
      stopped === null ? await sendPrepared(context, actor, joined, way) : notSent(joined, stopped, scripting);
    await checkResponse(context, sent.outcome, scripting, joined.filled);
    // What checks and scripts made of secrets counts too.
    const secrets = [...new Set([...sent.request.secrets, ...scripting.secrets])];
    const shown = { ...sent, request: { ...sent.request, secrets } };
    const tests = scripting.results && redactResults(scripting.results, secrets);
    const shownUrl = redactUrl(sent.request.url, createRedactor(secrets), joined.judge);
    return work({ prepared: joined, ...shown, tests, nextRequest: scripting.nextRequest, shownUrl });
  });
}

const isStopped = ({ results }: Scripting, { onScriptFault }: ExchangeInput): boolean =>
  onScriptFault === 'stop' && (results?.faults.length ?? 0) > 0;

function notSent(
  prepared: PreparedRequest,
  why: 'skipped' | 'failed',
  scripting: Scripting,
): Pick<Sent, 'request' | 'headers' | 'outcome'> {
  const { built } = prepared;
  const bare = { method: built.method, url: built.url?.href ?? built.address, headers: built.headers };
  const request = typedCredentials(prepared, built.url)({ ...bare, ...noCredentials });
  const fault =
    why === 'skipped'
      ? requestFaults.fault('SKIPPED', 'A script skipped the request.', { kept: 'Nothing was sent.' })
      : scriptFailed(scripting, [...request.secrets, ...scripting.secrets]);
  return { request, headers: bare.headers, outcome: { fault } };
}

/** Names the script, the line and what went wrong there. */
function scriptFailed({ results }: Scripting, secrets: readonly string[]) {
  const [fault] = results === null ? [] : redactResults(results, secrets).faults;
  const place = fault?.line == null ? '' : ` at line ${fault.line}`;
  const message =
    fault === undefined
      ? 'A script that runs before the request failed.'
      : `The script of ${fault.of} that runs before the request failed${place}: ${fault.message}`;
  return requestFaults.fault('SCRIPT_FAILED', message, {
    kept: 'Nothing was sent.',
    todo: `Correct it under Scripts${fault === undefined ? '' : ` of ${fault.of}`}; its error is under Tests.`,
  });
}

/** A request that a script sends of itself: without a connection, by the same rules, and not recorded. */
async function sendForScript(
  context: RequestsContext,
  actor: Actor,
  { draft, values, standing }: ExchangeInput,
  { request, scripting, signal }: { request: WireRequest; scripting: Scripting; signal: AbortSignal },
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
    secrets: scripting.secrets,
    signal,
  });
  const { outcome, request: sent } = await sendPrepared(context, actor, prepared, { signal });
  scripting.hide(sent.secrets);
  if ('fault' in outcome) throw outcome.fault;
  return { ...wireResponse(outcome.response), body: await bodyText(outcome.response) };
}
