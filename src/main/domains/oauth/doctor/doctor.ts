import type { ConnectionId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { networkFaults } from '#contract/network.ts';
import { type DoctorReport, type DoctorStep, type Finding, oauthFaults } from '#contract/oauth.ts';
import type { OAuthConfig, TokenState } from '#contract/oauthConfig.ts';
import { readState } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireVisibleOAuthConnection } from '../oauthConnection.ts';
import type { StepRecorder } from '../protocol/recorder.ts';
import type { OAuthConnection, TokenContext, TokenRow } from '../tokens/tokenTable.ts';
import { interruptedSteps, readSteps, readTokenRow, toTokenState, wasInterrupted } from '../tokens/tokenTable.ts';
import { findingOf } from './advice.ts';
import { codeOf } from './rules.ts';

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
    config: connection.config,
  };
  const findings = findingsOf(steps, facts);
  const well = findings.length === 1 && findings[0]?.code === 'ALL_WELL';
  const [after] = well ? usedAfterwards(store.read, connection, row) : [];
  return { connectionId, at: kept?.at ?? null, steps, findings: after === undefined ? findings : [after] };
}

/** What became of tokens that came as they should: gone by now, or not what the API takes. */
function usedAfterwards(r: Reader, connection: OAuthConnection, row: TokenRow | null): Finding[] {
  const { config } = connection;
  const because = (code: Code, reason: string | null | undefined): Finding => {
    const finding = findingOf(code, null, config);
    return reason ? { ...finding, explanation: `${finding.explanation} ${reason}` } : finding;
  };
  if (/^The API refused/.test(row?.statusReason ?? '')) return [because('API_REFUSED', row?.statusReason)];
  if (row !== null && row.status !== 'ok') return [because('SIGN_IN_NEEDED', row.statusReason)];
  const state = readState(r, connection);
  return state?.state === 'refused' ? [because('API_REFUSED', state.stateReason)] : [];
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
interface FlowFacts {
  readonly requestedScopes: readonly string[];
  /** Null where the server did not say. */
  readonly grantedScopes: readonly string[] | null;
  readonly config?: OAuthConfig | null;
}

type Code = Finding['code'];

const skewLimitMs = 60_000;

/** What the steps of a flow mean, in plain words, the most telling first. Pure: the same steps give the same findings. */
export function findingsOf(steps: readonly DoctorStep[], facts: FlowFacts): Finding[] {
  if (steps.length === 0) return [];
  const { config = null } = facts;
  const codes = steps.map((step) => ({ step, code: codeOf(step, steps) })).filter(({ code }) => code !== null);
  const found = new Map<Code, Finding>();
  // A later step that went well outdates what failed before it, as a retry does.
  const wellAt = steps.findLastIndex((step) => step.code === null && step.status !== null && step.name !== 'discovery');
  for (const { step, code } of codes.reverse()) {
    if (code === null || found.has(code)) continue;
    if (steps.indexOf(step) < wellAt && !lasting.has(code)) continue;
    found.set(code, code === 'DISCOVERY_FAILED' ? discoveryFinding(steps, config) : findingOf(code, step, config));
  }
  const cameBack = codes.some(({ step, code }) => step.name === 'redirect' && code !== null && !noAnswer.has(code));
  if (cameBack) found.delete('NEVER_RETURNED');
  moveLast(found, 'DISCOVERY_FAILED');
  const open = [...found.keys()].some((code) => code !== 'STATE_MISMATCH') ? null : unfinished(steps);
  for (const finding of scopeAndClockFindings(steps, facts))
    if (!found.has(finding.code)) found.set(finding.code, finding);
  if (open !== null) return [findingOf(open, steps.at(-1) ?? null, config), ...found.values()];
  return found.size === 0 ? [findingOf('ALL_WELL', null, config)] : [...found.values()];
}

const lasting = new Set<Code>(['INTERRUPTED', 'STATE_MISMATCH']);
/** Of a redirect step that is no answer of the server. */
const noAnswer = new Set<Code>(['NEVER_RETURNED', 'STATE_MISMATCH']);
/** Why a flow without a failed step has brought nothing; null where it has. */
function unfinished(steps: readonly DoctorStep[]): Code | null {
  const last = steps.findLast(({ code }) => code !== 'STATE_MISMATCH');
  if (last === undefined) return null;
  if (last.name === 'authorization') return 'NEVER_RETURNED';
  const brought = last.name === 'redirect' && /[?#&]access_token=/.test(last.url);
  const answered = last.status !== null && last.code === null && bringing.has(last.name);
  if (answered || brought) return null;
  return last.name === 'device' || last.name === 'poll' ? 'DEVICE_CODE_UNUSED' : 'NOT_FINISHED';
}

/** What one address of the metadata says tells more than that the others have none. */
function moveLast(found: Map<Code, Finding>, code: Code): void {
  const finding = found.get(code);
  if (found.delete(code) && finding) found.set(code, finding);
}

const bringing = new Set<DoctorStep['name']>(['token', 'poll', 'refresh', 'revocation', 'userinfo']);

/** Every address at which metadata was looked for, and what came of it. */
function discoveryFinding(steps: readonly DoctorStep[], config: OAuthConfig | null): Finding {
  const finding = findingOf('DISCOVERY_FAILED', null, config);
  const tried = steps.filter(({ name }) => name === 'discovery').map(({ url, error }) => `${url} (${error})`);
  return { ...finding, explanation: `${finding.explanation} Tried: ${tried.join(', ')}` };
}

function scopeAndClockFindings(
  steps: readonly DoctorStep[],
  { requestedScopes, grantedScopes, config = null }: FlowFacts,
): Finding[] {
  const missing = grantedScopes === null ? [] : requestedScopes.filter((scope) => !grantedScopes.includes(scope));
  const skew = steps.map(skewOf).find((milliseconds) => Math.abs(milliseconds) > skewLimitMs);
  const scope = findingOf('SCOPE_MISSING', null, config);
  return [
    ...(skew === undefined ? [] : [clockFinding(skew)]),
    ...(missing.length === 0
      ? []
      : [{ ...scope, explanation: `${scope.explanation} Missing: ${missing.join(', ')}.` }]),
  ];
}

function clockFinding(milliseconds: number): Finding {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const side = milliseconds > 0 ? 'ahead of' : 'behind';
  const explanation = `The server’s clock is ${minutes} min ${side} this computer’s. Tokens are timed by this computer, so that they work all the same.`;
  return { ...findingOf('CLOCK_SKEW', null, null), explanation };
}

function skewOf({ at, durationMs, responseHeaders }: DoctorStep): number {
  const date = responseHeaders.find((header) => header.name.toLowerCase() === 'date')?.value;
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? 0 : theirs - at - (durationMs ?? 0) / 2;
}

/** Keeps what ended a flow before, or beside, a request, so that the doctor knows of it. */
export function noteFailure(recorder: StepRecorder, error: unknown): void {
  if (!(error instanceof Fault) || recorder.steps().some(({ code }) => code !== null && code !== 'STATE_MISMATCH'))
    return;
  const name = recorder.steps().at(-1)?.name ?? 'authorization';
  recorder.note({ name, code: error.code, error: error.message });
}

const saysNothing = new Set<Code>(['ALL_WELL', 'NOT_FINISHED', 'NEVER_RETURNED', 'DEVICE_CODE_UNUSED']);
const nothingKnown = { requestedScopes: [], grantedScopes: null };

/** Why a flow failed, in words for the person: a fault that says more passes, the rest is read from the steps. */
export function failureOf(
  recorder: StepRecorder,
  error: unknown,
  code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED',
  config?: OAuthConfig,
): Fault {
  if (error instanceof Fault && !(error.code in networkFaults.map)) return error;
  if (error instanceof Fault && error.code === 'CANCELLED') return error;
  const [first] = findingsOf(recorder.steps(), config === undefined ? nothingKnown : { ...nothingKnown, config });
  if (first === undefined || saysNothing.has(first.code)) return unexplained(code, error);
  const kept = 'The connection and its earlier tokens are kept.';
  return oauthFaults.fault(code, `${first.title}. ${first.explanation}`, {
    kept,
    ...(first.fix ? { todo: first.fix } : {}),
  });
}

/** A defect of ours rather than of the server; its name is shown, and never its text, which may hold anything. */
function unexplained(code: 'SIGN_IN_FAILED' | 'REFRESH_FAILED', error: unknown): Fault {
  const name = error instanceof Error ? error.name : typeof error;
  return oauthFaults.fault(code, `The recorder failed inside Patchbay (${name}).`, {
    kept: 'The connection and its earlier tokens are kept.',
    todo: 'Try again. If it happens again, report it with the steps that the doctor shows.',
  });
}
