import { Fault } from '#contract/fault.ts';
import { type DoctorStep, oauthFaults } from '#contract/oauth.ts';
import { isInside } from '#main/domains/connections/index.ts';
import { createRedactor, mask, type Outbound, type OutboundResponse } from '#main/http/index.ts';
import { maskTokens, readFields, readRefusal, secretsIn } from './serverAnswer.ts';

/** The steps of one flow with an authorization server. Every request goes through here and is kept, redacted, for the doctor. */
export interface StepRecorder {
  readonly at: number;
  readonly now: () => number;
  /** Redacted with everything that is known to be secret now. */
  steps(): DoctorStep[];
  /** Adds what the console did not send itself, such as the redirect that the browser brought. */
  note(step: Partial<DoctorStep> & Pick<DoctorStep, 'name'>): void;
  /** Says why the last step was not good, where it does not say so itself. */
  failLast(code: string, error: string): void;
  /** Says that the last step came to what was wanted, whatever the server calls it. */
  passLast(): void;
  /** Something that no step may show. */
  hide(...secrets: (string | null | undefined)[]): void;
  /** The OAuth2 error or network code of the last step; null where it went well. */
  lastCode(): string | null;
  /** The last step as it came, not redacted; undefined before the first. */
  last(): Readonly<DoctorStep> | undefined;
  /** Milliseconds by which the server's clock is ahead of ours; null before its first Date header. */
  skewMs(): number | null;
  /** Keeps the steps redacted alone, and forgets what was secret. */
  forget(): void;
  /** A `fetch` for the protocol library, whose requests are kept under this name. */
  fetch(name: DoctorStep['name']): (url: string, init: FetchInit) => Promise<Response>;
}

/** `before` are the steps of a flow that was interrupted, so that the doctor still shows them. */
export function createRecorder(context: RecorderDeps, mode: Mode, before: readonly DoctorStep[] = []): StepRecorder {
  const secrets = new Set<string>();
  const steps: DoctorStep[] = [...before];
  let skewMs: number | null = null;
  const sink: StepSink = {
    add: (step) => void steps.push(step),
    hide: (...more) => {
      for (const secret of more) secrets.add(secret);
    },
    skew: (milliseconds) => {
      skewMs = milliseconds;
    },
  };
  return {
    at: context.now(),
    now: context.now,
    steps: () => steps.map((step) => redactStep(step, [...secrets])),
    note: (step) => sink.add({ at: context.now(), ...nothingSent, ...nothingReceived, ...nothingWrong, ...step }),
    failLast: (code, error) => {
      const last = steps.at(-1);
      if (last) steps[steps.length - 1] = { ...last, code: last.code ?? code, error: last.error ?? error };
    },
    passLast: () => {
      const last = steps.at(-1);
      if (last) steps[steps.length - 1] = { ...last, ...nothingWrong };
    },
    hide: (...more) => sink.hide(...more.filter((secret) => typeof secret === 'string' && secret !== '').map(String)),
    lastCode: () => steps.at(-1)?.code ?? null,
    last: () => steps.at(-1),
    skewMs: () => skewMs,
    forget: () => {
      steps.splice(0, steps.length, ...steps.map((step) => redactStep(step, [...secrets])));
      secrets.clear();
    },
    fetch: (name) => (url, init) => fetchThrough(context, { name, mode, sink }, url, init),
  };
}

/** Who waits: a person at the screen, or a request that needs a token. */
type Mode = 'person' | 'background';

/** What sends the requests. */
interface RecorderDeps {
  readonly outbound: Pick<Outbound, 'send'>;
  readonly now: () => number;
}

interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Where requests report what was sent and what came. */
interface StepSink {
  add(step: DoctorStep): void;
  hide(...secrets: string[]): void;
  skew(milliseconds: number): void;
}

const timeouts = { connectMs: 10_000, responseMs: 20_000, totalMs: 30_000 };
/** Below what would be kept in a file, so that no token ever touches the disk unsealed. */
const maxBodyBytes = 200_000;

