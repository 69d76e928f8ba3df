import type { SignInId } from '#contract/common.ts';
import type { Fault } from '#contract/fault.ts';
import { readState, recordSignedIn } from '#main/domains/connections/index.ts';
import { holdsLease, releaseLease, seizeLease } from '#main/jobs/index.ts';
import { notFound } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { failureOf, noteFailure } from '../doctor/doctor.ts';
import { emitTokenFact, tokenFacts } from '../facts.ts';
import { storeTokens } from '../oauthConnection.ts';
import type { Grant } from '../protocol/client.ts';
import {
  changeTokenRow,
  leaseMs,
  leaseName,
  type OAuthConnection,
  pendingStep,
  requireTokenRow,
  saveSteps,
  type TokenContext,
} from '../tokens/tokenTable.ts';
import type { SignIn } from './signIns.ts';

/** Begins with the process, so that the end of that frees the lease at once. */
const leaseOwnerOf = (id: SignInId): string => `${process.pid}.${id}`;

/**
 * Notes that tokens are about to be requested, so that a crash before their write is known afterwards. A sign-in is newer than any
 * renewal under way, whose tokens count no more once this one has stored its own: it takes the lease from that.
 */
export function noteTokenRequest(
  { store, now }: TokenContext,
  { connection, recorder, id }: SignIn,
  url: string,
): void {
  store.write((w) => {
    requireStanding(w, connection);
    requireTokenRow(w, connection);
    seizeLease(w, leaseName(connection), leaseOwnerOf(id), now() + leaseMs);
    changeTokenRow(w, connection, { underWay: 'signIn' });
    saveSteps(w, connection, recorder.at, [...recorder.steps(), pendingStep('token', url, now())]);
  });
}

/** Tokens have no place where the connection was deleted in the meantime. Throws NOT_FOUND. */
function requireStanding(r: Reader, connection: OAuthConnection): void {
  if (readState(r, connection) === undefined) throw notFound('The connection');
}

/** Stores what was granted and ends the sign-in well. */
export function completeSignIn(context: TokenContext, signIn: SignIn, granted: Grant): void {
  const { connection, recorder, actor, id } = signIn;
  context.store.write((w) => {
    requireStanding(w, connection);
    recordSignedIn(context, w, actor, connection);
    storeTokens(context, w, connection, { granted, recorder, by: 'signIn', leaseOwner: leaseOwnerOf(id) });
    emitTokenFact(context, w, tokenFacts.signedIn, actor, connection);
  });
  signIn.end('done', `${connection.name} is signed in.`);
}

/** Keeps what happened for the doctor and ends the sign-in with the reason. */
export function failSignIn(context: TokenContext, signIn: SignIn, error: unknown): Fault {
  const { actor, connection, recorder } = signIn;
  noteFailure(recorder, error);
  const fault = failureOf(recorder, error, 'SIGN_IN_FAILED', connection.config);
  context.store.write((w) => {
    if (writeFailure(w, signIn)) emitTokenFact(context, w, tokenFacts.signInFailed, actor, connection, fault.message);
  });
  signIn.end('failed', fault.message, fault.data.todo ?? null);
  return fault;
}

/** Keeps the steps of a sign-in that did not begin, or that a person ended; the tokens of before stay as they are. */
export function saveFailure(context: TokenContext, signIn: SignIn): void {
  context.store.write((w) => writeFailure(w, signIn));
}

/** Answers false where the connection was deleted in the meantime: there is nothing to keep it with. */
function writeFailure(w: Writer, { connection, recorder, id }: SignIn): boolean {
  if (readState(w, connection) === undefined) return false;
  requireTokenRow(w, connection);
  if (holdsLease(w, leaseName(connection), leaseOwnerOf(id))) changeTokenRow(w, connection, { underWay: null });
  releaseLease(w, leaseName(connection), leaseOwnerOf(id));
  const skew = recorder.skewMs();
  if (skew !== null) changeTokenRow(w, connection, { clockSkewMs: skew });
  saveSteps(w, connection, recorder.at, recorder.steps());
  return true;
}
