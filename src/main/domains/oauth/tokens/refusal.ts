import { Fault } from '#contract/fault.ts';
import { markFailing } from '#main/domains/connections/index.ts';
import { releaseLease } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import { failureOf, findingsOf, noteFailure } from '../doctor/doctor.ts';
import { needsSignIn } from '../faults.ts';
import { endTokens, sendTokenNotice } from '../oauthConnection.ts';
import type { StepRecorder } from '../protocol/recorder.ts';
import { refusesForGood } from '../protocol/serverAnswer.ts';
import {
  changeTokenRow,
  type Lease,
  leaseName,
  type OAuthConnection,
  readTokenRow,
  saveSteps,
  type TokenContext,
  type TokenRow,
} from './tokenTable.ts';

/** Reads the row again before it judges: tokens that another process stored meanwhile are as good as ours would have been. */
export function recordRefusal(
  context: TokenContext,
  actor: Actor,
  connection: OAuthConnection,
  lease: Lease,
  recorder: StepRecorder,
  error: unknown,
): void {
  const last = recorder.last();
  const refused = last !== undefined && tokenSteps.has(last.name) && refusesForGood(last);
  const moved = error instanceof Fault && error.code === 'ORIGIN_UNCONFIRMED' ? error.message : null;
  const reason = moved ?? (refused ? reasonOf(recorder) : null);
  const fault =
    reason === null
      ? failureOf(recorder, error, 'REFRESH_FAILED', connection.config)
      : needsSignIn(connection.name, reason);
  noteFailure(recorder, error);
  const outcome = context.store.write((w): Outcome => {
    releaseLease(w, leaseName(connection), lease.owner);
    const row = readTokenRow(w, connection);
    if (row?.generation !== lease.row.generation) return 'overtaken';
    const skew = recorder.skewMs();
    const known = skew === null ? {} : { clockSkewMs: skew };
    changeTokenRow(w, connection, { ...known, underWay: null });
    saveSteps(w, connection, recorder.at, recorder.steps());
    if (reason === null) return countFailure(w, connection, row, fault) ? 'failing' : 'failed';
    const isNews = row.status !== 'needsSignIn';
    endTokens(context, w, actor, connection, reason, isNews);
    return isNews ? 'ended' : 'failed';
  });
  if (outcome === 'overtaken') return;
  context.facts.signal('tokenState', connection.tenantId, [connection.id]);
  if (outcome === 'ended') sendTokenNotice(context, connection, 'needs a sign-in', reason ?? '');
  if (outcome === 'failing') sendTokenNotice(context, connection, 'gets no new token', fault.message);
  throw fault;
}

type Outcome = 'overtaken' | 'failed' | 'failing' | 'ended';

const tokenSteps = new Set(['token', 'refresh']);

/** One failure may be the weather; so many in a row are told. */
const failuresTold = 3;

/** Counts a renewal that failed without a refusal; a locked vault or the end of the console is none. Answers whether it became news. */
function countFailure(w: Writer, connection: OAuthConnection, row: TokenRow, { code, message }: Fault): boolean {
  if (code === 'VAULT_LOCKED' || code === 'CANCELLED') return false;
  const failures = row.failures + 1;
  changeTokenRow(w, connection, { failures });
  return failures >= failuresTold && markFailing(w, connection, message) && failures === failuresTold;
}

/** Why the server will not, in words: what it means, and what the server said. */
function reasonOf(recorder: StepRecorder): string {
  const steps = recorder.steps();
  const findings = findingsOf(steps, { requestedScopes: [], grantedScopes: null });
  const interrupted = findings.some(({ code }) => code === 'INTERRUPTED');
  const told =
    findings.find(({ code }) => code.startsWith('REFRESH_')) ?? findings.find(({ code }) => code !== 'INTERRUPTED');
  const title = told?.title ?? 'The server refused to renew the token';
  if (interrupted) return `${title}; Patchbay closed during the previous refresh.`;
  const { code, error } = steps.at(-1) ?? { code: null, error: null };
  const words = [code, error].filter((one, index, all) => one !== null && all.indexOf(one) === index).join(': ');
  return `${title}. The server said: ${words}`;
}