interface StepContext {
  readonly name: DoctorStep['name'];
  readonly mode: Mode;
  readonly sink: StepSink;
}

/**
 * Sends a request of the protocol library through the one way out. The way out gets no secrets, since it would mask them in the
 * response that is to be read (a server may send the same refresh token again); what is kept of the step is redacted here instead.
 */
async function fetchThrough(
  { outbound, now }: RecorderDeps,
  { name, mode, sink }: StepContext,
  url: string,
  { method, headers, body, signal }: FetchInit,
): Promise<Response> {
  const at = now();
  const requestBody = body === undefined || body === null ? null : String(body);
  const pairs = Object.entries(headers);
  const sent = { at, name, method, url, requestHeaders: named(pairs), requestBody };
  try {
    requireSafeEndpoint(url);
    const response = await outbound.send(
      {
        method,
        url,
        headers: pairs,
        timeouts,
        maxBodyBytes,
        secrets: [],
        credentialHeaders: [],
        credentialQuery: [],
        ...(requestBody === null ? {} : { body: requestBody }),
        // What carries a secret is for the server alone, and not for a proxy that could read it.
        ...(publicSteps.has(name) ? {} : { allowedHosts: [new URL(url).host] }),
        redirects: { follow: name === 'discovery', max: 3 },
        ...(mode === 'person' ? { policy: 'person' } : { policy: 'integration', allowPrivate: true }),
      },
      signal,
    );
    const text = bodyOf(response);
    measureSkew(response, at, now(), sink);
    const fields = readFields(text);
    if (name !== 'discovery') sink.hide(...secretsIn(fields));
    sink.add({ ...sent, ...received(response, text), ...readRefusal({ ...response, text }) });
    return toResponse(response, text);
  } catch (error) {
    if (error instanceof Fault) sink.add({ ...sent, ...nothingReceived, error: error.message, code: error.code });
    throw error;
  }
}

/** Secrets go to https addresses, or over plain http to places inside. `what` is the setting's name. Throws CONFIG_INVALID. */
export function requireSafeEndpoint(address: string, what = 'The address'): void {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isInside(url.hostname))) return;
  throw oauthFaults.fault('CONFIG_INVALID', `${what} ${url?.origin ?? address} is not an address for secrets.`, {
    kept: 'Nothing was sent to it.',
    todo: 'Use the https address of the authorization server.',
  });
}

const nothingSent = { method: '', url: '', requestHeaders: [], requestBody: null };
const nothingReceived = { status: null, responseHeaders: [], responseBody: null, durationMs: null };
const nothingWrong = { error: null, code: null };
const named = (pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => ({ name, value }));

function bodyOf({ body }: OutboundResponse): string {
  return body.kind === 'inline' ? new TextDecoder().decode(body.data) : '';
}

function received({ status, headers, timings }: OutboundResponse, responseBody: string) {
  return { status, responseHeaders: named(headers), responseBody, durationMs: timings.total };
}

function toResponse({ status, headers }: OutboundResponse, text: string): Response {
  const kept = headers.filter(([name]) => /^(content-type|www-authenticate|cache-control|retry-after)$/i.test(name));
  const hasBody = text !== '' && ![204, 205, 304].includes(status);
  return new Response(hasBody ? text : null, { status, headers: kept });
}

/** The server's time lies between sending and receiving; a Date header counts whole seconds. */
function measureSkew({ headers }: OutboundResponse, sentAt: number, receivedAt: number, sink: StepSink): void {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  const skew = theirs + 500 - (sentAt + receivedAt) / 2;
  sink.skew(Math.abs(skew) < precisionMs ? 0 : Math.round(skew));
}

const precisionMs = 2_000;

