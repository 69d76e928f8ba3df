import type { ConnectionId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import { type DoctorReport, type DoctorStep, type Finding, oauthFaults } from '#contract/oauth.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireVisibleOAuthConnection } from '../oauthConnection.ts';
import type { StepRecorder } from '../protocol/recorder.ts';
import type { TokenContext } from '../tokens/tokenTable.ts';
import { interruptedSteps, readSteps, readTokenRow, toTokenState, wasInterrupted } from '../tokens/tokenTable.ts';
import { findingTexts } from './findingTexts.ts';

type Deps = Pick<TokenContext, 'store' | 'now'>;

/** The steps of the last flow of a connection with its authorization server, and what they mean. */
export function readDoctor(
  { store, now }: Deps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): DoctorReport {
  const connection = requireVisibleOAuthConnection(store.read, actor, connectionId);
  const kept = readSteps(store.read, connection);
  const row = readTokenRow(store.read, connection);
  const interrupted = wasInterrupted(store.read, connection, row, now());
  const steps = interrupted ? interruptedSteps(kept?.steps ?? []) : (kept?.steps ?? []);
  const known = row?.status === 'ok' && kept !== null && !interrupted;
  const facts = {
    requestedScopes: known ? row.requestedScopes : [],
    grantedScopes: known ? row.grantedScopes : null,
  };
  return { connectionId, at: kept?.at ?? null, steps, findings: findingsOf(steps, facts) };
}

/** What is known of the tokens, without showing them. */
export function readTokens(
  { store }: Deps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): TokenState {
  return toTokenState(readTokenRow(store.read, requireVisibleOAuthConnection(store.read, actor, connectionId)));
}

/** What is known besides the steps. */
interface GrantScopes {
  readonly requestedScopes: readonly string[];
  /** Null where the server did not say. */
  readonly grantedScopes: readonly string[] | null;
}

type Code = Finding['code'];

const skewLimitMs = 60_000;

/** What the steps of a flow mean, in plain words, the most telling first. Pure: the same steps give the same findings. */
export function findingsOf(steps: readonly DoctorStep[], facts: GrantScopes): Finding[] {
  if (steps.length === 0) return [];
  const codes = steps.map((step) => ({ step, code: codeOf(step, steps) })).filter(({ code }) => code !== null);
  const found = new Map<Code, Finding>();
  // A later step that went well outdates what failed before it, as a retry does.
  const wellAt = steps.findLastIndex((step) => step.code === null && step.status !== null && step.name !== 'discovery');
  for (const { step, code } of codes.reverse()) {
    if (code === null || found.has(code)) continue;
    if (steps.indexOf(step) < wellAt && !lasting.has(code)) continue;
    found.set(code, code === 'DISCOVERY_FAILED' ? discoveryFinding(steps) : findingOf(code, step));
  }
  for (const finding of scopeAndClockFindings(steps, facts))
    if (!found.has(finding.code)) found.set(finding.code, finding);
  return found.size === 0 ? [findingOf('ALL_WELL', null)] : [...found.values()];
}

const lasting = new Set<Code>(['INTERRUPTED', 'STATE_MISMATCH']);

function findingOf(code: Code, step: DoctorStep | null): Finding {
  const text = findingTexts[code];
  const words = step?.error && code !== 'INTERRUPTED' ? ` The words were: ${step.error}` : '';
  return { code, ...text, explanation: `${text.explanation}${words}` };
}

function discoveryFinding(steps: readonly DoctorStep[]): Finding {
  const text = findingTexts.DISCOVERY_FAILED;
  const tried = steps.filter(({ name }) => name === 'discovery').map(({ url, error }) => `${url} (${error})`);
  return { code: 'DISCOVERY_FAILED', ...text, explanation: `${text.explanation} Tried: ${tried.join(', ')}` };
}

function scopeAndClockFindings(
  steps: readonly DoctorStep[],
  { requestedScopes, grantedScopes }: GrantScopes,
): Finding[] {
  const missing = grantedScopes === null ? [] : requestedScopes.filter((scope) => !grantedScopes.includes(scope));
  const skew = steps.map(skewOf).find((milliseconds) => Math.abs(milliseconds) > skewLimitMs);
  const { explanation } = findingTexts.SCOPE_MISSING;
  return [
    ...(skew === undefined ? [] : [clockFinding(skew)]),
    ...(missing.length === 0
      ? []
      : [{ ...findingOf('SCOPE_MISSING', null), explanation: `${explanation} Missing: ${missing.join(', ')}.` }]),
  ];
}

function clockFinding(milliseconds: number): Finding {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const side = milliseconds > 0 ? 'ahead of' : 'behind';
  const explanation = `The server’s clock is ${minutes} min ${side} this computer’s. Tokens are timed by this computer, so that they work all the same.`;
  return { code: 'CLOCK_SKEW', ...findingTexts.CLOCK_SKEW, explanation };
}

function skewOf({ at, durationMs, responseHeaders }: DoctorStep): number {
  const date = responseHeaders.find((header) => header.name.toLowerCase() === 'date')?.value;
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? 0 : theirs - at - (durationMs ?? 0) / 2;
}

const byCode: Readonly<Record<string, Code>> = {
  redirect_uri_mismatch: 'REDIRECT_MISMATCH',
  invalid_client: 'CLIENT_AUTH_WRONG',
  invalid_scope: 'SCOPE_INVALID',
  incorrect_client_credentials: 'CLIENT_AUTH_WRONG',
  HTTP_401: 'CLIENT_AUTH_WRONG',
  access_denied: 'CONSENT_DENIED',
  consent_required: 'CONSENT_DENIED',
  interaction_required: 'CONSENT_DENIED',
  unauthorized_client: 'GRANT_UNSUPPORTED',
  unsupported_grant_type: 'GRANT_UNSUPPORTED',
  unsupported_response_type: 'GRANT_UNSUPPORTED',
  unsupported_token_type: 'GRANT_UNSUPPORTED',
  server_error: 'SERVER_ERROR',
  temporarily_unavailable: 'SERVER_ERROR',
  TLS_FAILED: 'TLS_OR_PROXY',
  PROXY_FAILED: 'TLS_OR_PROXY',
  HTTP_407: 'TLS_OR_PROXY',
  DNS_FAILED: 'UNREACHABLE',
  CONNECTION_REFUSED: 'UNREACHABLE',
  CONNECTION_LOST: 'UNREACHABLE',
  ADDRESS_REFUSED: 'UNREACHABLE',
  TIMED_OUT: 'TIMED_OUT',
  expired_token: 'TIMED_OUT',
  CANCELLED: 'TIMED_OUT',
  BAD_RESPONSE: 'MALFORMED_ANSWER',
  BODY_TOO_LARGE: 'MALFORMED_ANSWER',
  MALFORMED_ANSWER: 'MALFORMED_ANSWER',
  STATE_MISMATCH: 'STATE_MISMATCH',
  ISSUER_MISMATCH: 'ISSUER_MISMATCH',
  INTERRUPTED: 'INTERRUPTED',
};

/** Codes that say that nothing is wrong yet (RFC 8628 section 3.5). */
const pending = new Set(['authorization_pending', 'slow_down']);

function codeOf(step: DoctorStep, all: readonly DoctorStep[]): Code | null {
  const { code, name } = step;
  if (code === null || pending.has(code)) return null;
  if (name === 'discovery' && all.some((other) => other.name === 'discovery' && other.code === null)) return null;
  if (name === 'discovery' && /^(HTTP_4|MALFORMED_ANSWER)/.test(code)) return 'DISCOVERY_FAILED';
  return byWords(step) ?? (Object.hasOwn(byCode, code) ? byCode[code] : undefined) ?? byStatus(step);
}

/** Servers agree on codes less than on words. */
function byWords({ code, error, name }: DoctorStep): Code | null {
  const words = error ?? '';
  if (code === 'invalid_grant' && name === 'refresh')
    return /reus|rotat|already (been )?(used|consumed)|one.time/i.test(words)
      ? 'REFRESH_ROTATED'
      : 'REFRESH_TOKEN_GONE';
  if (/^[A-Z_]+$/.test(code ?? '')) return null;
  if (code === 'invalid_request' && /(grant|response).?type|not allowed for this client/i.test(words))
    return 'GRANT_UNSUPPORTED';
  if (/redirect/i.test(words)) return 'REDIRECT_MISMATCH';
  if (/pkce|code.?challenge|code.?verifier/i.test(words)) return 'PKCE_REFUSED';
  if (/\b(iat|nbf|exp|clock|not yet valid|in the future)\b/i.test(words)) return 'CLOCK_SKEW';
  const unknown = /(unknown|not found|no such|does ?n.t exist|not exist|client is invalid|was not found)/i;
  return /client/i.test(words) && unknown.test(words) ? 'CLIENT_UNKNOWN' : null;
}

function byStatus({ status }: DoctorStep): Code {
  return status !== null && status >= 500 ? 'SERVER_ERROR' : 'OTHER';
}

const nothingKnown = { requestedScopes: [], grantedScopes: null };

/** Why a flow failed, in words for the person: a fault that says more passes, the rest is read from the steps. */
export function failureOf(recorder: StepRecorder, error: unknown, code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED'): Fault {
  if (error instanceof Fault && !(error.code in networkFaults.map)) return error;
  if (error instanceof Fault && error.code === 'CANCELLED') return error;
  const [first] = findingsOf(recorder.steps(), nothingKnown);
  if (first === undefined || first.code === 'ALL_WELL') return unexplained(code, error);
  const kept = 'The connection and the tokens that it had are kept.';
  return oauthFaults.fault(code, `${first.title}. ${first.explanation}`, {
    kept,
    ...(first.fix ? { todo: first.fix } : {}),
  });
}

/** A defect of ours rather than of the server; its name is shown, and never its text, which may hold anything. */
function unexplained(code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED', error: unknown): Fault {
  const name = error instanceof Error ? error.name : typeof error;
  return oauthFaults.fault(code, `The recorder failed inside Patchbay (${name}).`, {
    kept: 'The connection and the tokens that it had are kept.',
    todo: 'Try again; if it stays so, report it with the steps that the doctor shows.',
  });
}
