import type { Fault } from '#contract/fault.ts';
import { failureOf } from '../doctor/findings.ts';
import type { TokenDeps } from '../oauthConnection.ts';
import type { GrantedTokens } from '../protocol/tokenGrants.ts';
import { pendingStep } from '../tokens/lease.ts';
import { announceTokens, storeTokens } from '../tokens/tokenStore.ts';
import { changeTokenRow, requireTokenRow, saveSteps } from '../tokens/tokenTable.ts';
import type { SignIn } from './signIns.ts';

/** A sign-in is newer than any renewal under way, whose answer counts no more once this one has stored its own. */
const signInLeaseMs = 45_000;

/** Notes that tokens are about to be requested, so that a crash before their write is known afterwards. */
export function noteTokenRequest({ store, now }: TokenDeps, { connection, recorder, id }: SignIn, url: string): void {
  store.write((w) => {
    requireTokenRow(w, connection);
    changeTokenRow(w, connection, {
      leaseOwner: `${process.pid}.${id}`,
      leaseUntil: now() + signInLeaseMs,
      underWay: 'signIn',
    });
    saveSteps(w, connection, recorder.at, [...recorder.steps(), pendingStep('token', url, now())]);
  });
}

/** Stores what was granted and ends the sign-in well. */
export function completeSignIn(deps: TokenDeps, signIn: SignIn, granted: GrantedTokens): void {
  const { connection, recorder, actor } = signIn;
  deps.store.write((w) => storeTokens(deps, w, connection, granted, recorder, 'signIn'));
  signIn.end('done', `${connection.name} is signed in.`);
  announceTokens(deps, connection);
  announceSignIn(deps, signIn, 'ok', actor.name);
}

/** Keeps what happened for the doctor and ends the sign-in with the reason. */
export function failSignIn(deps: TokenDeps, signIn: SignIn, error: unknown): Fault {
  const fault = failureOf(signIn.recorder, error, 'SIGN_IN_FAILED');
  saveFailure(deps, signIn);
  signIn.end('failed', fault.message, fault.data.todo ?? null);
  announceTokens(deps, signIn.connection);
  announceSignIn(deps, signIn, 'failed', fault.message);
  return fault;
}

/** Writes the steps; the tokens of before stay as they are. */
export function saveFailure({ store }: TokenDeps, { connection, recorder, id }: SignIn): void {
  store.write((w) => {
    const row = requireTokenRow(w, connection);
    if (row.leaseOwner === `${process.pid}.${id}`)
      changeTokenRow(w, connection, { leaseOwner: null, leaseUntil: null, underWay: null });
    const skew = recorder.skewMs();
    if (skew !== null) changeTokenRow(w, connection, { clockSkewMs: skew });
    saveSteps(w, connection, recorder.at, recorder.steps());
  });
}

function announceSignIn(
  { events }: TokenDeps,
  { connection, actor }: SignIn,
  result: 'ok' | 'failed',
  message: string,
): void {
  const { tenantId, row, name } = connection;
  const isPrivate = row.visibility === 'private';
  events.happened({
    tenantId,
    actor,
    kind: 'change',
    action: 'signed in',
    integrationId: row.integrationId,
    result,
    subject: isPrivate ? 'a private connection' : name,
    details: result === 'ok' || isPrivate ? [] : [{ name: 'Result', value: message }],
  });
}
