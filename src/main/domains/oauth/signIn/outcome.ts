import type { Fault } from '#contract/fault.ts';
import { failureOf } from '../doctor/failureOf.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import { keepExchange } from '../tokens/keepExchange.ts';
import { aboutTo } from '../tokens/lease.ts';
import { storeTokens } from '../tokens/storeTokens.ts';
import { tellTokens } from '../tokens/tellTokens.ts';
import { changeTokenRow, requireTokenRow } from '../tokens/tokenRow.ts';
import type { Attempt } from './attempt.ts';

/** A sign-in is newer than any renewal under way, whose answer counts no more once this one has stored its own. */
const signInLeaseMs = 45_000;

/** Notes that tokens are about to be asked for, so that a crash before their write is known afterwards. */
export function noteAhead({ store, now }: TokenDeps, { subject, exchange, id }: Attempt, url: string): void {
  store.write((w) => {
    requireTokenRow(w, subject);
    const lease = { leaseOwner: `${process.pid}.${id}`, leaseUntil: now() + signInLeaseMs };
    changeTokenRow(w, subject, { ...lease, underWay: 'signIn' });
    keepExchange(w, subject, exchange.at, [...exchange.steps(), aboutTo('token', url, now())]);
  });
}

/** Stores what was granted and ends the attempt well. */
export function succeed(deps: TokenDeps, attempt: Attempt, granted: GrantedTokens): void {
  const { subject, exchange, actor } = attempt;
  deps.store.write((w) => storeTokens(deps, w, subject, granted, exchange, 'signIn'));
  attempt.end('done', `${subject.name} is signed in.`);
  tellTokens(deps, subject);
  tellActivity(deps, attempt, 'ok', actor.name);
}

/** Keeps what happened for the doctor and ends the attempt with the reason. */
export function fail(deps: TokenDeps, attempt: Attempt, error: unknown): Fault {
  const fault = failureOf(attempt.exchange, error, 'SIGN_IN_FAILED');
  keepFailure(deps, attempt);
  attempt.end('failed', fault.message, fault.data.todo ?? null);
  tellTokens(deps, attempt.subject);
  tellActivity(deps, attempt, 'failed', fault.message);
  return fault;
}

/** Writes the steps; the tokens of before stay as they are. */
export function keepFailure({ store }: TokenDeps, { subject, exchange, id }: Attempt): void {
  store.write((w) => {
    const row = requireTokenRow(w, subject);
    const free = { leaseOwner: null, leaseUntil: null, underWay: null };
    if (row.leaseOwner === `${process.pid}.${id}`) changeTokenRow(w, subject, free);
    const skew = exchange.skewMs();
    if (skew !== null) changeTokenRow(w, subject, { clockSkewMs: skew });
    keepExchange(w, subject, exchange.at, exchange.steps());
  });
}

function tellActivity(
  { events }: TokenDeps,
  { subject, actor }: Attempt,
  result: 'ok' | 'failed',
  message: string,
): void {
  const { tenantId, row, name } = subject;
  const isPrivate = row.visibility === 'private';
  events.happened({
    ...{ tenantId, actor, kind: 'change', action: 'signed in', integrationId: row.integrationId, result },
    subject: isPrivate ? 'a private connection' : name,
    details: result === 'ok' || isPrivate ? [] : [{ name: 'Result', value: message }],
  });
}