/** What a response of a token endpoint may show; everything else in it is a token, or may be one. */
const shownInResponses = new Set([
  ...['token_type', 'expires_in', 'scope', 'interval', 'verification_uri', 'expires_at', 'resource'],
  ...['verification_url', 'expires', 'expires_on', 'ok', 'success', 'status', 'message', 'msg', 'errors', 'category'],
  ...['error', 'error_description', 'error_uri', 'error_codes', 'error_code', 'error_message', 'timestamp'],
  ...['errorCode', 'errorSummary', 'ErrorCode', 'Error', 'errcode', 'errmsg', 'fault', 'statusCode', 'correlationId'],
]);

/** What a request may not show. */
const hiddenInRequests = new Set([
  ...['code', 'code_verifier', 'client_secret', 'client_assertion', 'refresh_token', 'access_token', 'id_token'],
  ...['password', 'device_code', 'token', 'assertion', 'state', 'nonce', 'user_code', 'code_challenge'],
]);

const hiddenHeaders = /^((proxy-)?authorization|cookie|set-cookie|dpop(-nonce)?)$/i;
/** Metadata is public; in every other response only what is known to be harmless is shown. */
const publicSteps = new Set<DoctorStep['name']>(['discovery', 'jwks']);

/** The step with every secret masked: by the name of what it is in, and by the known secrets wherever they stand. */
export function redactStep(step: DoctorStep, secrets: readonly string[]): DoctorStep {
  const known = createRedactor(secrets.filter((secret) => secret.length >= shortestHidden));
  const headers = (values: DoctorStep['requestHeaders']) =>
    values.map(({ name, value }) => ({ name, value: hiddenHeaders.test(name) ? mask : known.text(value) }));
  return {
    ...step,
    url: known.url(redactUrl(step.url)),
    requestHeaders: headers(step.requestHeaders),
    requestBody: step.requestBody === null ? null : cut(known.text(redactForm(step.requestBody))),
    responseHeaders: headers(step.responseHeaders).map(redactLocation),
    responseBody: step.responseBody === null ? null : cut(known.text(redactResponse(step))),
    error: step.error === null ? null : known.text(step.error),
    code: step.code === null ? null : known.text(step.code),
  };
}

/** Metadata can be long, and is kept with every flow. */
const cut = (text: string): string => (text.length > longestBody ? `${text.slice(0, longestBody)}…` : text);
const longestBody = 8_000;

/** Masking a word of two or three letters would hide nothing and ruin the rest. */
const shortestHidden = 4;

/** An address whose query or fragment may carry a code, token or state. */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  const bare = url.split(/[?#]/)[0] ?? url;
  const query = parsed.search === '' ? '' : `?${redactForm(parsed.search.slice(1))}`;
  return `${bare}${query}${parsed.hash === '' ? '' : `#${redactForm(parsed.hash.slice(1))}`}`;
}

function redactLocation(header: { name: string; value: string }) {
  return /^(location|referer)$/i.test(header.name) ? { ...header, value: redactUrl(header.value) } : header;
}

function redactForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=');
      return hiddenInRequests.has(name.toLowerCase()) ? `${name}=${mask}` : pair;
    })
    .join('&');
}

function redactResponse({ name, responseBody, responseHeaders }: DoctorStep): string {
  const text = responseBody ?? '';
  if (publicSteps.has(name)) return text;
  const fields = readFields(text);
  if (fields !== null && text.trimStart().startsWith('{')) return JSON.stringify(onlyShown(fields));
  const isForm = responseHeaders.some((header) => /form-urlencoded/i.test(header.value));
  // Whatever long word is in something that cannot be read may be a token.
  return (isForm ? redactForm(text) : text).replace(/[\w.~+/=-]{16,}/g, mask);
}

function onlyShown(document: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, shownInResponses.has(name) ? shownValue(value) : mask]),
  );
}

/** What a provider nests is judged by its names as well. */
function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return maskTokens(value);
  if (Array.isArray(value)) return value.map(shownValue);
  return typeof value === 'object' && value !== null ? onlyShown(value) : value;
}
